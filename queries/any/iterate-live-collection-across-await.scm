; A loop goes through a shared collection itself and gives way between two items.
((event) @loop
  (#path? @state "read.iterate=@loop .. suspend .. item" "unless read.iterate, write")
  (#not-match? @state "(?i)(callback|listener|handler|observer|subscriber|hook)s?$")
  (#elsewhere? @state "write.delete|write.clear|write.insert")
  (#guards! "given-up"))

; Of callbacks there is mostly one, and it says so itself when it goes.
((event) @loop
  (#severity! "hint")
  (#path? @state "read.iterate=@loop .. suspend .. item" "unless read.iterate, write")
  (#match? @state "(?i)(callback|listener|handler|observer|subscriber|hook)s?$")
  (#elsewhere? @state "write.delete|write.clear|write.insert")
  (#guards! "given-up"))
