; What the others do.
((call) @call
  (#fix! "Turn back where `{guard}` holds")
  (#insert! "above" @call "if {guard}:\n\treturn"))
