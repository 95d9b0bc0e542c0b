; A guard that is not used any more is dropped.
(block (let_declaration pattern: (identifier) @_guard
    value: [(_) @held
      (call_expression function: (field_expression value: (_) @held))
      (call_expression function: (field_expression value: (call_expression function: (field_expression value: (_) @held))))
      (try_expression (_) @held)])
  (#fix! "Drop `{_guard}` first")
  (#unused-from? @_guard @again)
  (#unmoved? @_guard @again)
  (#insert! "above" @again "drop({_guard});")) @_block

; What is taken out needs no guard any more: a `let` is over sooner.
((expression_statement (if_expression condition: (let_condition value: [(call_expression function: (field_expression value: (_) @held)) (call_expression function: (field_expression value: (call_expression function: (field_expression value: (_) @held)))) (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: (_) @held))))))] @_value))) @_whole
  (#match? @_value "(cloned|copied|clone|take|pop|pop_front|pop_back|remove|to_owned|to_string)\\([^()]*\\)$")
  (#fix! "Let the guard go first")
  (#insert! "before" @_whole "let {new:found} = {_value};\n")
  (#replace! @_value "{new:found}"))
