; A shared place is checked, the task gives way, and the place is written on the strength of the stale check.
((event) @write
  (#path? @state "check .. suspend .. write" "unless write, check")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo")
  ; A module is the same whoever loads it.
  (#not-match? @write "=\\s*\\(?await import\\("))
