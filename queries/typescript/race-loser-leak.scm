; The timer of a deadline goes on when the race is won.
((call_expression function: (member_expression object: (identifier) @_promise property: (_) @_race) arguments: (arguments . (array (new_expression) @_deadline) .)) @race
  (#eq? @_promise "Promise") (#eq? @_race "race")
  (#match? @_deadline "\\bsetTimeout\\(")
  (#not-around? @race "function" "clearTimeout|\\.unref\\(|AbortSignal\\.timeout")
  (#report! @race))

; So it does where it has a name.
((call_expression function: (member_expression object: (identifier) @_promise property: (_) @_race) arguments: (arguments . (array (identifier) @_deadline) .)) @race
  (#eq? @_promise "Promise") (#eq? @_race "race")
  (#match? @_deadline "(?i)time|deadline|delay")
  (#around? @race "function" "(?is)(time|deadline|delay)\\w*(: [\\w<>]+)?\\s*=\\s*new Promise[^;]*\\bsetTimeout\\(")
  (#not-around? @race "function" "clearTimeout|\\.unref\\(|AbortSignal\\.timeout")
  (#report! @race))
