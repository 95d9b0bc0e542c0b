; The `try` begins where the lock is taken.
(statement_block
  (expression_statement (await_expression) @acquire)
  . (expression_statement (await_expression)) @_gap
  . (try_statement body: (statement_block . (_) @_first))
  (#fix! "Begin the `try` right after the acquisition")
  (#insert! "before" @_first "{_gap}\n")
  (#delete! @_gap)) @_block
