; Test what it yields.
((_) @call
  (#fix! "Await it")
  (#wrap! @call "await " ""))
