; A deadline, looked at in each round.
((while_expression body: (block . (expression_statement [(await_expression) (call_expression)] @sleep) @_statement .)) @_loop
  (#fix! "Give up after 30 seconds")
  (#insert! "above" @_loop "let {new:deadline} = std::time::Instant::now() + std::time::Duration::from_secs(30);")
  (#insert! "before" @_statement "if std::time::Instant::now() > {new:deadline} {{\n\tpanic!(\"timed out\");\n}}\n"))
