; Whoever aborts a task waits until it has ended.
(function_item (function_modifiers "async") body: (block (expression_statement (if_expression consequence: (block
    (expression_statement (call_expression function: (field_expression value: (identifier) @_task field: (_) @_abort)) @stop)))))
  (#eq? @_abort "abort")
  (#fix! "Wait until `{handle}` has ended")
  (#insert! "below" @stop "let _ = {_task}.await;"))
