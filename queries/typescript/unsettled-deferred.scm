; Completed either way: who waits goes on, and whoever called learns of the error.
(statement_block
  (expression_statement (await_expression) @wait) @_work
  . (expression_statement (_) @settle) @_settled
  (#fix! "Complete `{deferred}` in `finally`")
  (#replace! @_work "try {{\n\t{_work}\n}} finally {{\n\t{_settled}\n}}")
  (#delete! @_settled))
