; The loop goes through a copy.
(for_statement right: [(identifier) (attribute) (call)] @loop
  (#fix! "Go through a copy")
  (#wrap! @loop "list(" ")"))
(for_in_clause right: [(identifier) (attribute) (call)] @loop
  (#fix! "Go through a copy")
  (#wrap! @loop "list(" ")"))
