; A request to stop is taken back when some time has passed, whether or not anybody has seen it.
((event) @timer
  (#path? @flag "write.assign.set=@set .. spawn.timer=@timer" "unless write")
  (#match? @flag "(?i)(stop|cancel|abort|interrupt|kill|quit|halt|terminat|skip)[a-z]*(_?(requested|pending|flag|now|signal|event))?( |$)")
  (#runs? @timer "write.assign.reset @flag")
  ; A callback that first asks whether the request is still its own.
  (#not-runs? @timer "check @_ .. write.assign.reset @flag")
  ; A timer that is stopped and set anew with each request.
  (#not-around? @timer "function" "clearTimeout|\\.cancel\\(\\)")
  (#elsewhere? @flag "check"))

; So is one that is taken back after a sleep.
((event) @clear
  (#path? @flag "write.assign.set=@set .. suspend.sleep|block.sleep=@timer .. write.assign.reset=@clear" "unless write, check")
  (#match? @flag "(?i)(stop|cancel|abort|interrupt|kill|quit|halt|terminat|skip)[a-z]*(_?(requested|pending|flag|now|signal|event))?( |$)")
  (#elsewhere? @flag "check")
  ; A flag that keeps others out while its owner is at it.
  (#not-anywhere? @flag "check.missing .. write.assign.set" "unless suspend, block"))
