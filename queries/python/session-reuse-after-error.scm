; A savepoint takes back what the round did.
(try_statement
  body: (block . (expression_statement) @_first . (expression_statement (call function: (attribute attribute: (_) @_method)) @work) @_last .)
  (#eq? @_method "flush")
  (#fix! "Give each round a savepoint")
  (#replace! @_first "with {session}.begin_nested():\n\t{_first}\n\t{_last}")
  (#delete! @_last)) @_try
(try_statement
  body: (block . (expression_statement) @_first . (expression_statement (await (call function: (attribute attribute: (_) @_method)) @work)) @_last .)
  (#eq? @_method "flush")
  (#fix! "Give each round a savepoint")
  (#replace! @_first "async with {session}.begin_nested():\n\t{_first}\n\t{_last}")
  (#delete! @_last)) @_try

; The first thing that the handler does.
(try_statement body: (block (expression_statement (await (call) @work))) (except_clause (block . (_) @_first))
  (#fix! "Roll the session back")
  (#insert! "before" @_first "await {session}.rollback()\n")) @_try
(try_statement body: (block (expression_statement (call) @work)) (except_clause (block . (_) @_first))
  (#fix! "Roll the session back")
  (#insert! "before" @_first "{session}.rollback()\n")) @_try
