; The value was used, and only then it is asked whether it is there.
(statement_block
  [(expression_statement (await_expression (call_expression function: (member_expression object: (identifier) @_used))))
   (lexical_declaration (variable_declarator value: (await_expression (call_expression function: (member_expression object: (identifier) @_used)))))] @use
  . (comment)? . (if_statement condition: (parenthesized_expression (unary_expression "!" argument: (identifier) @_tested) @test)
      consequence: [(return_statement) (statement_block . (return_statement) .)])
  (#eq? @_used @_tested)
  (#not-match? @use "\\?\\.")
  (#report! @test))

; The question comes first.
(statement_block
  [(expression_statement (await_expression)) (lexical_declaration)] @use
  . (comment)? . (if_statement condition: (parenthesized_expression (_) @test)) @_question
  (#fix! "Ask before it is used")
  (#insert! "before" @use "{_question}\n")
  (#delete! @_question)) @_block
