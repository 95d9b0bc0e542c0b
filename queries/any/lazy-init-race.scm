; What is found missing is waited for and then stored: whoever asks meanwhile finds it missing, too.
((event) @write
  (#path? @state "check.missing=@check .. suspend .. write.awaited=@write" "unless write, check")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo|(^|[._])last_?[a-z]")
  ; An object that goes through something, from its beginning to its end, serves one task; so does a position.
  (#not-match? @function "(Cursor|Transaction|Pipeline|Parser|Bulk|Reader|Writer|Iterator|RequestHandler)[.]")
  (#not-beside? @write "^(seek|tell|readline|read_line|(commit|abort|rollback)_?[tT]ransaction)$")
  (#not-match? @state "(?i)(offset|position|_pos|cursor|idx)$")
  ; A module is the same whoever loads it.
  (#not-match? @write "=\\s*\\(?await import\\("))
