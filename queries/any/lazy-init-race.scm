; What is found missing is waited for and then stored: whoever asks meanwhile finds it missing, too.
((event) @write
  (#path? @state "check.missing=@check .. suspend .. write.awaited=@write" "unless write, check")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo|(^|[._])last_?[a-z]")
  ; A module is the same whoever loads it.
  (#not-match? @write "=\\s*\\(?await import\\("))
