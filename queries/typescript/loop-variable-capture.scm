; A variable of its own for each round.
(for_statement initializer: (variable_declaration "var" @_var) body: (statement_block (expression_statement (call_expression) @spawn))
  (#fix! "Declare it with `let`")
  (#replace! @_var "let"))
(for_in_statement kind: "var" @_var body: (statement_block (expression_statement (call_expression) @spawn))
  (#fix! "Declare it with `let`")
  (#replace! @_var "let"))
