; Work is asked to end, and the same work is started again before it has.
((event) @restart
  (#path? @handle "call.stop @handle=@stop .. write.assign.started|write.insert.started @handle=@restart" "unless suspend, block"))

; Or it is reported as ended while it may still run.
((event) @stop
  (#path? @handle "call.stop @handle=@stop .. exit.return|exit.end" "unless suspend, block, spawn, give")
  (#inside? @stop "async")
  (#match? @stop "\\.\\s*(cancel|abort|kill|terminate)\\(")
  (#elsewhere? @handle "write.assign.started"))
