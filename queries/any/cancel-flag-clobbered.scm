; A request to stop is wiped out after the task has given way, and nobody has looked whether one came meanwhile.
((event) @clear
  (#path? @flag "enter .. suspend .. write.assign.reset=@clear" "unless read, write, suspend.on, suspend.join")
  (#match? @flag "(?i)(stop|cancel|abort|interrupt|kill|quit|halt|terminat)[a-z]*(_?(requested|pending|flag|now|signal|event))?( |$)")
  ; What the request was meant for is waited for.
  (#not-match? @suspend "^await\\s+[^(]*$")
  (#not-inside? @clear "handler")
  (#not-inside? @clear "callee")
  (#elsewhere? @flag "write.assign.set")
  (#not-match? @function "(^|\\.)_*(stop|close|shutdown|terminate|dispose|cleanup|clean_up|reset|end|finish)[a-zA-Z_]*$"))
