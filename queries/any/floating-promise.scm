; The promise of an async call is dropped in a `try` that was meant to hear of its errors, where one cannot wait.
((event) @work
  (#path? "call.dropped=@work")
  (#is? @work "async") (#not-is? @work "safe")
  (#not-inside? @work "async") (#inside? @work "try")
  (#severity! "info"))

; The promise of work on a file is dropped. A request that nobody waits for may be one that only tells something.
((event) @call
  (#path? "call.dropped=@call")
  (#is? @call "library") (#inside? @call "async")
  (#guards! "told"))
((event) @work
  (#path? "call.dropped=@work")
  (#is? @work "library") (#not-inside? @work "async")
  (#guards! "told"))

; One could wait for it, but it may be meant to go on by itself, and nothing may depend on its end.
((event) @call
  (#path? "call.dropped=@call")
  (#is? @call "async") (#not-is? @call "safe")
  (#inside? @call "async")
  (#severity! "hint"))
((event) @work
  (#path? "call.dropped=@work")
  (#is? @work "library") (#not-inside? @work "async")
  (#severity! "hint"))
