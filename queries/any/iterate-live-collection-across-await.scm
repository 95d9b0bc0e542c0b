; A loop goes through a shared collection itself and gives way between two items.
((event) @loop
  (#path? @state "read.iterate=@loop .. suspend .. item" "unless read.iterate, write")
  (#not-match? @state "(?i)(callback|listener|handler|observer|subscriber|hook)s?$")
  (#elsewhere? @state "write.delete|write.clear|write.insert")
  ; What everything begins with is mostly done before anybody else does anything.
  (#not-match? @function "(^|[.])_*(start|startup|boot|load|load_[a-z_]+|(async_)?init(iali[sz]e)?|set_?up|open|a?enter)$")
  (#guards! "given-up"))

; What goes through it when everything begins is mostly alone.
((event) @loop
  (#severity! "hint")
  (#path? @state "read.iterate=@loop .. suspend .. item" "unless read.iterate, write")
  (#not-match? @state "(?i)(callback|listener|handler|observer|subscriber|hook)s?$")
  (#match? @function "(^|[.])_*(start|startup|boot|load|load_[a-z_]+|(async_)?init(iali[sz]e)?|set_?up|open|a?enter)$")
  (#elsewhere? @state "write.delete|write.clear|write.insert")
  (#guards! "given-up"))

; Of callbacks there is mostly one, and it says so itself when it goes.
((event) @loop
  (#severity! "hint")
  (#path? @state "read.iterate=@loop .. suspend .. item" "unless read.iterate, write")
  (#match? @state "(?i)(callback|listener|handler|observer|subscriber|hook)s?$")
  (#elsewhere? @state "write.delete|write.clear|write.insert")
  (#guards! "given-up"))
