; Run it.
((_) @call
  (#fix! "Await it")
  (#wrap! @call "" ".await"))
