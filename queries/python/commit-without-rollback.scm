; The first thing that the handler does.
(try_statement body: (block (expression_statement (await (call) @commit))) (except_clause (block . (_) @_first))
  (#fix! "Roll the session back")
  (#insert! "before" @_first "await {session}.rollback()\n"))
(try_statement body: (block (expression_statement (call) @commit)) (except_clause (block . (_) @_first))
  (#fix! "Roll the session back")
  (#insert! "before" @_first "{session}.rollback()\n"))
