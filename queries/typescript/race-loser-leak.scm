; The timer of a deadline goes on when the race is won, and does what is wrong by then.
((call_expression function: (member_expression object: (identifier) @_promise property: (_) @_race) arguments: (arguments . (array (new_expression) @_deadline) .)) @race
  (#eq? @_promise "Promise") (#eq? @_race "race")
  (#match? @_deadline "\\bsetTimeout\\(")
  (#not-around? @race "function" "clearTimeout|\\.unref\\(|AbortSignal\\.timeout")
  (#match? @_deadline "=>\\s*\\{[^}]*\\b(\\w*[lL]og\\w*|console|\\w*[eE]mit\\w*|cancel\\w*|abort\\w*|close\\w*|stop\\w*|notify\\w*|fire\\w*|send\\w*)[.(]")
  (#report! @race))

; Mostly it settles what is settled, and only keeps the process from its end.
((call_expression function: (member_expression object: (identifier) @_promise property: (_) @_race) arguments: (arguments . (array (new_expression) @_deadline) .)) @race
  (#eq? @_promise "Promise") (#eq? @_race "race")
  (#match? @_deadline "\\bsetTimeout\\(")
  (#not-around? @race "function" "clearTimeout|\\.unref\\(|AbortSignal\\.timeout")
  (#severity! "hint")
  (#report! @race))

; So it does where it has a name.
((call_expression function: (member_expression object: (identifier) @_promise property: (_) @_race) arguments: (arguments . (array (identifier) @_deadline) .)) @race
  (#eq? @_promise "Promise") (#eq? @_race "race")
  (#match? @_deadline "(?i)time|deadline|delay")
  (#around? @race "function" "(?is)(time|deadline|delay)\\w*(: [\\w<>]+)?\\s*=\\s*new Promise[^;]*\\bsetTimeout\\(")
  (#not-around? @race "function" "clearTimeout|\\.unref\\(|AbortSignal\\.timeout")
  (#severity! "hint")
  (#report! @race))
