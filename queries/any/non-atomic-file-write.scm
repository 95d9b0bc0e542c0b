; A file that is read back in this program is emptied and written in place.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#elsewhere? @path "read.load")
  (#not-match? @path "(?i)te?mp|\\b_?lock|_lock|[.]lock"))

; So is a file whose path says that it keeps state.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#match? @path "(?i)(state|session|prefs|preference|settings|cache|queue|store|registry|history|database|[^a-z]db|db[^a-z]|config[a-z0-9_]*([.][a-z0-9]+)?[\"'`)]*$)")
  (#not-match? @path "(?i)te?mp|\\b_?lock|_lock|[.]lock"))
