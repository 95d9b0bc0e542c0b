; The work is announced, the task gives way, and only then there is something that it can be stopped by: whoever wants to stop it meanwhile
; finds nothing.
((event) @publish
  (#path? @flag "write.assign.set=@announce .. suspend .. write.assign.fresh|write.assign.started @handle=@publish" "unless write @flag, check @flag")
  ; Who stops it asks for the handle, and leaves without a trace where there is none.
  (#elsewhere? @handle "enter .. check @handle .. exit" "unless write @_, call, spawn, suspend")
  (#elsewhere? @handle "check @handle .. call|release"))
