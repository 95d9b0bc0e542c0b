; A shared place is checked, the task gives way, and the place is emptied on the strength of the stale check, or what was there is
; replaced: whatever came in between goes with it.
((event) @write
  (#path? @state "check.missing|check.present=@check .. suspend .. write.delete|write.clear|write.iffull=@write" "unless write, check")
  (#not-inside? @write "callee")
  (#elsewhere? @state "write")
  ; An object is closed once, and what it lets go of then is gone.
  (#not-match? @function "(?i)(^|[._])_*(close|shut_?down|dispose|destroy|disconnect)[a-z_]*$")
  (#guards! "no-harm"))
((event) @write
  (#path? @state "check.present=@check .. suspend .. write.assign=@write" "unless write, check")
  (#not-inside? @write "callee")
  (#not-match? @write "[^=!<>]= *(true|True);?$|\\.(concat|filter)\\(")
  (#elsewhere? @state "write")
  (#not-match? @function "(?i)(^|[._])_*(close|shut_?down|dispose|destroy|disconnect)[a-z_]*$")
  (#not-match? @suspend "\\bimport\\(")
  (#guards! "no-harm"))

; What was missing is started by two, and one of the two goes on unseen.
((event) @write
  (#path? @state "check.missing=@check .. suspend .. write.assign.started=@write" "unless write, check")
  (#not-inside? @write "callee")
  (#elsewhere? @state "write")
  (#guards! "no-harm"))

; Whoever comes second is sent away with an error: that there is no second one is what the check is for.
((event) @write
  (#path? @state "check.missing=@check .. suspend .. write.assign=@write" "unless write, check")
  (#not-inside? @write "callee")
  (#here? @state "check.present .. exit.throw" "unless write")
  (#elsewhere? @state "write")
  (#guards! "no-harm"))

; What was asked for is as good when it is asked for twice; what is made is not.
((event) @write
  (#path? @state "check.missing=@check .. suspend .. write.assign|write.ifempty=@write" "unless write, check")
  (#not-inside? @write "callee")
  (#not-match? @write "[^=!<>]= *(true|True);?$|\\.(concat|filter)\\(")
  (#elsewhere? @state "write")
  (#not-match? @function "(?i)(^|[._])_*(close|shut_?down|dispose|destroy|disconnect)[a-z_]*$")
  (#not-match? @suspend "\\bimport\\(")
  (#guards! "no-harm" "asked-for" "one-user"))

; Such an answer.
((event) @write
  (#severity! "hint")
  (#path? @state "check.missing=@check .. suspend .. write.assign|write.ifempty=@write" "unless write, check")
  (#not-match? @write "[^=!<>]= *(true|True);?$|\\.(concat|filter)\\(")
  (#elsewhere? @state "write")
  (#not-match? @function "(?i)(^|[._])_*(close|shut_?down|dispose|destroy|disconnect)[a-z_]*$")
  (#not-match? @suspend "\\bimport\\(")
  (#guards! "no-harm"))

; A flag is raised, unless its own function lowers it again: then it is that of the call. One that says that something is over and done
; weighs less, and one that may come out as either is an answer that was asked for.
((event) @write
  (#path? @state "check.missing|check.present=@check .. suspend .. write.assign.set=@write" "unless write, check")
  (#not-inside? @write "callee")
  (#match? @write "[^=!<>]= *(true|True);?$")
  (#not-match? @state "(?i)(ed|set|set_?up|ready|done|init|sent|shown|begun|known|state|valid)$")
  (#not-here? @state "suspend .. write.assign.reset")
  (#elsewhere? @state "write")
  ; To set it twice to one value is to set it; nobody listens twice in one session of a database.
  (#not-match? @suspend "[. (](set|set_[a-z_]+|set[A-Z]\\w*)\\(")
  (#not-match? @suspend "(?i)(query|execute)\\(.*\\blisten_?")
  (#guards! "no-harm"))

; A flag that sends others away is asked first, then the task gives way, and only then it is raised for the time of the work: whoever
; comes meanwhile is let in, too.
((event) @write
  (#path? @state "check.missing|check.present=@check .. suspend .. write.assign.set=@write .. suspend=@work" "unless write, check")
  (#not-inside? @write "callee") (#not-inside? @check "callee" "loop")
  (#match? @write "[^=!<>]= *(true|True);?$")
  (#here? @state "check.present .. exit.return|exit.throw" "unless write")
  (#here? @state "suspend .. write.assign.reset")
  (#elsewhere? @state "write"))

; So is a name that is put into a set of those who are at it.
((event) @write
  (#path? @state "check.missing|check.present=@check .. suspend .. write.insert=@write .. suspend=@work" "unless write, check")
  (#not-inside? @write "callee") (#not-inside? @check "callee" "loop")
  (#not-match? @check "\\.(length|size)\\b|\\blen\\(|^[\\w.]+$")
  (#match? @write "\\.add\\([^,()]*\\)$")
  (#here? @state "check.present .. exit.return|exit.throw" "unless write")
  (#here? @state "suspend .. write.delete")
  (#elsewhere? @state "write"))

; A callee makes what was missing.
((event) @write
  (#path? @state "check.missing=@check .. suspend .. write.assign|write.delete|write.clear|write.ifempty|write.iffull=@write" "unless write, check")
  (#inside? @write "callee")
  (#not-inside? @check "callee")
  (#elsewhere? @state "write")
  (#not-match? @write "[. (]_*(get|fetch|find|read|load|check|verify|detect|resolve|look_?up)(_[a-z_]+|[A-Z]\\w*)\\(")
  (#guards! "no-harm" "one-user"))

; What else a callee stores, or takes away, rests less on what its caller has asked: mostly it looks again.
((event) @write
  (#severity! "hint")
  (#path? @state "check.missing|check.present=@check .. suspend .. write.assign|write.delete|write.clear|write.ifempty|write.iffull=@write" "unless write, check")
  (#inside? @write "callee")
  (#elsewhere? @state "write")
  (#guards! "no-harm"))

; Such a flag.
((event) @write
  (#severity! "hint")
  (#path? @state "check.missing|check.present=@check .. suspend .. write.assign.set=@write" "unless write, check")
  (#match? @write "[^=!<>]= *(true|True);?$")
  (#elsewhere? @state "write")
  (#guards! "no-harm"))

; Or an entry, for the key that was asked for.
((event) @write
  (#path? @state "check.missing|check.present=@check .. suspend .. write.insert|write.append=@write" "unless write, check")
  (#not-match? @check "\\.(length|size)\\b|\\blen\\(|\\.is_empty\\(|^[\\w.]+$")
  ; What is added to a set is in it once.
  (#not-match? @write "\\.add\\([^,()]*\\)$")
  ; What a store is told once for all may be told twice.
  (#not-match? @write "[.](set|put|save|store)[A-Z_]\\w*\\([^,()]+, *(true|false|True|False)\\)$")
  (#elsewhere? @state "write")
  (#guards! "no-harm" "asked-for" "one-user"))

; What is kept of an answer, for the key that was asked for, may be asked for twice.
((event) @write
  (#severity! "hint")
  (#path? @state "check.missing|check.present=@check .. suspend .. write.insert|write.append=@write" "unless write, check")
  (#not-match? @check "\\.(length|size)\\b|\\blen\\(|\\.is_empty\\(|^[\\w.]+$")
  (#not-match? @write "\\.add\\([^,()]*\\)$")
  (#not-match? @write "[.](set|put|save|store)[A-Z_]\\w*\\([^,()]+, *(true|false|True|False)\\)$")
  (#elsewhere? @state "write")
  (#guards! "no-harm"))

; Or what was there is counted down.
((event) @write
  (#path? @state "check.present=@check .. suspend .. write.update=@write" "unless write, check")
  (#elsewhere? @state "write")
  (#guards! "no-harm"))

; Who adds to what was empty, or counts up from nothing, takes nothing away from whoever did so meanwhile.
((event) @write
  (#severity! "hint")
  (#path? @state "check.missing|check.present=@check .. suspend .. write.insert|write.append=@write" "unless write, check")
  (#match? @check "\\.(length|size)\\b|\\blen\\(|\\.is_empty\\(|^[\\w.]+$")
  (#elsewhere? @state "write")
  (#guards! "no-harm"))
((event) @write
  (#severity! "hint")
  (#path? @state "check.missing=@check .. suspend .. write.update=@write" "unless write, check")
  (#elsewhere? @state "write")
  (#guards! "no-harm"))

; A state is compared, and the next one is entered behind the suspension.
((event) @write
  (#path? @state "compare=@check .. suspend .. write.assign=@write" "unless write, check")
  (#match? @write "[^=!<>]=\\s*(true|false|True|False|[\"'`][^\"'`]*[\"'`]|_?[A-Z]\\w*((\\.|::)\\w+)*)\\s*;?$")
  (#not-match? @write "=\\s*(None|[\"'`](end|ended|closed|destroyed)[\"'`]);?$")
  (#elsewhere? @state "write")
  (#guards! "no-harm"))

; What else is compared says less of what is stored later: a limit, a number, a version.
((event) @write
  (#severity! "hint")
  (#path? @state "compare=@check .. suspend .. write=@write" "unless write, check")
  (#not-match? @write "[^=!<>]=\\s*(true|false|True|False|[\"'`][^\"'`]*[\"'`]|_?[A-Z]\\w*((\\.|::)\\w+)*)\\s*;?$")
  (#elsewhere? @state "write")
  (#guards! "no-harm"))
