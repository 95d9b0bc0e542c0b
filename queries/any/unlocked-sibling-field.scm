; In an object whose lock guards most of what it changes, a field that two functions write is never guarded.
((event) @write
  (#path? @state "write.assign.param|write.assign.opaque|write.assign.fresh=@write")
  (#threads? @state "sure")
  (#never-held? @state)
  (#not-inside? @write "callee")
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce|exit)__$")
  (#not-around? @write "function" "(?i)(callers?|must|already|while|with)[^\\n]{0,40}\\b(hold|holds|holding|held)\\b|\\b(hold|holds|holding)\\b[^\\n]{0,40}lock")
  (#elsewhere? @state "write.assign.reset|write.assign.param|write.assign.opaque|write.assign.fresh")
  (#elsewhere? @state "check|use|read.len|read.get|answer"))
