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
