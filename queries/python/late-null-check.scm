; The value was used, and only then it is asked whether it is there.
(block
  [(expression_statement (await (call function: (attribute object: (identifier) @_used))))
   (expression_statement (assignment right: (await (call function: (attribute object: (identifier) @_used)))))] @use
  . (if_statement condition: [(not_operator argument: (identifier) @_tested) (comparison_operator . (identifier) @_tested "is" (none) .)] @test
      consequence: (block . (return_statement) .))
  (#eq? @_used @_tested)
  (#report! @test))

; The question comes first.
(block
  (expression_statement) @use
  . (if_statement condition: (_) @test) @_question
  (#fix! "Ask before it is used")
  (#insert! "before" @use "{_question}\n")
  (#delete! @_question)) @_block
