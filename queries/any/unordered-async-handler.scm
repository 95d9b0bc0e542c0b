; Each event starts a handler of its own, which gives way more than once before it writes what the handlers share: two events may be
; written in the other order.
((event) @listen
  (#path? @listener "spawn.listener=@listen")
  (#runs? @listen "suspend .. suspend .. write.insert|write.delete|write.append")
  (#not-runs? @listen "acquire .. suspend" "unless release")
  (#not-runs? @listen "check @busy .. write.set|write.fresh|write.opaque|write.started @busy .. suspend"))
