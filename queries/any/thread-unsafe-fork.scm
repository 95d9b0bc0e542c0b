; Threads run already, and the process is copied with the locks that they hold.
((event) @fork
  (#path? "spawn.thread=@thread .. spawn.process=@fork")
  (#match? @fork "^(multiprocessing\\.|mp\\.)?Process\\(")
  (#not-around? @fork "function" "spawn[\"']|forkserver"))
((event) @fork
  (#path? "spawn.thread=@thread .. call=@fork")
  (#match? @fork "^os\\.fork\\(|\\bPopen\\([\\s\\S]*preexec_fn=[^N]")
  (#not-inside? @fork "callee"))
