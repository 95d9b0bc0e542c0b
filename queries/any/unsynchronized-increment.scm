; A value is read, changed and stored: what another thread stored in between is lost.
((event) @write
  (#path? @state "write.update=@write")
  (#threads? @state)
  (#guards! "by-itself" "callers-hold")
  (#elsewhere? @state "write"))
