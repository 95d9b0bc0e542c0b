; Let other tasks run meanwhile.
([(variable_declarator value: (call_expression function: (member_expression object: (_) @_fs property: (_) @_method)) @block) (assignment_expression right: (call_expression function: (member_expression object: (_) @_fs property: (_) @_method)) @block) (return_statement (call_expression function: (member_expression object: (_) @_fs property: (_) @_method)) @block) (arguments (call_expression function: (member_expression object: (_) @_fs property: (_) @_method)) @block) (expression_statement (call_expression function: (member_expression object: (_) @_fs property: (_) @_method)) @block)]
  (#eq? @_fs "fs") (#eq? @_method "readFileSync")
  (#fix! "Use the file operations that do not block")
  (#replace! @_fs "await fs.promises")
  (#replace! @_method "readFile"))
([(variable_declarator value: (call_expression function: (member_expression object: (_) @_fs property: (_) @_method)) @block) (assignment_expression right: (call_expression function: (member_expression object: (_) @_fs property: (_) @_method)) @block) (return_statement (call_expression function: (member_expression object: (_) @_fs property: (_) @_method)) @block) (arguments (call_expression function: (member_expression object: (_) @_fs property: (_) @_method)) @block) (expression_statement (call_expression function: (member_expression object: (_) @_fs property: (_) @_method)) @block)]
  (#eq? @_fs "fs") (#eq? @_method "writeFileSync")
  (#fix! "Use the file operations that do not block")
  (#replace! @_fs "await fs.promises")
  (#replace! @_method "writeFile"))
