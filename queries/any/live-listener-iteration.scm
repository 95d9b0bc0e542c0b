; Callbacks are called while the list that holds them is gone through, and others take some out of it.
((event) @loop
  (#path? @state "read.iterate=@loop .. item.call" "unless write")
  (#elsewhere? @state "write.delete|write.clear|write.insert"))
