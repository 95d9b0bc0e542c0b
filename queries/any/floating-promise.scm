; The promise of an async call is dropped where one could wait for it.
((event) @call
  (#path? "call.dropped=@call")
  (#is? @call "async") (#not-is? @call "safe")
  (#inside? @call "async"))

; Or where one could at least hear of its error. A script that calls its own main function ends with its error.
((event) @work
  (#path? "call.dropped=@work")
  (#is? @work "async") (#not-is? @work "safe")
  (#not-inside? @work "async") (#not-inside? @work "module"))
