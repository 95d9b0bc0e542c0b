; In an object whose lock guards most of what it changes, a field that is set here and emptied there is never guarded.
((event) @write
  (#path? @state "write.assign.param|write.assign.opaque|write.assign.fresh=@write .. write.assign @other")
  (#root? @state "self")
  (#threads? @state "sure")
  (#never-held? @state)
  (#not-inside? @write "callee")
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce|exit)__$")
  (#guards! "callers-hold")
  (#elsewhere? @state "write.assign.reset")
  (#elsewhere? @state "check|use|read.len|read.get|answer")
  (#elsewhere? @other "write.assign.reset"))

; One that stands for itself is mostly set by the one who uses the object.
((event) @write
  (#severity! "hint")
  (#path? @state "write.assign.param|write.assign.opaque|write.assign.fresh=@write")
  (#threads? @state "sure")
  (#never-held? @state)
  (#not-inside? @write "callee")
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce|exit)__$")
  (#guards! "callers-hold")
  (#elsewhere? @state "write.assign.reset")
  (#elsewhere? @state "check|use|read.len|read.get|answer"))
