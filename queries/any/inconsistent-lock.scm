; A place that is mostly accessed under a lock is tested and then used without it: what was found may be gone.
((event) @access
  (#path? @state "check .. use|read.len|read.get|read.iterate|read.copy=@access" "unless write, acquire @_")
  (#threads? @state)
  (#mostly-held? @state @access)
  (#not-inside? @access "callee")
  (#guards! "by-itself" "callers-hold")
  (#elsewhere? @state "write.reset|write.delete|write.clear"))

; A place that is mostly accessed under a lock is written without it; but it may be that nobody else is there yet, or any more.
((event) @access
  (#path? @state "write=@access")
  (#threads? @state)
  (#mostly-held? @state @access)
  (#guards! "by-itself" "callers-hold")
  (#elsewhere? @state "read|write")
  (#severity! "hint"))
