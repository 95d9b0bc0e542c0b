; A file of state is read, the task gives way, and the file is written with what was made of it: what was written in between
; is lost.
((event) @write
  (#path? @path "read.load=@read .. suspend .. write.truncate.from=@write" "unless write.truncate")
  (#overlaps? @write)
  (#spelled? @path "(?i)(state|session|prefs|preferences?|settings|queue|registry|history|database|[^a-z](db|store)[^a-z]|config[a-z0-9_]*([.][a-z0-9]+)?[\"'`)]*$)"))

; Or another function writes it too, in another process at the same time.
((event) @write
  (#path? @path "read.load=@read .. write.truncate.from=@write" "unless write.truncate")
  (#elsewhere? @path "write.truncate")
  (#guards! "sources"))

; Whatever its name, a file of data that a program names is kept by that program; and calls of the function overlap.
((event) @write
  (#path? @path "read.load=@read .. suspend .. write.truncate.from=@write" "unless write.truncate")
  (#overlaps? @write)
  (#spelled? @path "[.](jsonl?|ya?ml|toml|ini)[\"'`]")
  (#guards! "passing-file" "for-readers" "looked-at" "sources" "shorter" "made-again"))
