; The loop goes through a copy.
((_) @loop
  (#fix! "Go through a copy of `{state}`")
  (#wrap! @loop "[..." "]"))
