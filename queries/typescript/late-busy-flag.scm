; What is waited for first moves into the `try` whose `finally` lowers the flag.
(statement_block
  . (expression_statement (await_expression) @suspend) @_first
  . (expression_statement (assignment_expression) @raise) @_raise
  . (try_statement body: (statement_block . (_) @_inside) finalizer: (_)) @_try
  (#fix! "Raise `{state}` before the task gives way")
  (#replace! @_first "{_raise}")
  (#delete! @_raise)
  (#insert! "before" @_inside "{_first}\n"))
