; A shared place is checked, the task gives way, and the place is written on the strength of the stale check.
((event) @write
  (#path? @state "check .. suspend .. write=@write" "unless write, check")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo")
  ; What has ended has ended, however often that is noted.
  (#not-match? @state "(?i)(closed|closing|disposed|disposing|stopp(ed|ing)|destroyed|cancell?ed|aborted|interrupted|terminated|finished|ended|exited|error|failed)$")
  ; A module is the same whoever loads it.
  (#not-match? @write "=\\s*\\(?await import\\("))
