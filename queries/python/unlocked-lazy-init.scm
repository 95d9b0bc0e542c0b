; Test and assignment get a lock of the module.
((if_statement condition: (_) @_condition consequence: (block . (expression_statement (assignment) @write) .) !alternative) @_if
  (#not-match? @_condition "await|:=")
  (#fix! "Make it under a lock")
  (#import! "import threading")
  (#declare! "{new:lock} = threading.Lock()")
  (#replace! @_if "with {new:lock}:\n\t{_if}"))
