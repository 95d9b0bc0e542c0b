; What belongs to one call is kept where every call keeps it: after the suspension it may be another's.
((event) @read
  (#path? @state "write.assign.param|write.assign.fresh .. suspend .. read" "unless write, compare")
  (#not-inside? @read "callee")
  (#elsewhere? @state "write.assign.param|write.assign.fresh"))

; So is a constant, where another function stores another one.
((event) @read
  (#path? @state "write.assign.set .. suspend .. read" "unless write, compare")
  (#elsewhere? @state "write.assign.set"))

; A result is cleared at entry, filled after a suspension, and fetched by a call of its own.
((event) @write
  (#path? @state "enter .. write.assign.reset=@reset .. suspend .. write.param|write.fresh|write.opaque" "unless check")
  (#not-inside? @write "callee")
  (#elsewhere? @state "write.assign.reset")
  (#elsewhere? @state "read .. exit.return"))
