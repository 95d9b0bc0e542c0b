; What the others do.
((call_expression) @call
  (#fix! "Turn back where `{guard}` holds")
  (#insert! "above" @call "if ({guard}) return;"))
