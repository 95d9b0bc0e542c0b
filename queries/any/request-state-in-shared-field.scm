; What belongs to one call is kept where every call keeps it: after the suspension it may be another's.
((event) @read
  (#path? @state "write.assign.param .. suspend .. read" "unless write, compare")
  ; A callee that looks at it is mostly to see what holds by then.
  (#not-inside? @read "callee")
  (#elsewhere? @state "write.assign.param|write.assign.fresh")
  (#guards! "last" "of-one-call" "coming-or-going")
  (#severity! "hint"))

; So is an object that was made for it; what a callee does with that is mostly part of making it.
((event) @read
  (#path? @state "write.assign.fresh .. suspend .. read" "unless write, compare")
  (#not-inside? @read "callee")
  ; What is made where there was none is there for all calls.
  (#not-anywhere? @state "check.missing .. write.assign.fresh")
  (#elsewhere? @state "write.assign.param|write.assign.fresh")
  (#guards! "last" "of-one-call" "coming-or-going")
  (#severity! "hint"))

; So is a constant, where another function stores another one.
((event) @read
  (#path? @state "write.assign.set .. suspend .. read" "unless write, compare")
  (#elsewhere? @state "write.assign.set")
  (#guards! "last" "of-one-call" "coming-or-going")
  (#severity! "hint"))

; A result is cleared at entry, filled after a suspension, and fetched by a call of its own.
((event) @write
  (#path? @state "enter .. write.assign.reset=@reset .. suspend .. write.opaque|write.fresh|write.param=@write" "unless check, read")
  (#not-inside? @write "callee")
  (#elsewhere? @state "write.assign.reset")
  (#elsewhere? @state "enter .. answer" "unless write, suspend"))
