; What was stored has a name: the slot is emptied only if it is still in there.
(block
  (expression_statement (assignment right: (identifier) @_mine) @own)
  (try_statement (finally_clause (block
    (expression_statement (assignment left: (attribute) @_slot) @reset) @_statement)))
  (#fix! "Empty `{state}` only if the value is still its own")
  (#wrap! @_statement "if {_slot} is {_mine}:\n\t" ""))

; The same for an entry.
(block
  (expression_statement (assignment right: (identifier) @_mine) @own)
  (try_statement (finally_clause (block
    (expression_statement (call function: (attribute object: (_) @_map attribute: (_) @_pop) arguments: (argument_list . (_) @_key . (_)? .)) @reset) @_statement)))
  (#eq? @_pop "pop")
  (#fix! "Empty `{state}` only if the value is still its own")
  (#wrap! @_statement "if {_map}.get({_key}) is {_mine}:\n\t" ""))
