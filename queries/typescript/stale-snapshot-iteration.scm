; A copy of a set: the item is looked for.
(for_in_statement left: (identifier) @_item right: (array . (spread_element [(identifier) (member_expression)] @_set) .) @copy
  body: (statement_block . (_) @_first)
  (#fix! "Skip what is no longer in `{state}`")
  (#insert! "before" @_first "if (!{_set}.has({_item})) continue;\n"))

; The keys of a map.
(for_in_statement left: (identifier) @_item
  right: (array . (spread_element (call_expression function: (member_expression object: (_) @_map property: (_) @_keys))) .) @copy
  body: (statement_block . (_) @_first)
  (#eq? @_keys "keys")
  (#fix! "Skip what is no longer in `{state}`")
  (#insert! "before" @_first "if (!{_map}.has({_item})) continue;\n"))
