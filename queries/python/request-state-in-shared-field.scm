; What was written is a parameter, which the call still has.
(assignment left: (_) @_place right: (identifier) @_value
  (#fix! "Read `{_value}` in place of `{state}`")
  (#replace! @read "{_value}")
  (#eq? @_place @read) (#constant? @_value @read)) @write

; What a parameter yields is kept in a local of this call.
(assignment left: (_) @_place right: (attribute) @_value
  (#fix! "Keep it in a local of this call")
  (#hoist! @_value "{_value:name} = {_value}" "{_value:name}")
  (#replace! @read "{_value:name}")
  (#eq? @_place @read)) @write

; So is anything else.
(assignment left: (_) @_place right: (_) @_value
  (#fix! "Keep it in a local of this call")
  (#not-match? @_value "^[A-Za-z_$][A-Za-z0-9_$]*$")
  (#hoist! @_value "{read:name} = {_value}" "{read:name}")
  (#replace! @read "{read:name}")
  (#eq? @_place @read)) @write
