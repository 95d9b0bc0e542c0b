; The call reads back what it wrote from a local of its own.
(assignment left: (_) @_place right: (_) @_value
  (#fix! "Read `{read:name}` from a local of this call")
  (#hoist! @_value "{read:name} = {_value}" "{read:name}")
  (#replace! @read "{read:name}")
  (#eq? @_place @read)) @write
