; One decision rests on two looks at a place that others change in between.
((event) @second
  (#path? @state "use=@first .. suspend .. use=@second" "unless write, check, acquire @_")
  (#elsewhere? @state "write.assign.param|write.assign.set|write.assign.reset"))

; What belongs to somebody else is theirs to replace.
((event) @second
  (#path? @state "use=@first .. suspend .. use=@second" "unless write, check")
  (#match? @state "^[A-Za-z_]\\w*\\.")
  (#not-match? @state "^(this|self)\\b")
  (#elsewhere? @state "write.assign"))
