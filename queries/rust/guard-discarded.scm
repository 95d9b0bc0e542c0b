; `_` is no variable: what it is given is dropped at once. Where nothing follows, there was nothing to guard: somebody waits for the lock to be free.
((let_declaration pattern: "_" @_name value: (call_expression function: (field_expression value:
    (call_expression function: (field_expression field: (_) @_lock) arguments: (arguments . "(" . ")")) field: (_) @_unwrap)) @guard) . (_)
  (#any-of? @_lock "lock" "write" "read") (#any-of? @_unwrap "unwrap" "expect")
  (#report! @guard))
((let_declaration pattern: "_" @_name value: (call_expression function: (field_expression field: (_) @_lock) arguments: (arguments . "(" . ")")) @guard) . (_)
  (#eq? @_lock "lock")
  (#report! @guard))
((let_declaration pattern: "_" @_name value: (await_expression (call_expression function: (field_expression field: (_) @_lock) arguments: (arguments . "(" . ")"))) @guard) . (_)
  (#any-of? @_lock "lock" "write" "read" "lock_owned")
  (#report! @guard))
; A name, if one begins with `_`, keeps the guard to the end of the block.
(let_declaration pattern: "_" @_name value: (_) @guard
  (#fix! "Keep the guard to the end of the block")
  (#replace! @_name "_{new:guard}"))
