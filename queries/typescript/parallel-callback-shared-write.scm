; The value that is waited for comes first, and the state is read and written in one go afterwards.
(parenthesized_expression (await_expression) @suspend
  (#not-match? @write "[\\w)\\]]\\[[^\\]]*(\\(|this\\.|self\\.)")
  (#fix! "Await first, then update `{state}`" "safe")
  (#hoist! @_whole "const {suspend:name} = {suspend};" "{suspend:name}")) @_whole
((await_expression) @suspend
  (#not-match? @write "[\\w)\\]]\\[[^\\]]*(\\(|this\\.|self\\.)")
  (#fix! "Await first, then update `{state}`" "safe")
  (#hoist! @suspend "const {suspend:name} = {suspend};" "{suspend:name}"))
