; Callbacks are called while the list that holds them is gone through, and others take some out of it.
((event) @loop
  (#path? @state "read.iterate=@loop .. item.call" "unless write")
  (#elsewhere? @state "write.delete|write.clear|write.insert"))

; Where threads are at work, one that is only added is enough.
((event) @loop
  (#path? @state "read.iterate=@loop .. item.call" "unless write")
  (#elsewhere? @state "write.append"))
