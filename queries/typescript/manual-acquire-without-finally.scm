; What stands between is done in a `try`, and its `finally` gives the lock back.
(statement_block
  [(lexical_declaration (variable_declarator value: (await_expression) @acquire)) (expression_statement (await_expression) @acquire)] @_take
  . (expression_statement) @_body
  . (expression_statement (call_expression) @release) @_give
  (#fix! "Give it back in a `finally`")
  (#replace! @_body "try {{\n\t{_body}\n}} finally {{\n\t{_give}\n}}")
  (#delete! @_give))
