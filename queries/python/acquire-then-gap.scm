; The `try` begins where the lock is taken.
(block
  (expression_statement (await) @acquire)
  . (expression_statement (await (call))) @_gap
  . (try_statement body: (block . (_) @_first))
  (#fix! "Begin the `try` right after the acquisition")
  (#insert! "before" @_first "{_gap}\n")
  (#delete! @_gap)) @_block
