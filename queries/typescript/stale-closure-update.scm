; A timer, a listener or a promise runs the closure later, and it knows the value of the time when it was made.
(call_expression function: [(identifier) @_later (member_expression property: (_) @_later)]
  arguments: (arguments [(arrow_function body: [(call_expression function: (identifier) @_set arguments: (arguments . [(binary_expression left: (identifier) @_value) (array . (spread_element (identifier) @_value))] .)) @set (statement_block (expression_statement (call_expression function: (identifier) @_set arguments: (arguments . [(binary_expression left: (identifier) @_value) (array . (spread_element (identifier) @_value))] .)) @set))])
    (function_expression body: (statement_block (expression_statement (call_expression function: (identifier) @_set arguments: (arguments . [(binary_expression left: (identifier) @_value) (array . (spread_element (identifier) @_value))] .)) @set)))])
  (#any-of? @_later "setTimeout" "setInterval" "then" "finally" "addEventListener" "on" "subscribe")
  (#match? @_set "^set[A-Z]")
  (#follows? @_set "set" @_value)
  (#report! @set))

; So does what comes after a suspension.
(statement_block
  [(expression_statement (await_expression)) (lexical_declaration (variable_declarator name: (_) @_fresh value: (await_expression)))]
  (expression_statement (call_expression function: (identifier) @_set arguments: (arguments . [(binary_expression left: (identifier) @_value) (array . (spread_element (identifier) @_value))] .)) @set)
  (#match? @_set "^set[A-Z]")
  (#follows? @_set "set" @_value)
  (#not-mentions? @_fresh @_value)
  (#report! @set))

; The state of that moment is handed to a function.
((call_expression arguments: (arguments . (binary_expression left: (identifier) @_value) @_new .)) @set
  (#fix! "Start from the state of that moment")
  (#insert! "before" @_new "({_value}) => "))
((call_expression arguments: (arguments . (array . (spread_element (identifier) @_value)) @_new .)) @set
  (#fix! "Start from the state of that moment")
  (#insert! "before" @_new "({_value}) => "))
