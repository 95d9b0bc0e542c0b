; What is waited for is not tested again after the wait.
((event) @wait
  (#path? @condition "acquire .. block.on @condition=@wait" "unless release")
  ; Whoever waits for a time only polls.
  (#match? @wait "\\.wait\\(\\)")
  (#not-inside? @wait "loop"))
