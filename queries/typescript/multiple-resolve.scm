; The promise is settled, and the code goes on to settle it again.
(statement_block
  (if_statement consequence: [(expression_statement (call_expression function: (identifier) @_first) @first)
      (statement_block (expression_statement (call_expression function: (identifier) @_first) @first) .)] !alternative)
  . (expression_statement (call_expression function: (identifier) @_second) @second)
  (#any-of? @_first "reject" "resolve") (#any-of? @_second "reject" "resolve")
  (#report! @second))

; Leave once it is settled.
((expression_statement (call_expression) @first) @_statement
  (#fix! "Return once it is settled")
  (#insert! "before" @first "return "))
