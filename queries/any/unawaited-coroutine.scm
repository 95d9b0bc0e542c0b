; A coroutine is made and dropped: it never runs.
((event) @call
  (#path? "call.dropped=@call")
  (#is? @call "async"))
