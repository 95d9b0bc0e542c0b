; The item itself is looked for.
(for_statement left: (identifier) @_item
  right: (call arguments: (argument_list . (_) @_all .)) @copy
  body: (block . (_) @_first)
  (#fix! "Skip what is no longer in `{state}`")
  (#insert! "before" @_first "if {_item} not in {_all}:\n\tcontinue\n"))
