; The value that is waited for comes first, and the state is read and written in one go afterwards.
(parenthesized_expression (await) @suspend
  (#not-match? @write "[\\w)\\]]\\[[^\\]]*(\\(|this\\.|self\\.)")
  (#fix! "Await first, then update `{state}`" "safe")
  (#hoist! @_whole "{suspend:name} = {suspend}" "{suspend:name}")) @_whole
((await) @suspend
  (#not-match? @write "[\\w)\\]]\\[[^\\]]*(\\(|this\\.|self\\.)")
  (#fix! "Await first, then update `{state}`" "safe")
  (#hoist! @suspend "{suspend:name} = {suspend}" "{suspend:name}"))
