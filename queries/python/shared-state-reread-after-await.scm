; All reads take the value that was there at the first of them.
((_) @first
  (#fix! "Capture `{state}` at entry" "safe")
  (#hoist! @first "{first:name} = {first}" "{first:name}")
  (#replace! @second "{first:name}")
  (#replace-reads! @first @second "{first:name}")
  (#eq? @first @second))
