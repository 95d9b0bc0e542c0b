; The task is started, and nobody keeps it.
(expression_statement (call function: (_) @_start) @task
  (#names? @_start "asyncio.create_task" "asyncio.ensure_future" "asyncio.tasks.create_task" "asyncio.tasks.ensure_future")
  (#report! @task))
(expression_statement (call function: (attribute object: (_) @_loop attribute: (_) @_start)) @task
  (#any-of? @_start "create_task") (#match? @_loop "(^|[._])(event_)?loop(\\(\\))?$")
  (#report! @task))

; It is kept by a name that nobody reads, and dies with the function.
((block (expression_statement (assignment left: (identifier) @_name right: (call function: (_) @_start) @task)) .)
  (#names? @_start "asyncio.create_task" "asyncio.ensure_future" "asyncio.tasks.create_task" "asyncio.tasks.ensure_future")
  (#unused? @_name)
  (#report! @task))
((block (expression_statement (assignment left: (identifier) @_name right: (call function: (attribute object: (_) @_loop attribute: (_) @_start)) @task)) .)
  (#any-of? @_start "create_task") (#match? @_loop "(^|[._])(event_)?loop(\\(\\))?$")
  (#unused? @_name)
  (#report! @task))

; Keep it until it has ended.
(expression_statement (call) @task
  (#fix! "Keep it in a set until it has ended")
  (#replace! @task "{new:task} = {task}\nbackground_tasks.add({new:task})\n{new:task}.add_done_callback(background_tasks.discard)")
  (#declare! "background_tasks = set()"))
