; What is there is taken away: one step does both.
((if_statement
  condition: (comparison_operator . (_) @_key . operators: "in" . (_) @_place .)
  consequence: (block . (delete_statement (subscript value: (_) @_base subscript: (_) @_index)) @act .)
  !alternative) @_if
  (#eq? @_key @_index)
  (#eq? @_place @_base)
  (#fix! "Remove it in one step")
  (#replace! @_if "{_place}.pop({_key}, None)"))
