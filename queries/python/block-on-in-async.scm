; The loop that would have to run it is the one that waits here.
((call function: (_) @_run arguments: (argument_list . (_) @future)) @block
  (#names? @_run "asyncio.run" "asyncio.runners.run" "anyio.run" "trio.run" "asgiref.sync.async_to_sync") (#inside? @block "async")
  (#report! @block))
((call function: (attribute object: (_) @_loop attribute: (_) @_run) arguments: (argument_list . (_) @future .)) @block
  (#eq? @_run "run_until_complete") (#inside? @block "async")
  (#report! @block))

; Where one may suspend, one need not block.
((call function: (_) @_run arguments: (argument_list . (call) @future .)) @block
  (#fix! "Await it")
  (#match? @_run "^asyncio\\.run$|\\.run_until_complete$")
  (#replace! @block "await {future}"))
