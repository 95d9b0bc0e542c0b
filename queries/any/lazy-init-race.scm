; What is found missing is waited for and then stored: whoever asks meanwhile finds it missing, too.
((event) @write
  (#path? @state "check.missing=@check .. suspend .. write.awaited=@write" "unless write, check")
  (#not-inside? @write "callee")
  (#not-here? @state "check.present .. suspend .. exit.return|exit.throw" "unless write")
  (#elsewhere? @state "write")
  ; Plain data is as good when it is made twice, and so is an answer.
  (#not-match? @write "[^=]= *[\\[{]")
  (#not-match? @write "=[\\s(]*await [\\w.$]*\\b(get|fetch|query|find|look_?up|read|load|compute|calculate|list|describe|count|search|resolve|detect|check|verify|parse|download)(_[a-z_]+|[A-Z]\\w*)?\\(")
  (#guards! "cached" "one-task" "module" "beginning" "question" "one-user"))

; Where something else is done while it is there, it is a state rather than a thing that is made once; and what a callee stores
; is no concern of who looks whether it is there.
((event) @write
  (#severity! "hint")
  (#path? @state "check.missing=@check .. suspend .. write.awaited=@write" "unless write, check")
  (#elsewhere? @state "write")
  (#guards! "cached" "one-task" "module" "beginning"))
