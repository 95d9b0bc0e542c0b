; Whoever else starts this work turns back while it goes on; here nobody looks.
((event) @call
  (#path? "call=@call")
  (#is? @call "async")
  (#usually? @call))
