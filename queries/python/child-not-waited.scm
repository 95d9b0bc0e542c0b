; The child is started, and nobody waits for it.
(expression_statement (call function: (_) @_popen) @child
  (#names? @_popen "subprocess.Popen")
  ; The parent ends, and the child takes its place.
  (#not-around? @child "function" "os\\._exit|os\\.exec")
  (#report! @child))
(expression_statement (await (call function: (_) @_start) @child)
  (#names? @_start "asyncio.create_subprocess_exec" "asyncio.create_subprocess_shell")
  (#report! @child))
