; Bind its value now.
(for_statement left: (identifier) @_variable body: (block (expression_statement (call arguments: (argument_list (lambda !parameters "lambda" @_lambda))) @spawn))
  (#fix! "Bind `{_variable}` now, as a default")
  (#insert! "after" @_lambda " {_variable}={_variable}"))
(for_statement left: (identifier) @_variable
  body: (block (expression_statement (call function: (attribute object: (call arguments: (argument_list (keyword_argument value: (lambda !parameters "lambda" @_lambda)))) @spawn))))
  (#fix! "Bind `{_variable}` now, as a default")
  (#insert! "after" @_lambda " {_variable}={_variable}"))
