; A shared place is checked, the task gives way, and the place is written on the strength of the stale check.
((event) @write
  (#path? @state "check .. suspend .. write" "unless write, check")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo|(^|[._])last_?[a-z]")
  ; What comes to an end comes to it once, whoever says so.
  (#not-match? @state "(?i)(clos|stop|done|finish|eof|dropped|disposed|shut|cancel|abort|exit|complete)")
  ; Taking away what may be gone already.
  (#not-match? @write "\\.(pop\\([^()]+,[^()]+\\)|discard\\([^()]+\\))$")
  ; A module is the same whoever loads it.
  (#not-match? @write "=\\s*\\(?await import\\("))
