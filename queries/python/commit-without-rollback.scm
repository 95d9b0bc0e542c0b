; The first thing that the handler does.
(try_statement body: (_) (except_clause (block . (_) @_first)) @handler
  (#match? @commit "^await ")
  (#fix! "Roll the session back")
  (#insert! "above" @_first "await {session}.rollback()"))
(try_statement body: (_) (except_clause (block . (_) @_first)) @handler
  (#fix! "Roll the session back")
  (#insert! "above" @_first "{session}.rollback()"))
