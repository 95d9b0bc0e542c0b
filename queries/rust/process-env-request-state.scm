; The child gets the value in an environment of its own.
(block
  (expression_statement (call_expression arguments: (arguments . (_) @_name . (_) @_value .)) @write) @_set
  (let_declaration value: (call_expression function: (field_expression value: (call_expression) @child)))
  (#fix! "Pass it to the child with `env`")
  (#delete! @_set)
  (#insert! "after" @child ".env({_name}, {_value})"))
