; A file that cannot be read is thrown away, though another function writes it in place: it was only half written.
((event) @remove
  (#path? @path "read.load=@read .. catch .. write.remove=@remove" "unless write.truncate")
  (#elsewhere? @path "write.truncate"  "unless rename"))
