; A shared place is checked, the task gives way, and the place gets a new value on the strength of the stale check.
((event) @write
  (#path? @state "check.missing|check.present=@check .. suspend .. write.assign|write.delete|write.clear|write.ifempty|write.iffull=@write" "unless write, check")
  (#elsewhere? @state "write")
  (#guards! "cached" "ended" "gone" "one-task" "paused" "made-sure" "module"))

; Or an entry, for the key that was asked for.
((event) @write
  (#path? @state "check.missing|check.present=@check .. suspend .. write.insert|write.append=@write" "unless write, check")
  (#not-match? @check "\\.(length|size)\\b|\\blen\\(|\\.is_empty\\(")
  (#elsewhere? @state "write")
  (#guards! "cached" "ended" "gone" "one-task" "paused" "made-sure" "module"))

; Or what was there is counted down.
((event) @write
  (#path? @state "check.present=@check .. suspend .. write.update=@write" "unless write, check")
  (#elsewhere? @state "write")
  (#guards! "cached" "ended" "gone" "one-task" "paused" "made-sure" "module"))

; Who adds to what was empty, or counts up from nothing, takes nothing away from whoever did so meanwhile.
((event) @write
  (#severity! "hint")
  (#path? @state "check.missing|check.present=@check .. suspend .. write.insert|write.append=@write" "unless write, check")
  (#match? @check "\\.(length|size)\\b|\\blen\\(|\\.is_empty\\(")
  (#elsewhere? @state "write")
  (#guards! "cached" "ended" "gone" "one-task" "paused" "made-sure" "module"))
((event) @write
  (#severity! "hint")
  (#path? @state "check.missing=@check .. suspend .. write.update=@write" "unless write, check")
  (#elsewhere? @state "write")
  (#guards! "cached" "ended" "gone" "one-task" "paused" "made-sure" "module"))

; A state is compared, and the next one is entered behind the suspension.
((event) @write
  (#path? @state "compare=@check .. suspend .. write.assign=@write" "unless write, check")
  (#match? @write "[^=!<>]=\\s*(true|false|True|False|[\"'`][^\"'`]*[\"'`]|_?[A-Z]\\w*((\\.|::)\\w+)*)\\s*;?$")
  (#elsewhere? @state "write")
  (#guards! "cached" "ended" "gone" "one-task" "paused" "made-sure" "module"))

; What else is compared says less of what is stored later: a limit, a number, a version.
((event) @write
  (#severity! "hint")
  (#path? @state "compare=@check .. suspend .. write=@write" "unless write, check")
  (#not-match? @write "[^=!<>]=\\s*(true|false|True|False|[\"'`][^\"'`]*[\"'`]|_?[A-Z]\\w*((\\.|::)\\w+)*)\\s*;?$")
  (#elsewhere? @state "write")
  (#guards! "cached" "ended" "gone" "one-task" "paused" "made-sure" "module"))
