; A slot that was filled before the suspension is emptied after it without a look at whose value it holds by then.
((event) @reset
  (#path? @state "write.assign.fresh|write.assign.param|write.assign.opaque=@own .. suspend .. write.assign.reset=@reset" "unless check, write")
  (#elsewhere? @state "enter .. write.assign.fresh|write.assign.param|write.assign.opaque" "unless check")
  (#not-inside? @reset "handler")
  ; An object is started and ended once.
  (#not-match? @function "(^|\\.)_*(a?enter|a?exit|start|open|connect|prepare|setup|init|initialize|close|stop|shutdown|terminate|cleanup|run|serve|main)(_[a-z_]*)?$"))

; So is an entry, where its key was given: another call may have been given it, too.
((event) @reset
  (#path? @state "write.insert.fresh|write.insert.param|write.insert.opaque=@own .. suspend .. write.delete=@reset" "unless check, write")
  (#elsewhere? @state "enter .. write.insert.fresh|write.insert.param|write.insert.opaque" "unless check")
  (#not-inside? @reset "handler")
  ; What belongs to one request, call or message is named after it once.
  (#not-match? @own "\\.add\\("))
