; The test is made again after each wait.
(if_statement "if" @_if consequence: (block . (expression_statement (call) @wait) .) !alternative
  (#fix! "Test again after the wait")
  (#replace! @_if "while"))
