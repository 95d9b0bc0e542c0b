; An emitter or a timer calls an async function, and hears nothing of its errors.
((event) @handler
  (#path? "spawn.listener|spawn.interval|spawn.timer=@handler")
  (#is? @handler "async") (#not-is? @handler "safe")
  (#match? @handler "^[\\w.$?!()]*(\\.(on|once|addListener|prependListener|addEventListener)\\(|\\b(setInterval|setTimeout)\\()")
  ; What waits for its handlers.
  (#not-match? @handler "^(this\\.)?_?(bot|app|router|server|composer|fastify|api|hono|worker|queue|page|context|browser)\\."))
