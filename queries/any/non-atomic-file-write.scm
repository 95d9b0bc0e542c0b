; A file that is read back in this program is emptied and written in place; whoever reads half of it is stopped by that.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#elsewhere? @path "read.load")
  (#not-elsewhere? @path "read.load .. catch")
  (#guards! "passing-file" "for-readers" "looked-at" "default-made" "output" "handed-out" "sources" "shorter" "made-again"))

; Or says so after all.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#elsewhere? @path "read.load .. catch .. exit.throw")
  (#guards! "passing-file" "for-readers" "looked-at" "default-made" "output" "handed-out" "sources" "shorter" "made-again"))

; Or goes on with what has been read so far: that is what is saved the next time.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#elsewhere? @path "read.load .. write.assign|write.insert|write.append @_" "unless catch")
  (#guards! "passing-file" "for-readers" "looked-at" "default-made" "output" "handed-out" "sources" "shorter" "made-again"))

; So it is where a function reads the file and writes it anew.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#elsewhere? @path "read.load")
  (#anywhere? @path "read.load .. write.truncate")
  (#guards! "passing-file" "for-readers" "looked-at" "default-made" "output" "handed-out" "sources" "shorter" "made-again"))

; So is a file whose path says that it keeps state, where somebody here reads files, of which it may be one.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#anywhere? @path "read.load @_")
  (#match? @path "(?i)(state|session|prefs|preferences?|settings|registry|database|[^a-z](db|store)[^a-z]|config[a-z0-9_]*([.][a-z0-9]+)?[\"'`)]*$)")
  (#guards! "passing-file" "for-readers" "looked-at" "default-made" "output" "handed-out" "sources" "made-again")
  ; What never changes is written once, and whole again where it was cut off.
  (#not-match? @write "[,(]\\s*&?[A-Z][A-Z0-9_]+\\s*\\)"))

; Where nobody here reads anything, it is for another program, or for nobody.
((event) @write
  (#severity! "hint")
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#match? @path "(?i)(state|session|prefs|preferences?|settings|registry|database|[^a-z](db|store)[^a-z]|config[a-z0-9_]*([.][a-z0-9]+)?[\"'`)]*$)")
  (#guards! "passing-file" "for-readers" "looked-at" "handed-out" "sources" "made-again")
  ; What never changes is written once, and whole again where it was cut off.
  (#not-match? @write "[,(]\\s*&?[A-Z][A-Z0-9_]+\\s*\\)"))

; So is the file of an object that is a store by its name.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#match? @path "^&?(this|self)\\b") (#not-match? @path "(?i)cache|history")
  (#guards! "made-again" "default-made")
  (#match? @function "(Database|Store|Storage|State|Cache|Registry|Settings|Preferences|Config|Configuration|Session|Sessions|History|Repository)[.][^.]*$")
  (#not-spelled? @path "(?i)te?mp|partial|\\b_?lock|_lock|[.]lock|[.](tsx?|jsx?|mjs|cjs|py|rs|sh|ps1|bat|html?|css|svg|md|map)[\"'`]"))

; A file that is named by a digest is a cache, which whoever comes to the same digest reads.
((event) @write
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#spelled? @path "(?i)(^|[^a-z])(hash|sha1|sha256|md5|digest|hexdigest)[A-Za-z0-9]*[(]")
  (#not-match? @path "(?i)lock"))

; A file is filled from another where there was none: who finds it takes it for whole.
((event) @write
  (#path? @path "check.missing=@check .. write.copy=@write")
  (#not-anywhere? @path "rename")
  (#not-match? @path "(?i)backup|_bak|[.]bak")
  (#not-match? @function "(?i)(clone|copy|duplicate|backup|back_up|migrate|export)[a-z_]*$")
  (#spelled? @path "(?i)(sqlite|database|state|store|config|settings|[^a-z]db[^a-z])")
  (#not-spelled? @path "(?i)te?mp"))

; Other copies are made of what is there still, and made again by hand.
((event) @write
  (#severity! "hint")
  (#path? @path "check.missing=@check .. write.copy=@write")
  (#not-anywhere? @path "rename")
  (#not-spelled? @path "(?i)te?mp"))

; What comes from afar may stop in the middle, and half of it stays: in a cache, whatever it is called, and elsewhere.
((event) @write
  (#path? @path "write.truncate=@write .. call.stream .. exit.return|exit.end" "unless rename")
  (#match? @path "(?i)cache")
  (#not-spelled? @path "(?i)te?mp"))
((event) @write
  (#path? @path "write.truncate=@write .. call.stream .. exit.return|exit.end" "unless rename")
  (#not-spelled? @path "(?i)te?mp|part|draft|zip|archive|download"))

; Whoever takes half of a file for none, and keeps nothing of it, does not mind.
((event) @write
  (#severity! "hint")
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#elsewhere? @path "read.load")
  (#guards! "passing-file" "for-readers" "looked-at"))

; What is made anew when it is lost, or is shorter when it is cut off, loses less.
((event) @write
  (#severity! "hint")
  (#path? @path "write.truncate=@write .. exit.return|exit.end" "unless rename")
  (#match? @path "(?i)(cache|queue|history)")
  (#guards! "passing-file" "for-readers" "looked-at")
  (#not-match? @write "[,(]\\s*&?[A-Z][A-Z0-9_]+\\s*\\)"))
