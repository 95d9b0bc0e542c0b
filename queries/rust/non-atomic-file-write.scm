; The path is borrowed, so that it is still there for the rename.
(expression_statement (try_expression (call_expression
    function: (scoped_identifier path: (_) @_fs name: (_) @_write)
    arguments: (arguments . (reference_expression value: [(identifier) (field_expression)]) @_path . (_))) @write)
  (#eq? @_write "write") (#match? @_fs "^(std::)?fs$")
  (#fix! "Write a temporary file and rename it")
  (#insert! "above" @_statement "let {new:temporary} = std::path::Path::new({_path}).with_extension(format!(\"{{}}.tmp\", std::process::id()));")
  (#replace! @_path "&{new:temporary}")
  (#insert! "below" @_statement "{_fs}::rename(&{new:temporary}, {_path})?;")) @_statement
(expression_statement (try_expression (call_expression
    function: (scoped_identifier path: (_) @_fs name: (_) @_write)
    arguments: (arguments . (string_literal) @_path . (_))) @write)
  (#eq? @_write "write") (#match? @_fs "^(std::)?fs$")
  (#fix! "Write a temporary file and rename it")
  (#insert! "above" @_statement "let {new:temporary} = std::path::Path::new({_path}).with_extension(format!(\"{{}}.tmp\", std::process::id()));")
  (#replace! @_path "&{new:temporary}")
  (#insert! "below" @_statement "{_fs}::rename(&{new:temporary}, {_path})?;")) @_statement

; The same, by a task that may give way.
(expression_statement (try_expression (await_expression (call_expression
    function: (scoped_identifier path: (_) @_fs name: (_) @_write)
    arguments: (arguments . (reference_expression value: [(identifier) (field_expression)]) @_path . (_))) @write))
  (#eq? @_write "write") (#match? @_fs "^tokio::fs$|^fs$")
  (#fix! "Write a temporary file and rename it")
  (#insert! "above" @_statement "let {new:temporary} = std::path::Path::new({_path}).with_extension(format!(\"{{}}.tmp\", std::process::id()));")
  (#replace! @_path "&{new:temporary}")
  (#insert! "below" @_statement "{_fs}::rename(&{new:temporary}, {_path}).await?;")) @_statement
(expression_statement (try_expression (await_expression (call_expression
    function: (scoped_identifier path: (_) @_fs name: (_) @_write)
    arguments: (arguments . (string_literal) @_path . (_))) @write))
  (#eq? @_write "write") (#match? @_fs "^tokio::fs$|^fs$")
  (#fix! "Write a temporary file and rename it")
  (#insert! "above" @_statement "let {new:temporary} = std::path::Path::new({_path}).with_extension(format!(\"{{}}.tmp\", std::process::id()));")
  (#replace! @_path "&{new:temporary}")
  (#insert! "below" @_statement "{_fs}::rename(&{new:temporary}, {_path}).await?;")) @_statement
