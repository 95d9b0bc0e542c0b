; const device = this.find(id); await device.wake(); if (!device) return; what the await yields may be kept. It is used at once, so that
; nobody can have asked before.
(statement_block
  (lexical_declaration "const" (variable_declarator name: (identifier) @_name value: [(call_expression) (await_expression) (subscript_expression)]))
  . [(expression_statement (await_expression (call_expression function: (member_expression object: (identifier) @use) @_method)))
     (lexical_declaration (variable_declarator value: (await_expression (call_expression function: (member_expression object: (identifier) @use) @_method))))]
  (if_statement condition: (parenthesized_expression (unary_expression "!" argument: (identifier) @_tested) @test) consequence: (_) @_leaves)
  (#eq? @_name @use)
  (#eq? @_name @_tested)
  (#not-match? @_method "\\?\\.")
  (#match? @_leaves "^\\{?\\s*(return|throw|continue|break)\\b")
  (#report! @test))
