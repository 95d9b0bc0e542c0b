; Sleep as a task does.
((call_expression function: (_) @_sleep) @block
  (#match? @_sleep "(^|::)sleep$")
  (#fix! "Sleep without standing still")
  (#replace! @_sleep "tokio::time::sleep")
  (#insert! "after" @block ".await"))

; Let the runtime read and write.
((call_expression function: (scoped_identifier path: (_) @_fs) @_file) @block
  (#eq? @_fs "std::fs")
  (#fix! "Use the file operations of the runtime")
  (#replace! @_fs "tokio::fs")
  (#insert! "after" @block ".await"))
