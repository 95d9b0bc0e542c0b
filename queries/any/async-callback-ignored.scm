; A thread, a timer or a callback runs an async function, which only makes a coroutine that nobody runs.
((event) @spawn
  (#path? "spawn.thread|spawn.timer|spawn.later|spawn.listener=@spawn")
  (#is? @spawn "async")
  (#match? @spawn "(^|\\b)(Thread|Process|threading\\.Timer|([A-Za-z_]*(executor|pool|Executor|Pool)\\w*(\\([^()]*\\))?\\.submit)|run_in_executor|to_thread|add_done_callback|add_signal_handler)\\("))

; So it is with the callbacks of an event loop; who has methods of these names and is none may well run it.
((event) @spawn
  (#path? "spawn.timer=@spawn")
  (#is? @spawn "async")
  (#match? @spawn "(?i)loop(\\(\\))?\\.(call_later|call_at|call_soon|call_soon_threadsafe)\\("))
