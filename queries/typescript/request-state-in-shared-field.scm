; What was written is a parameter or a constant, which the call still has.
(assignment_expression left: (_) @_place right: (identifier) @_value
  (#fix! "Read `{_value}` in place of `{state}`")
  (#replace! @read "{_value}")
  (#eq? @_place @read) (#constant? @_value @read)) @write

; The call reads back what it wrote from a local of its own.
(assignment_expression left: (_) @_place right: (_) @_value
  (#fix! "Keep it in a local of this call")
  (#hoist! @_value "const {read:name} = {_value};" "{read:name}")
  (#replace! @read "{read:name}")
  (#eq? @_place @read)) @write
