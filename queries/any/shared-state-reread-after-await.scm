; One decision rests on two looks at a place that others change in between.
((event) @second
  (#severity! "hint")
  (#path? @state "use=@first .. suspend .. use=@second" "unless write, check, acquire @_")
  (#elsewhere? @state "write.assign.param|write.assign.set|write.assign.reset"))

; What belongs to somebody else is theirs to replace.
((event) @second
  (#severity! "hint")
  (#path? @state "use=@first .. suspend .. use=@second" "unless write, check")
  (#match? @state "^[A-Za-z_]\\w*\\.")
  (#not-match? @state "^(this|self)\\b")
  (#elsewhere? @state "write.assign"))

; A callee chose by it, and gave what it chose; the second look is the function's own.
((event) @second
  (#path? @state "pick=@first .. suspend .. use=@second" "unless write, check, acquire @_")
  (#not-inside? @second "callee")
  (#elsewhere? @state "write.assign"))
