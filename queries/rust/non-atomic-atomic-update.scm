; What is added to what was loaded is added at one stroke.
(block
  (let_declaration pattern: (identifier) @_old value: (call_expression function: (field_expression value: (_) @_atomic)) @load) @_take
  . (expression_statement (call_expression function: (field_expression field: (_) @_store)
      arguments: (arguments . (binary_expression left: (identifier) @_same operator: "+" right: (_) @_more) . (_) @_order .)) @store) @_put
  (#eq? @_old @_same)
  (#unused-after? @_old @_put)
  (#fix! "Add to it at one stroke" "safe")
  (#delete! @_take)
  (#replace! @store "{_atomic}.fetch_add({_more}, {_order})")) @_block
((call_expression function: (field_expression value: (_) @_atomic)
    arguments: (arguments . (binary_expression left: (call_expression) @load operator: "+" right: (_) @_more) . (_) @_order .)) @store
  (#fix! "Add to it at one stroke" "safe")
  (#replace! @store "{_atomic}.fetch_add({_more}, {_order})"))

; A flag is asked and raised at one stroke.
(block
  (expression_statement (if_expression condition: (call_expression function: (field_expression value: (_) @_atomic field: (_) @_method) arguments: (_) @_how) @load
    consequence: (block (expression_statement (return_expression)) .) !alternative)) @_gate
  (expression_statement (call_expression arguments: (arguments . (boolean_literal) @_value . (_) @_order .)) @store) @_put
  (#eq? @_value "true")
  (#fix! "Raise it where it is asked")
  (#replace! @load "{_atomic}.swap(true, {_order})")
  (#delete! @_put)) @_block
