; device = self.find(key), await device.wake(), if device is None: return
(block
  (expression_statement (assignment left: (identifier) @_name right: [(call) (await) (subscript)]))
  . (expression_statement (await (call function: (attribute object: (identifier) @use))))
  . (if_statement condition: [
      (not_operator argument: (identifier) @_tested)
      (comparison_operator . (identifier) @_tested "is" (none) .)
    ] @test consequence: (_) @_leaves)
  (#eq? @_name @use)
  (#eq? @_name @_tested)
  (#match? @_leaves "^\\s*(return|raise|continue|break)\\b")
  (#report! @test))
