; A shared place is checked, the task gives way, and the place is written on the strength of the stale check.
((event) @write
  (#path? @state "check.missing|check.present=@check .. suspend .. write=@write" "unless write, check")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo|(^|[._])last_?[a-z]")
  ; What has ended has ended, however often that is noted.
  (#not-match? @state "(?i)(closed|closing|disposed|disposing|stopp(ed|ing)|destroyed|cancell?ed|aborted|interrupted|terminated|finished|done|ended|exited|resolved|completed?|shut_?down|shutting_?down|error|failed)$")
  ; Taking away what may be gone already.
  (#not-match? @write "\\.(pop\\([^()]+,[^()]+\\)|discard\\([^()]+\\))$")
  ; An object that goes through something, from its beginning to its end, serves one task; so does a position.
  (#not-match? @function "(Cursor|Transaction|Pipeline|Parser|Bulk|Reader|Writer|Iterator|RequestHandler)[.]")
  (#not-beside? @write "^(seek|tell|readline|read_line|(commit|abort|rollback)_?[tT]ransaction)$")
  (#not-match? @state "(?i)(offset|position|_pos|cursor|idx)$")
  ; A source that is told to pause sends nothing meanwhile.
  (#not-around? @write "function" "\\bpause\\(\\)")
  ; To make sure of something twice is to make sure of it.
  (#not-match? @suspend "\\b(ensure\\w*|mkdirp?|makedirs|create_?([fF]older|[dD]ir(ectory)?))\\(")
  ; A module is the same whoever loads it.
  (#not-match? @write "=\\s*\\(?await import\\("))

; A state is compared, and the next one is entered behind the suspension.
((event) @write
  (#path? @state "compare=@check .. suspend .. write.assign=@write" "unless write, check")
  (#match? @write "[^=!<>]=\\s*(true|false|True|False|[\"'`][^\"'`]*[\"'`]|_?[A-Z]\\w*((\\.|::)\\w+)*)\\s*;?$")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo|(^|[._])last_?[a-z]")
  ; What has ended has ended, however often that is noted.
  (#not-match? @state "(?i)(closed|closing|disposed|disposing|stopp(ed|ing)|destroyed|cancell?ed|aborted|interrupted|terminated|finished|done|ended|exited|resolved|completed?|shut_?down|shutting_?down|error|failed)$")
  ; Taking away what may be gone already.
  (#not-match? @write "\\.(pop\\([^()]+,[^()]+\\)|discard\\([^()]+\\))$")
  ; An object that goes through something, from its beginning to its end, serves one task; so does a position.
  (#not-match? @function "(Cursor|Transaction|Pipeline|Parser|Bulk|Reader|Writer|Iterator|RequestHandler)[.]")
  (#not-beside? @write "^(seek|tell|readline|read_line|(commit|abort|rollback)_?[tT]ransaction)$")
  (#not-match? @state "(?i)(offset|position|_pos|cursor|idx)$")
  ; A source that is told to pause sends nothing meanwhile.
  (#not-around? @write "function" "\\bpause\\(\\)")
  ; To make sure of something twice is to make sure of it.
  (#not-match? @suspend "\\b(ensure\\w*|mkdirp?|makedirs|create_?([fF]older|[dD]ir(ectory)?))\\(")
  ; A module is the same whoever loads it.
  (#not-match? @write "=\\s*\\(?await import\\("))

; What else is compared says less of what is stored later: a limit, a number, a version.
((event) @write
  (#severity! "hint")
  (#path? @state "compare=@check .. suspend .. write=@write" "unless write, check")
  (#not-match? @write "[^=!<>]=\\s*(true|false|True|False|[\"'`][^\"'`]*[\"'`]|_?[A-Z]\\w*((\\.|::)\\w+)*)\\s*;?$")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo|(^|[._])last_?[a-z]")
  ; What has ended has ended, however often that is noted.
  (#not-match? @state "(?i)(closed|closing|disposed|disposing|stopp(ed|ing)|destroyed|cancell?ed|aborted|interrupted|terminated|finished|done|ended|exited|resolved|completed?|shut_?down|shutting_?down|error|failed)$")
  ; Taking away what may be gone already.
  (#not-match? @write "\\.(pop\\([^()]+,[^()]+\\)|discard\\([^()]+\\))$")
  ; An object that goes through something, from its beginning to its end, serves one task; so does a position.
  (#not-match? @function "(Cursor|Transaction|Pipeline|Parser|Bulk|Reader|Writer|Iterator|RequestHandler)[.]")
  (#not-beside? @write "^(seek|tell|readline|read_line|(commit|abort|rollback)_?[tT]ransaction)$")
  (#not-match? @state "(?i)(offset|position|_pos|cursor|idx)$")
  ; A source that is told to pause sends nothing meanwhile.
  (#not-around? @write "function" "\\bpause\\(\\)")
  ; To make sure of something twice is to make sure of it.
  (#not-match? @suspend "\\b(ensure\\w*|mkdirp?|makedirs|create_?([fF]older|[dD]ir(ectory)?))\\(")
  ; A module is the same whoever loads it.
  (#not-match? @write "=\\s*\\(?await import\\("))
