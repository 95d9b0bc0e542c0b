; What an async call makes is asked for its truth, in place of what it will yield.
((event) @call
  (#path? "call.tested=@call")
  (#is? @call "async"))
