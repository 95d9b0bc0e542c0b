; The promise of an async call is dropped where one could wait for it.
((event) @call
  (#path? "call.dropped=@call")
  (#is? @call "async") (#not-is? @call "safe")
  (#inside? @call "async"))

; In a `try` that was meant to hear of its errors.
((event) @work
  (#path? "call.dropped=@work")
  (#is? @work "async") (#not-is? @work "safe")
  (#not-inside? @work "async") (#inside? @work "try"))

; Of a file or a request.
((event) @work
  (#path? "call.dropped=@work")
  (#is? @work "library")
  (#not-inside? @work "async"))
