; What waits for the write: two tasks may save at once, so that the temporary name differs each time.
(expression_statement (await_expression (call_expression
    function: (member_expression object: (_) @_fs property: (_) @_write)
    arguments: (arguments . [(identifier) (member_expression)] @_path . (_))) @write)
  (#eq? @_write "writeFile")
  (#fix! "Write a temporary file and rename it")
  (#insert! "above" @_statement "const {new:temporary} = `${{{_path}}}.${{crypto.randomUUID()}}.tmp`;")
  (#replace! @_path "{new:temporary}")
  (#insert! "below" @_statement "await {_fs}.rename({new:temporary}, {_path});")) @_statement
(expression_statement (await_expression (call_expression
    function: (member_expression object: (_) @_fs property: (_) @_write)
    arguments: (arguments . (string (string_fragment) @_stem) @_path . (_))) @write)
  (#eq? @_write "writeFile")
  (#fix! "Write a temporary file and rename it")
  (#insert! "above" @_statement "const {new:temporary} = `{_stem}.${{crypto.randomUUID()}}.tmp`;")
  (#replace! @_path "{new:temporary}")
  (#insert! "below" @_statement "await {_fs}.rename({new:temporary}, {_path});")) @_statement
(expression_statement (await_expression (call_expression function: (identifier) @_write
    arguments: (arguments . [(identifier) (member_expression)] @_path . (_))) @write)
  (#eq? @_write "writeFile")
  (#fix! "Write a temporary file and rename it")
  (#import! @_write "rename")
  (#insert! "above" @_statement "const {new:temporary} = `${{{_path}}}.${{crypto.randomUUID()}}.tmp`;")
  (#replace! @_path "{new:temporary}")
  (#insert! "below" @_statement "await rename({new:temporary}, {_path});")) @_statement
(expression_statement (await_expression (call_expression function: (identifier) @_write
    arguments: (arguments . (string (string_fragment) @_stem) @_path . (_))) @write)
  (#eq? @_write "writeFile")
  (#fix! "Write a temporary file and rename it")
  (#import! @_write "rename")
  (#insert! "above" @_statement "const {new:temporary} = `{_stem}.${{crypto.randomUUID()}}.tmp`;")
  (#replace! @_path "{new:temporary}")
  (#insert! "below" @_statement "await rename({new:temporary}, {_path});")) @_statement

; What does not give way cannot meet itself in one process: the name of the process is enough.
(expression_statement (call_expression
    function: (member_expression object: (_) @_fs property: (_) @_write)
    arguments: (arguments . [(identifier) (member_expression)] @_path . (_))) @write
  (#eq? @_write "writeFileSync")
  (#fix! "Write a temporary file and rename it")
  (#insert! "above" @_statement "const {new:temporary} = `${{{_path}}}.${{process.pid}}.tmp`;")
  (#replace! @_path "{new:temporary}")
  (#insert! "below" @_statement "{_fs}.renameSync({new:temporary}, {_path});")) @_statement
(expression_statement (call_expression
    function: (member_expression object: (_) @_fs property: (_) @_write)
    arguments: (arguments . (string (string_fragment) @_stem) @_path . (_))) @write
  (#eq? @_write "writeFileSync")
  (#fix! "Write a temporary file and rename it")
  (#insert! "above" @_statement "const {new:temporary} = `{_stem}.${{process.pid}}.tmp`;")
  (#replace! @_path "{new:temporary}")
  (#insert! "below" @_statement "{_fs}.renameSync({new:temporary}, {_path});")) @_statement
(expression_statement (call_expression function: (identifier) @_write
    arguments: (arguments . [(identifier) (member_expression)] @_path . (_))) @write
  (#eq? @_write "writeFileSync")
  (#fix! "Write a temporary file and rename it")
  (#import! @_write "renameSync")
  (#insert! "above" @_statement "const {new:temporary} = `${{{_path}}}.${{process.pid}}.tmp`;")
  (#replace! @_path "{new:temporary}")
  (#insert! "below" @_statement "renameSync({new:temporary}, {_path});")) @_statement
(expression_statement (call_expression function: (identifier) @_write
    arguments: (arguments . (string (string_fragment) @_stem) @_path . (_))) @write
  (#eq? @_write "writeFileSync")
  (#fix! "Write a temporary file and rename it")
  (#import! @_write "renameSync")
  (#insert! "above" @_statement "const {new:temporary} = `{_stem}.${{process.pid}}.tmp`;")
  (#replace! @_path "{new:temporary}")
  (#insert! "below" @_statement "renameSync({new:temporary}, {_path});")) @_statement
