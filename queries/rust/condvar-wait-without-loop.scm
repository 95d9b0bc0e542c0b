; Whoever is woken looks again, or has been woken for nothing.
((call_expression function: (field_expression value: (_) @_condvar field: (_) @_wait) arguments: (arguments . (_) @_guard .)) @wait
  (#eq? @_wait "wait") (#match? @_condvar "(?i)(cond(var|ition)?|cvar|_cv|\\bcv)$") (#not-match? @_guard "^\\d")
  (#not-inside? @wait "loop")
  (#report! @wait))

; A test that is asked once is asked again.
(if_expression "if" @if consequence: (block (expression_statement (call_expression) @wait)) !alternative
  (#fix! "Test again after the wait")
  (#replace! @if "while"))
(if_expression "if" @if consequence: (block (expression_statement (assignment_expression right: (call_expression function: (field_expression value: (_) @wait))))) !alternative
  (#fix! "Test again after the wait")
  (#replace! @if "while"))
