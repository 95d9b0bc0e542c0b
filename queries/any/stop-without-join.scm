; Work is asked to end, and the same work is started again before it has.
((event) @restart
  (#path? @handle "call.stop @handle=@stop .. write.assign.started|write.insert.started @handle=@restart" "unless suspend, block, read @handle")
  ; A timer ends when it is told to.
  (#not-match? @restart "(?i)call_(later|at|soon)|timer|timeout|interval|immediate"))

; Or it is reported as ended while it may still run.
((event) @stop
  (#path? @handle "call.stop @handle=@stop .. exit.return|exit.end" "unless suspend, block, spawn, give, read @handle")
  (#not-match? @stop "(?i)timer|timeout|_handle\\b|keep_?alive|delay")
  (#not-around? @stop "function" "CancelledError")
  (#inside? @stop "async")
  (#match? @stop "\\.\\s*(cancel|abort|kill|terminate)\\(")
  (#elsewhere? @handle "write.assign.started"))

; A process or worker that was killed may still hold what the new one wants.
((event) @restart
  (#path? @handle "call.stop @handle=@stop .. write.assign.opaque|write.assign.fresh @handle=@restart .. suspend" "unless suspend, block, read @handle")
  (#match? @stop "\\.\\s*(kill|terminate)\\(")
  (#match? @restart "(?i)\\b(spawn|fork|execFile|popen|worker|process)\\s*\\("))
