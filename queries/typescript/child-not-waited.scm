; The child is started, and nobody hears of its end or of its failure to start.
(expression_statement (call_expression function: (_) @_spawn) @child
  (#names? @_spawn "child_process.spawn" "child_process.fork")
  (#report! @child))
