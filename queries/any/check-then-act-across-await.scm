; A shared place is checked, the task gives way, and the place is written on the strength of the stale check.
((event) @write
  (#path? @state "check .. suspend .. write=@write" "unless write, check")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo|(^|[._])last_?[a-z]")
  ; What has ended has ended, however often that is noted.
  (#not-match? @state "(?i)(closed|closing|disposed|disposing|stopp(ed|ing)|destroyed|cancell?ed|aborted|interrupted|terminated|finished|done|ended|exited|completed?|shut_?down|shutting_?down|error|failed)$")
  ; Taking away what may be gone already.
  (#not-match? @write "\\.(pop\\([^()]+,[^()]+\\)|discard\\([^()]+\\))$")
  ; An object that goes through something, from its beginning to its end, serves one task; so does a position.
  (#not-match? @function "(Cursor|Transaction|Pipeline|Parser|Bulk|Reader|Writer|Iterator|RequestHandler)[.]")
  (#not-match? @state "(?i)(offset|position|_pos|cursor|idx)$")
  ; A source that is told to pause sends nothing meanwhile.
  (#not-around? @write "function" "\\bpause\\(\\)")
  ; A module is the same whoever loads it.
  (#not-match? @write "=\\s*\\(?await import\\("))
