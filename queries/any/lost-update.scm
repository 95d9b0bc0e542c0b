; What was read before the suspension is part of what is written after it: whatever came in between is lost.
((event) @write
  (#path? @state "read .. suspend .. write.from=@write" "unless write")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo")
  (#guards! "one-task" "module" "beginning"))
