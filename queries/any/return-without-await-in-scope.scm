; The work is handed out unfinished, past the handler that was there for its errors. Work that has a handler of its own
; has mostly said by then what there is to say.
((event) @call
  (#path? "call.returned=@call")
  (#is? @call "async") (#not-is? @call "safe" "handled")
  (#inside? @call "async") (#inside? @call "try"))

; Or past the end of what it works under.
((event) @call
  (#path? "call.returned=@call")
  (#is? @call "async")
  (#inside? @call "async") (#inside? @call "cleanup") (#not-inside? @call "try"))
