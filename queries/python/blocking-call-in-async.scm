; Sleep as a task does.
((call function: (_) @_sleep) @block
  (#match? @_sleep "^time\\.sleep$")
  (#fix! "Sleep without standing still")
  (#replace! @_sleep "await asyncio.sleep")
  (#import! "import asyncio"))

; Let a thread do it.
([(expression_statement (call function: (_) @_function arguments: (argument_list . (_) @_first)) @block)
  (assignment right: (call function: (_) @_function arguments: (argument_list . (_) @_first)) @block)
  (return_statement (call function: (_) @_function arguments: (argument_list . (_) @_first)) @block)]
  (#not-match? @_function "sleep$")
  (#fix! "Do it in a thread")
  (#replace! @_function "await asyncio.to_thread")
  (#insert! "before" @_first "{_function}, ")
  (#import! "import asyncio"))
