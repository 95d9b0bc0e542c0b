; The loop goes through a copy.
(for_statement right: (_) @loop
  (#fix! "Go through a copy of `{state}`")
  (#wrap! @loop "list(" ")"))
