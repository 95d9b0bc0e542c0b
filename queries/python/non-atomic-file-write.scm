; Another thread or process may save at the same time: the temporary name differs each time.

; A path writes itself.
(expression_statement (call function: (attribute object: [(identifier) (attribute)] @_path attribute: (_) @_write)) @write
  (#any-of? @_write "write_text" "write_bytes")
  (#fix! "Write a temporary file and rename it")
  (#insert! "above" @_statement "{new:temporary} = {_path}.with_name(f\"{{{_path}.name}}.{{secrets.token_hex(4)}}.tmp\")")
  (#import! "import secrets")
  (#replace! @_path "{new:temporary}")
  (#insert! "below" @_statement "{new:temporary}.replace({_path})")) @_statement

; It opens itself.
(with_statement (with_clause (with_item value: (as_pattern
    (call function: (attribute object: [(identifier) (attribute)] @_path attribute: (_) @_open)) @write))) body: (_) @_body
  (#eq? @_open "open") (#not-match? @_body "\\b(await|return|break|continue|yield)\\b")
  (#fix! "Write a temporary file and rename it")
  (#insert! "above" @_statement "{new:temporary} = {_path}.with_name(f\"{{{_path}.name}}.{{secrets.token_hex(4)}}.tmp\")")
  (#import! "import secrets")
  (#replace! @_path "{new:temporary}")
  (#insert! "below" @_statement "{new:temporary}.replace({_path})")) @_statement

; It is opened.
(with_statement (with_clause . (with_item value: (as_pattern
    (call function: (identifier) @_open arguments: (argument_list . [(identifier) (attribute)] @_path)) @write)) .) body: (_) @_body
  (#eq? @_open "open") (#not-match? @_body "\\b(await|return|break|continue|yield)\\b")
  (#fix! "Write a temporary file and rename it")
  (#import! "import os")
  (#insert! "above" @_statement "{new:temporary} = f\"{{{_path}}}.{{secrets.token_hex(4)}}.tmp\"")
  (#import! "import secrets")
  (#replace! @_path "{new:temporary}")
  (#insert! "below" @_statement "os.replace({new:temporary}, {_path})")) @_statement
(with_statement (with_clause . (with_item value: (as_pattern
    (call function: (identifier) @_open arguments: (argument_list . (string (string_content) @_stem) @_path)) @write)) .) body: (_) @_body
  (#eq? @_open "open") (#not-match? @_body "\\b(await|return|break|continue|yield)\\b")
  (#match? @_path "^[\"']")
  (#fix! "Write a temporary file and rename it")
  (#import! "import os")
  (#insert! "above" @_statement "{new:temporary} = f\"{_stem}.{{secrets.token_hex(4)}}.tmp\"")
  (#import! "import secrets")
  (#replace! @_path "{new:temporary}")
  (#insert! "below" @_statement "os.replace({new:temporary}, {_path})")) @_statement
