; The child gets the value in an environment of its own.
(block
  (expression_statement (assignment left: (subscript value: (_) @_environ subscript: (_) @_name) right: (_) @_value) @write) @_set
  (expression_statement (assignment right: (await (call arguments: (argument_list (_) @_last .)) @child)))
  (#fix! "Pass it to the child in its `env` option")
  (#delete! @_set)
  (#insert! "after" @_last ", env={{**{_environ}, {_name}: {_value}}}"))
