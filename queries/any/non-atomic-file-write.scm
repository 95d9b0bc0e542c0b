; A file that is read back in this program is emptied and written in place.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#elsewhere? @path "read.load")
  (#not-match? @path "(?i)te?mp"))

; So is a file whose path says that it keeps state.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#match? @path "(?i)(state|session|prefs|preferences|config|settings|cache|queue|registry|history|database|\\.lock|[^a-z](db|store)[^a-z])")
  (#not-match? @path "(?i)te?mp")
  ; What never changes is written once, and whole again where it was cut off.
  (#not-match? @write "[,(]\\s*&?[A-Z][A-Z0-9_]+\\s*\\)"))
