; A task that loses the race goes on: only its handle is dropped.
((macro_invocation macro: (_) @_select (token_tree) @_arms) @race
  (#match? @_select "(^|::)select$")
  (#match? @_arms "=\\s*(&mut )?\\w*(handle|task)\\w*\\s*=>")
  (#around? @race "function" "\\w*(handle|task)\\w*\\s*=\\s*(tokio::)?(task::)?spawn\\(")
  (#not-around? @race "function" "abort|cancel|shutdown|JoinSet|\\bloop\\b|\\bwhile\\b")
  (#report! @race))
