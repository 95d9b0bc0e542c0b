; A guard that is not used any more is dropped.
((block (let_declaration pattern: (identifier) @_guard
    value: [(_) @held
      (call_expression function: (field_expression value: (_) @held))
      (call_expression function: (field_expression value: (call_expression function: (field_expression value: (_) @held))))
      (try_expression (_) @held)])) @_block
  (#fix! "Drop `{_guard}` before the call")
  (#unused-from? @_guard @call)
  (#unmoved? @_guard @call)
  (#insert! "above" @call "drop({_guard});"))
