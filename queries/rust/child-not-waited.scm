; The child is started, and nobody waits for it.
(expression_statement [(try_expression (call_expression function: (field_expression value: (_) @_command field: (_) @_spawn)) @child)
    (call_expression function: (field_expression value: (call_expression function: (field_expression value: (_) @_command field: (_) @_spawn)) @child field: (_) @_unwrap))] ";"
  (#eq? @_spawn "spawn") (#match? @_command "^(\\w+::)*Command::new\\(")
  (#report! @child))
(let_declaration pattern: "_" value: (call_expression function: (field_expression value: (_) @_command field: (_) @_spawn)) @child
  (#eq? @_spawn "spawn") (#match? @_command "^(\\w+::)*Command::new\\(")
  (#report! @child))
