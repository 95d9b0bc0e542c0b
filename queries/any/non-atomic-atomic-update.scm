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
  (#not-match? @state "(?i)(clos(ed?|ing)|dispos(ed?|ing)|stop(p(ed|ing))?|destroy(ed)?|cancel(l?ed)?|abort(ed)?|interrupt(ed)?|terminat(ed?|ing)|finish(ed)?|done|end(ed)?|exit(ed|ing)?|complete[ds]?|shut_?down|shutting_?down|quit|kill(ed)?|poison(ed)?|dirty|fail(ed|ure)?|errors?|err)\\b"))

; The flag is raised at once, but two may have found it lowered; each does what only one should do.
((event) @store
  (#path? @state "check.missing=@load .. write.set=@store .. spawn|call=@work" "unless write, acquire @_")
  (#match? @load "[.]load\\(")
  (#match? @store "[.]store\\(")
  (#elsewhere? @state "write")
  ; What has ended has ended, however often that is noted.
  (#not-match? @state "(?i)(clos(ed?|ing)|dispos(ed?|ing)|stop(p(ed|ing))?|destroy(ed)?|cancel(l?ed)?|abort(ed)?|interrupt(ed)?|terminat(ed?|ing)|finish(ed)?|done|end(ed)?|exit(ed|ing)?|complete[ds]?|shut_?down|shutting_?down|quit|kill(ed)?|poison(ed)?|dirty|fail(ed|ure)?|errors?|err)\\b"))

; What must not grow beyond a limit is compared with it, and then counted up in a second step.
((event) @store
  (#path? @state "compare=@load .. write.update=@store" "unless write, acquire @_")
  (#match? @load "[.]load\\(")
  (#match? @store "[.]fetch_(add|sub)\\(")
  (#not-inside? @store "callee")
  (#message! "`{state}` is compared on {load} and counted here, in a second step: another thread may have passed the same test in between.")
  (#elsewhere? @state "write"))
