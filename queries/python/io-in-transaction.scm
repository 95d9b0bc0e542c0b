; Somebody else is waited for while a transaction is open.
(with_statement (with_clause (with_item value: [(call function: (_) @_transaction) (as_pattern (call function: (_) @_transaction))]))
  body: (block [(expression_statement [(await (call function: (_) @_io) @io) (call function: (_) @_io) @io]) (expression_statement (assignment right: [(await (call function: (_) @_io) @io) (call function: (_) @_io) @io])) (return_statement [(await (call function: (_) @_io) @io) (call function: (_) @_io) @io])])
  (#match? @_transaction "(?i)(session|db|conn|connection|engine)\\.begin$|\\.transaction$|(^|\\.)transaction\\.atomic$|(^|\\.)in_transaction$")
  (#match? @_io "(?i)^(requests|httpx)\\.\\w+$|(^|[._])(client|http|http_session)\\.(get|post|put|patch|delete|request)$|urlopen$|(^|\\.)send_e?mail$")
  (#report! @io))
