; The value that is waited for comes first, and the state is read and written in one go afterwards.
((await) @suspend
  (#not-match? @write "[\\w)\\]]\\[[^\\]]*(\\(|this\\.|self\\.)")
  (#fix! "Await first, then update `{state}`" "safe")
  (#hoist! @suspend "{suspend:name} = {suspend}" "{suspend:name}"))
