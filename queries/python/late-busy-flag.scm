; What is waited for first moves into the `try` whose `finally` lowers the flag.
(block
  . (expression_statement (await) @suspend) @_first
  . (expression_statement (assignment) @raise) @_raise
  . (try_statement body: (block . (_) @_inside) (finally_clause)) @_try
  (#fix! "Raise `{state}` before the task gives way")
  (#replace! @_first "{_raise}")
  (#delete! @_raise)
  (#insert! "before" @_inside "{_first}\n"))
