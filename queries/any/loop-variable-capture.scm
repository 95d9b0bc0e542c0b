; What is started later reads a variable that the loop has bound anew by then.
((event) @spawn
  (#path? "spawn.thread|spawn.task|spawn.timer|spawn.interval|spawn.listener|spawn.later=@spawn")
  (#is? @spawn "rebound"))
