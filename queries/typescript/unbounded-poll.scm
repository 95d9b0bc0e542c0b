; A deadline, looked at in each round.
((while_statement body: (statement_block . (expression_statement (await_expression) @sleep) @_statement .)) @_loop
  (#fix! "Give up after 30 seconds")
  (#insert! "above" @_loop "const {new:deadline} = Date.now() + 30_000;")
  (#insert! "before" @_statement "if (Date.now() > {new:deadline}) throw new Error(\"timed out\");\n"))
