; A mark of work in flight is raised unasked, and a function that lowers it is handed out: each caller lowers it for all.
((event) @raise
  (#path? @state "enter .. write.assign.set=@raise" "unless check")
  (#handed-out? @state "enter .. write.assign.reset" "unless check")
  (#not-match? @function "\\(closure\\)$")
  (#elsewhere? @state "check|answer"))

; A mark of work in flight is raised unasked and lowered after a suspension, though another run may still need it.
((event) @raise
  (#path? @state "enter .. write.assign.set=@raise .. suspend .. write.assign.reset=@lower" "unless check")
  (#elsewhere? @state "enter .. write.assign.set" "unless check")
  (#elsewhere? @state "check|answer")
  (#severity! "hint"))
