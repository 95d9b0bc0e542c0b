; A loop goes through a shared collection itself and gives way between two items.
((event) @loop
  (#path? @state "read.iterate=@loop .. suspend .. item" "unless read.iterate, write")
  (#elsewhere? @state "write.delete|write.clear|write.insert")
  (#guards! "given-up"))
