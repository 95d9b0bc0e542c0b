; The effect gets a flag, and a clean-up that raises it.
(call_expression function: (_) @_effect arguments: (arguments . (arrow_function body: (statement_block
    . (expression_statement (call_expression function: (member_expression property: (_) @_then) arguments: (arguments . (arrow_function body: (call_expression) @set) .))) @_only .)))
  (#match? @_effect "use(Layout)?Effect$") (#eq? @_then "then")
  (#fix! "Ignore the answer when the effect is over")
  (#insert! "before" @_only "let {new:ignore} = false;\n")
  (#wrap! @set "{{ if (!{new:ignore}) " "; }}")
  (#insert! "after" @_only "\nreturn () => {{\n\t{new:ignore} = true;\n}};"))
(call_expression function: (_) @_effect arguments: (arguments . (arrow_function body: (statement_block
    . (expression_statement (call_expression function: (parenthesized_expression (arrow_function body: (statement_block (expression_statement (call_expression) @set)))))) @_only .)))
  (#match? @_effect "use(Layout)?Effect$")
  (#fix! "Ignore the answer when the effect is over")
  (#insert! "before" @_only "let {new:ignore} = false;\n")
  (#insert! "before" @set "if (!{new:ignore}) ")
  (#insert! "after" @_only "\nreturn () => {{\n\t{new:ignore} = true;\n}};"))
(call_expression function: (_) @_effect arguments: (arguments . (arrow_function body: (statement_block
    . (lexical_declaration (variable_declarator value: (arrow_function body: (statement_block (expression_statement (call_expression) @set))))) @_first . (expression_statement) @_last .)))
  (#match? @_effect "use(Layout)?Effect$")
  (#fix! "Ignore the answer when the effect is over")
  (#insert! "before" @_first "let {new:ignore} = false;\n")
  (#insert! "before" @set "if (!{new:ignore}) ")
  (#insert! "after" @_last "\nreturn () => {{\n\t{new:ignore} = true;\n}};"))
