; A static that can be changed without a lock is changed, and others read or change it.
((event) @write
  (#path? @state "write.assign|write.update=@write")
  (#root? @state "module")
  ; A value that is let go.
  (#not-match? @write "^_\\s*=")
  (#not-match? @write "\\.(store|swap|fetch_\\w+|compare_\\w+|set|get_or_init|get_or_insert_with|push|insert|lock|write|send)\\(")
  (#elsewhere? @state "read|write"))
