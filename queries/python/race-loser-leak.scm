; The first one is waited for, and the others go on unheard.
((assignment left: (pattern_list (identifier) . (identifier) @_pending) right: (await (call function: (_) @_wait arguments: (argument_list) @_args) @race))
  (#names? @_wait "asyncio.wait") (#match? @_args "FIRST_(COMPLETED|EXCEPTION)")
  (#around? @race "function" "create_task\\(|ensure_future\\(")
  (#not-around? @race "function" "\\.cancel\\(|\\bcancel_\\w+\\(")
  (#unused? @_pending) (#not-inside? @race "loop")
  (#report! @race))
