; Wait here, in the scope.
((_) @call
  (#fix! "Await it")
  (#wrap! @call "await " ""))
