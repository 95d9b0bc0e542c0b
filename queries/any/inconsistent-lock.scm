; A place that is mostly accessed under a lock is tested and then used without it: what was found may be gone.
((event) @access
  (#path? @state "check .. use|read.len|read.get|read.iterate|read.copy=@access" "unless write, acquire @_")
  (#root? @state "self")
  (#threads? @state)
  (#mostly-held? @state @access)
  (#not-inside? @access "callee")
  (#guards! "by-itself" "callers-hold")
  (#elsewhere? @state "write.reset|write.delete|write.clear"))

; What others read under the lock is changed right after it was given back, and not at one stroke.
((event) @access
  (#severity! "info")
  (#message! "`{state}` is changed here after `{lock}` was given back, and read elsewhere with that lock held: another thread may see half of the change.")
  (#path? @state "release@lock .. write.update|write.append|write.delete|write.insert|write.clear=@access" "unless acquire@lock, pass@lock")
  (#threads? @state)
  ; Whoever may take the lock again takes it again in what it calls.
  (#not-typed? @lock "RLock$")
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce)__$")
  (#not-around? @access "function" "(?i)(callers?|must|already|while|with)[^\\n]{0,40}\\b(hold|holds|holding|held)\\b|\\b(hold|holds|holding)\\b[^\\n]{0,40}lock")
  (#elsewhere? @state "acquire@lock .. read" "unless release@lock")
  ; A copy is made at one stroke.
  (#not-elsewhere? @state "acquire@lock .. read.copy" "unless release@lock"))

; A place that is mostly accessed under a lock is written without it; but it may be that nobody else is there yet, or any more.
((event) @access
  (#path? @state "write=@access")
  (#threads? @state)
  (#mostly-held? @state @access)
  (#guards! "by-itself" "callers-hold")
  (#elsewhere? @state "read|write")
  (#severity! "hint"))
