; The child gets the value in an environment of its own.
(statement_block
  (expression_statement (assignment_expression left: (member_expression property: (_) @_name) right: (_) @_value) @write) @_set
  (lexical_declaration (variable_declarator value: (call_expression arguments: (arguments . (_) . (array) @_arguments .)) @child))
  (#fix! "Pass it to the child in its `env` option")
  (#delete! @_set)
  (#insert! "after" @_arguments ", {{ env: {{ ...process.env, {_name}: {_value} }} }}"))
