; A file that is read back in this program is emptied and written in place.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#elsewhere? @path "read.load")
  (#not-match? @path "(?i)te?mp"))

; So is a file whose path says that it keeps state.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#match? @path "(?i)(state|session|pref|config|settings|cache|queue|lock|store|registry|history|database|db)")
  (#not-match? @path "(?i)te?mp"))
