; Completed either way: who waits goes on, and whoever called learns of the error.
(block
  (expression_statement (await) @wait) @_work
  . (expression_statement (_) @settle) @_settled
  (#fix! "Complete `{deferred}` in `finally`")
  (#replace! @_work "try:\n\t{_work}\nfinally:\n\t{_settled}")
  (#delete! @_settled))
