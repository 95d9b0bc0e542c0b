; A shared place is checked, the task gives way, and the place is written on the strength of the stale check.
((event) @write
  (#path? @state "check.missing|check.present=@check .. suspend .. write=@write" "unless write, check")
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
