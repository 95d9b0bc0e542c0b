; Somebody else is waited for in the callback of a transaction.
(call_expression function: (member_expression property: (_) @_transaction)
  arguments: (arguments [(arrow_function body: (statement_block [(expression_statement (await_expression (call_expression function: (_) @_io) @io)) (lexical_declaration (variable_declarator value: (await_expression (call_expression function: (_) @_io) @io))) (return_statement (await_expression (call_expression function: (_) @_io) @io))])) (function_expression body: (statement_block [(expression_statement (await_expression (call_expression function: (_) @_io) @io)) (lexical_declaration (variable_declarator value: (await_expression (call_expression function: (_) @_io) @io))) (return_statement (await_expression (call_expression function: (_) @_io) @io))]))])
  (#any-of? @_transaction "transaction" "$transaction" "withTransaction" "runTransaction" "inTransaction")
  (#match? @_io "^(fetch|axios(\\.\\w+)?|got(\\.\\w+)?|ky(\\.\\w+)?)$|\\.(sendMail|sendEmail)$")
  (#report! @io))
