; What is stored is made of what was loaded: a store in between is lost.
((event) @store
  (#path? @state "read.atomic=@load .. write.from=@store" "unless write")
  (#match? @store "[.]store\\(")
  (#elsewhere? @state "write"))

; A flag is tested, something is done on the strength of the answer, and only then is the flag raised.
((event) @store
  (#path? @state "read.atomic=@load .. call .. write.set=@store" "unless write, check")
  (#match? @store "[.]store\\(")
  (#elsewhere? @state "write"))
