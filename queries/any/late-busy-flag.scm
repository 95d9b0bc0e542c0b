; A flag that keeps others out, and is lowered in the end, is raised only after the first suspension; then the work begins.
((event) @raise
  (#path? @state "enter .. suspend .. write.assign.set=@raise .. suspend=@work" "unless write, check")
  (#elsewhere? @state "check.present .. exit.return|exit.throw" "unless suspend")
  (#elsewhere? @state "write.assign.reset"))

; So is one that others are told of.
((event) @raise
  (#path? @state "enter .. suspend .. write.assign.set=@raise .. suspend=@work" "unless write, check")
  (#elsewhere? @state "enter .. answer" "unless write, suspend, check")
  (#elsewhere? @state "write.assign.reset"))
