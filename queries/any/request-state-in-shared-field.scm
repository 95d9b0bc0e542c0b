; What belongs to one call is kept where every call keeps it: after the suspension it may be another's.
((event) @read
  (#path? @state "write.param|write.fresh .. suspend .. read" "unless write, compare")
  (#elsewhere? @state "write.param|write.fresh"))

; So is a constant, where another function stores another one.
((event) @read
  (#path? @state "write.set .. suspend .. read" "unless write, compare")
  (#elsewhere? @state "write.set"))

; A result is cleared at entry, filled after a suspension, and fetched by a call of its own.
((event) @write
  (#path? @state "enter .. write.reset=@reset .. suspend .. write" "unless check")
  (#elsewhere? @state "write.reset")
  (#elsewhere? @state "read .. exit.return"))
