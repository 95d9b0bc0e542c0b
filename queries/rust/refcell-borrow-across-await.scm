; A guard that is not used any more is dropped.
(block (let_declaration pattern: (identifier) @_guard
    value: [(_) @borrow
      (call_expression function: (field_expression value: (_) @borrow))
      (call_expression function: (field_expression value: (call_expression function: (field_expression value: (_) @borrow))))
      (try_expression (_) @borrow)])
  (#fix! "Drop `{_guard}` before the task gives way")
  (#unused-from? @_guard @suspend)
  (#unmoved? @_guard @suspend)
  (#insert! "above" @suspend "drop({_guard});")) @_block
