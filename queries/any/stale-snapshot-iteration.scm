; A loop over a copy gives way and works on an item that others may have taken out.
((event) @use
  (#path? @state "read.copy=@copy .. suspend .. item.use=@use" "unless check, write")
  (#elsewhere? @state "write.delete|write.clear"))
