; What was stored has a name: the slot is emptied only if it is still in there.
(statement_block
  (expression_statement (assignment_expression right: (identifier) @_mine) @own)
  (try_statement finalizer: (finally_clause body: (statement_block
    (expression_statement (assignment_expression left: (_) @_slot) @reset) @_statement)))
  (#fix! "Empty `{state}` only if the value is still its own")
  (#wrap! @_statement "if ({_slot} === {_mine}) {{\n\t" "\n}}"))

; The same for an entry.
(statement_block
  (expression_statement (call_expression arguments: (arguments . (_) . (identifier) @_mine .)) @own)
  (try_statement finalizer: (finally_clause body: (statement_block
    (expression_statement (call_expression function: (member_expression object: (_) @_map property: (_) @_delete)
      arguments: (arguments . (_) @_key .)) @reset) @_statement)))
  (#eq? @_delete "delete")
  (#fix! "Empty `{state}` only if the value is still its own")
  (#wrap! @_statement "if ({_map}.get({_key}) === {_mine}) {{\n\t" "\n}}"))
