; What an async call makes is asked for its truth, in place of what it will yield.
((event) @call
  (#path? "call.tested=@call")
  (#is? @call "async"))

; Something of it is asked for, as if it were what it will yield: that has no such thing. A test that does so has never been run.
((event) @call
  (#path? "call.asked=@call")
  (#is? @call "async") (#not-inside? @call "test")
  (#message! "`{here}` is only the work here: what is asked of it is a matter of its answer, for which nobody has waited."))
