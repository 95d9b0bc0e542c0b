; The loop goes through a copy, and each item is looked for before anything is done with it.
(for_statement left: (identifier) @_item right: (_) @loop body: (block . (_) @_first)
  (#fix! "Go through a copy of `{state}`")
  (#wrap! @loop "list(" ")")
  (#insert! "before" @_first "if {_item} not in {loop}:\n\tcontinue\n"))
