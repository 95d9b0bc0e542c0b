; What the class of an object guards is written from outside without its lock.
((event) @access
  (#path? @state "write=@access")
  (#threads? @state)
  (#mostly-held? @state @access)
  (#match? @state "^[A-Za-z_]\\w*\\.\\w+\\.\\w+")
  (#not-inside? @access "callee")
  (#elsewhere? @state "read|write"))

; Or tested, and then used.
((event) @access
  (#path? @state "check .. use|read.len|read.get|read.iterate|read.copy=@access" "unless write, acquire @_")
  (#threads? @state)
  (#mostly-held? @state @access)
  (#match? @state "^[A-Za-z_]\\w*\\.\\w+\\.\\w+")
  (#not-inside? @access "callee")
  (#elsewhere? @state "write.reset|write.delete|write.clear|write.assign"))

; The whole of a collection is looked at without it: that may be between two steps of one change.
((event) @access
  (#severity! "info")
  (#message! "`{state}` is guarded by `{lock}` in its own class, and looked at here without that lock: another thread may be in the middle of changing it.")
  (#path? @state "read.len|read.iterate|read.copy=@access")
  (#threads? @state)
  (#mostly-held? @state @access)
  (#match? @state "^[A-Za-z_]\\w*\\.\\w+\\.\\w+")
  (#not-inside? @access "callee")
  (#elsewhere? @state "write"))
