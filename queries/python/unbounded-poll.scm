; A deadline, looked at in each round.
((while_statement body: (block . (expression_statement [(await) (call)] @sleep) @_statement .)) @_loop
  (#fix! "Give up after 30 seconds")
  (#import! "import time")
  (#insert! "above" @_loop "{new:deadline} = time.monotonic() + 30")
  (#insert! "before" @_statement "if time.monotonic() > {new:deadline}:\n\traise TimeoutError\n"))
