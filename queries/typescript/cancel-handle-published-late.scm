; What needs nothing of what was waited for can be made before.
(expression_statement (assignment_expression left: (_) @_handle right: (new_expression constructor: (identifier) @_made arguments: (arguments . "(" . ")"))) @publish
  (#eq? @_made "AbortController")
  (#fix! "Create `{_handle}` before the task gives way")
  (#insert! "above" @suspend "{publish};")
  (#delete! @_statement)) @_statement
