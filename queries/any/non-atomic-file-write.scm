; A file that is read back in this program is emptied and written in place.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#elsewhere? @path "read.load")
  (#guards! "passing-file" "for-readers" "looked-at"))

; So is a file whose path says that it keeps state.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#match? @path "(?i)(state|session|prefs|preferences?|settings|cache|queue|registry|history|database|[^a-z](db|store)[^a-z]|config[a-z0-9_]*([.][a-z0-9]+)?[\"'`)]*$)")
  (#guards! "passing-file" "for-readers" "looked-at")
  ; What never changes is written once, and whole again where it was cut off.
  (#not-match? @write "[,(]\\s*&?[A-Z][A-Z0-9_]+\\s*\\)"))

; So is the file of an object that is a store by its name.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#match? @path "^&?(this|self)\\b")
  (#match? @function "(Database|Store|Storage|State|Cache|Registry|Settings|Preferences|Config|Configuration|Session|Sessions|History|Repository)[.][^.]*$")
  (#not-spelled? @path "(?i)te?mp|\\b_?lock|_lock|[.]lock|[.](tsx?|jsx?|mjs|cjs|py|rs|sh|ps1|bat|html?|css|svg|md|map)[\"'`]"))

; A file that is named by a digest is a cache, which whoever comes to the same digest reads.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#spelled? @path "(?i)(^|[^a-z])(hash|sha1|sha256|md5|digest|hexdigest)[A-Za-z0-9]*[(]")
  (#not-match? @path "(?i)lock"))

; A file is filled from another where there was none: who finds it takes it for whole.
((event) @write
  (#path? @path "check.missing=@check .. write.copy=@write")
  (#not-anywhere? @path "rename")
  (#not-spelled? @path "(?i)te?mp"))

; What comes from afar may stop in the middle, and half of it stays.
((event) @write
  (#path? @path "write.truncate=@write .. call.stream .. exit.return|exit.end" "unless rename")
  (#not-spelled? @path "(?i)te?mp|part|draft|zip|archive|download"))
