; One of them fails, the `finally` runs, and the others go on with what it has closed.
((try_statement body: (statement_block [(expression_statement (await_expression (call_expression function: (_) @_all arguments: (arguments) @_args) @join))
      (return_statement (await_expression (call_expression function: (_) @_all arguments: (arguments) @_args) @join))
      (lexical_declaration (variable_declarator value: (await_expression (call_expression function: (_) @_all arguments: (arguments) @_args) @join)))])
    finalizer: (finally_clause body: (statement_block (expression_statement
      [(await_expression (call_expression function: (member_expression object: (identifier) @_resource property: (_) @_close)))
       (call_expression function: (member_expression object: (identifier) @_resource property: (_) @_close))]))))
  (#eq? @_all "Promise.all") (#match? @_close "^(close|end|release|destroy|dispose|disconnect|quit|stop|terminate|shutdown)")
  (#mentions? @_args @_resource)
  (#report! @join))
