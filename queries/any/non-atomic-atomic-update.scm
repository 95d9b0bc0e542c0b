; What is stored is made of what was loaded: a store in between is lost.
((event) @store
  (#path? @state "read.atomic=@load .. write.from=@store" "unless write")
  (#match? @store "[.]store\\(")
  (#elsewhere? @state "write"))

; A flag is tested, something is done on the strength of the answer, and only then is the flag raised.
((event) @store
  (#path? @state "read.atomic=@load .. call .. write.set=@store" "unless write, check, acquire @_")
  (#match? @store "[.]store\\(")
  (#elsewhere? @state "write")
  ; What has ended has ended, however often that is noted.
  (#not-match? @state "(?i)(clos(ed?|ing)|dispos(ed?|ing)|stop(p(ed|ing))?|destroy(ed)?|cancel(l?ed)?|abort(ed)?|interrupt(ed)?|terminat(ed?|ing)|finish(ed)?|done|end(ed)?|exit(ed)?|complete[ds]?|shut_?down|shutting_?down|quit|kill(ed)?|poison(ed)?|dirty|fail(ed|ure)?|errors?|err)$"))
