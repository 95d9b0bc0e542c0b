; What the others do, in a function that returns nothing.
(function_item !return_type body: (block (expression_statement (await_expression (call_expression) @call)))
  (#fix! "Turn back where `{guard}` holds")
  (#insert! "above" @call "if {guard} {{\n\treturn;\n}}")) @_function
