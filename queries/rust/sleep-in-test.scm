; A test sleeps for a fixed time, and then takes it that all is done.
((block (expression_statement [(await_expression (call_expression function: (_) @_sleep)) (call_expression function: (_) @_sleep)] @sleep)
    . (expression_statement (macro_invocation macro: (_) @_assert)))
  (#match? @_sleep "(^|::)sleep$") (#match? @_assert "^assert")
  (#inside? @sleep "test")
  (#not-around? @sleep "function" "(?i)elapsed|duration_since|Instant::now|expire|ttl|interval|time::pause|start_paused|advance\\(")
  (#report! @sleep))
