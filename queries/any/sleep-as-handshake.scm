; Something is asked to end, a fixed time is slept, and the work goes on as if it had ended.
((event) @sleep
  (#path? @peer "call.stop=@stop .. suspend.sleep|block.sleep=@sleep .. call|write|spawn=@act" "unless check, call, spawn, suspend.on, suspend.join")
  (#guards! "rows" "one-platform" "asked")
  (#not-inside? @sleep "handler"))

; Or it is reported as ended.
((event) @sleep
  (#path? @peer "call.stop=@stop .. suspend.sleep|block.sleep=@sleep .. exit.return=@act" "unless check, call, spawn, block, suspend.on, suspend.join")
  (#guards! "rows" "one-platform" "asked")
  (#not-inside? @sleep "handler"))
