; What was read before the suspension is part of what is written after it: whatever came in between is lost.
((event) @write
  (#path? @state "read .. suspend .. write.from=@write" "unless write")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo")
  ; An object that goes through something, from its beginning to its end, serves one task; so does a position.
  (#not-match? @function "(Cursor|Transaction|Pipeline|Parser|Bulk|Reader|Writer|Iterator|RequestHandler)[.]")
  (#not-beside? @write "^(seek|tell|readline|read_line|(commit|abort|rollback)_?[tT]ransaction)$")
  (#not-match? @state "(?i)(offset|position|_pos|cursor|idx)$")
  ; A module is the same whoever loads it.
  (#not-match? @write "await import\\("))
