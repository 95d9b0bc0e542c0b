; Whoever cancels a task waits until it has ended.
(function_definition "async" body: (block [
    (expression_statement (call function: (attribute object: (_) @_task attribute: (_) @_cancel)) @stop)
    (if_statement consequence: (block (expression_statement (call function: (attribute object: (_) @_task attribute: (_) @_cancel)) @stop)))])
  (#eq? @_cancel "cancel")
  (#fix! "Wait until `{handle}` has ended")
  (#insert! "below" @stop "with suppress(asyncio.CancelledError):\n\tawait {_task}")
  (#import! "import asyncio")
  (#import! "from contextlib import suppress"))
