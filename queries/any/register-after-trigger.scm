; The request has gone out before it is stored who waits for the answer: an answer that is quick finds nobody.
((event) @register
  (#path? @pending "suspend=@trigger .. write.insert=@register" "unless write, check, read")
  (#match? @trigger "(?i)^(await\\s+)?[\\w.$?!]*\\b(send|request|write|emit|post|publish|dispatch|subscribe|invoke|submit|enqueue|notify)\\w*\\(")
  ; What is stored is for somebody else to settle or to call.
  (#match? @register "(?i)(resolve|reject|deferred|future|\\bfut\\b|callback|\\bcb\\b|handler|waiter|listener|completer|oneshot|\\btx\\b|\\bevent\\b)")
  (#not-match? @pending "(?i)cache|memo|history|\\blog")
  ; Its key is known to whoever answers: it has been sent.
  (#anywhere? @pending "read.get|write.delete"))
