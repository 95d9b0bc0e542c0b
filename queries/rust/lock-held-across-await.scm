; A guard that is not used any more is dropped.
(block (let_declaration pattern: (identifier) @_guard
    value: [(_) @acquire
      (call_expression function: (field_expression value: (_) @acquire))
      (call_expression function: (field_expression value: (call_expression function: (field_expression value: (_) @acquire))))
      (try_expression (_) @acquire)])
  (#fix! "Drop `{_guard}` before the task gives way")
  (#unused-from? @_guard @suspend)
  (#unmoved? @_guard @suspend)
  (#insert! "above" @suspend "drop({_guard});")) @_block

; What is taken out needs no guard any more: a `let` is over sooner.
((expression_statement (if_expression condition: (let_condition value: [(call_expression function: (field_expression value: (_) @acquire)) (call_expression function: (field_expression value: (call_expression function: (field_expression value: (_) @acquire)))) (call_expression function: (field_expression value: (call_expression function: (field_expression value: (call_expression function: (field_expression value: (_) @acquire))))))] @_value))) @_whole
  (#match? @_value "(cloned|copied|clone|take|pop|pop_front|pop_back|remove|to_owned|to_string)\\([^()]*\\)$")
  (#fix! "Let the guard go first")
  (#insert! "before" @_whole "let {new:found} = {_value};\n")
  (#replace! @_value "{new:found}"))
