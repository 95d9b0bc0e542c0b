; What must be new is made as new: the second one fails.
((call_expression function: (_) @_write arguments: (arguments . (_) . (_) @_text .)) @act
  (#match? @_write "(^|[.])writeFile(Sync)?$")
  (#fix! "Write it only where there is none")
  (#insert! "after" @_text ", {{ flag: \"wx\" }}"))
