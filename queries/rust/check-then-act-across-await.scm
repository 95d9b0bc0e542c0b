; A guard that is taken once, before the check, lets nobody in before the write.
(block
  (expression_statement (if_expression condition: [
    (let_condition value: [
      (call_expression function: (field_expression value: (await_expression) @_taken))
      (call_expression function: (field_expression value: (call_expression function: (field_expression value: (await_expression) @_taken))))
      (reference_expression value: (unary_expression (await_expression) @_taken))])
    (call_expression function: (field_expression value: (await_expression) @_taken))
    (unary_expression (call_expression function: (field_expression value: (await_expression) @_taken)))]
    consequence: (block [(return_expression) (expression_statement (return_expression))] .) !alternative)) @_gate
  (expression_statement [
    (assignment_expression left: (unary_expression (await_expression) @_again)) @write
    (call_expression function: (field_expression value: (await_expression) @_again)) @write])
  (#eq? @_taken @_again)
  (#match? @_taken "\\.(lock|write)\\(\\)\\.await$")
  (#fix! "Hold the lock from the check to the write")
  (#insert! "before" @_gate "let mut {new:guard} = {_taken};\n")
  (#replace! @_taken "{new:guard}")
  (#replace! @_again "{new:guard}")) @_block

; The same, where what is missing is made in the arm of the check.
((expression_statement (if_expression condition: [
    (call_expression function: (field_expression value: (await_expression) @_taken))
    (unary_expression (call_expression function: (field_expression value: (await_expression) @_taken)))]
    consequence: (block (expression_statement [
      (assignment_expression left: (unary_expression (await_expression) @_again)) @write
      (call_expression function: (field_expression value: (await_expression) @_again)) @write]))
    !alternative)) @_gate
  (#eq? @_taken @_again)
  (#match? @_taken "\\.(lock|write)\\(\\)\\.await$")
  (#fix! "Hold the lock from the check to the write")
  (#insert! "before" @_gate "let mut {new:guard} = {_taken};\n")
  (#replace! @_taken "{new:guard}")
  (#replace! @_again "{new:guard}"))

; The same, where the guard for the write has a name.
(block
  (expression_statement (if_expression condition: [
    (let_condition value: [
      (call_expression function: (field_expression value: (await_expression) @_taken))
      (call_expression function: (field_expression value: (call_expression function: (field_expression value: (await_expression) @_taken))))
      (reference_expression value: (unary_expression (await_expression) @_taken))])
    (call_expression function: (field_expression value: (await_expression) @_taken))
    (unary_expression (call_expression function: (field_expression value: (await_expression) @_taken)))]
    consequence: (block [(return_expression) (expression_statement (return_expression))] .) !alternative)) @_gate
  (let_declaration pattern: (identifier) @_guard value: (await_expression) @_again) @_taking
  (expression_statement [(assignment_expression) (call_expression)] @write)
  (#eq? @_taken @_again)
  (#match? @_taken "\\.(lock|write)\\(\\)\\.await$")
  (#fix! "Hold the lock from the check to the write")
  (#insert! "before" @_gate "let mut {_guard} = {_taken};\n")
  (#replace! @_taken "{_guard}")
  (#delete! @_taking)) @_block

; Or where it was dropped, to be taken again.
(block
  (let_declaration pattern: (identifier) @_first value: (await_expression) @_taken) @_taking
  (expression_statement (call_expression function: (identifier) @_drop arguments: (arguments . (identifier) @_dropped .))) @_dropping
  (let_declaration pattern: (identifier) @_second value: (await_expression) @_again) @_retaking
  (expression_statement [(assignment_expression) (call_expression)] @write)
  (#eq? @_drop "drop")
  (#eq? @_first @_dropped)
  (#eq? @_first @_second)
  (#eq? @_taken @_again)
  (#match? @_taken "\\.(lock|write)\\(\\)\\.await$")
  (#fix! "Hold the lock from the check to the write")
  (#replace! @_taking "let mut {_first} = {_taken};")
  (#delete! @_dropping)
  (#delete! @_retaking)) @_block

; What was put there meanwhile stays: whoever comes second throws away what it made.
(expression_statement (call_expression
    function: (field_expression value: (_) @_map field: (field_identifier) @_insert)
    arguments: (arguments . (_) @_key . (_) @_value .)) @write
  (#eq? @_insert "insert")
  (#match? @check "contains_key")
  (#fix! "Keep what is there by then")
  (#replace! @write "{_map}.entry({_key}).or_insert({_value})"))
