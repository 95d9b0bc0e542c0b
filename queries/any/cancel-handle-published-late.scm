; The work is announced, the task gives way, and only then there is something that it can be stopped by: whoever wants to stop it meanwhile
; finds nothing, and leaves without a trace.
((event) @publish
  (#path? @flag "write.assign.set=@announce .. suspend .. write.assign.fresh|write.assign.started @handle=@publish" "unless write @flag, check @flag")
  ; To what has items something was added before.
  (#not-elsewhere? @handle "write.insert|write.append @handle")
  ; What says that the work runs is taken back when it has ended.
  (#elsewhere? @flag "write.assign.reset")
  (#elsewhere? @handle "enter .. check @handle .. exit" "unless write @_, call, spawn, suspend")
  (#elsewhere? @handle "check @handle .. call.stop @handle"))

; So does one who passes over a handle that is not there: `this.controller?.abort()`.
((event) @publish
  (#path? @flag "write.assign.set=@announce .. suspend .. write.assign.fresh|write.assign.started @handle=@publish" "unless write @flag, check @flag")
  ; To what has items something was added before.
  (#not-elsewhere? @handle "write.insert|write.append @handle")
  ; What says that the work runs is taken back when it has ended.
  (#elsewhere? @flag "write.assign.reset")
  (#elsewhere? @handle "enter .. call.stop @handle .. exit" "unless write @_, check, spawn, suspend"))
