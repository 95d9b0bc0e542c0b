; Test what it yields.
((_) @call
  (#fix! "Await it")
  (#wrap! @call "await " ""))

; Ask what it yields for it.
([(attribute object: (_) @call) (subscript value: (_) @call)]
  (#fix! "Await it")
  (#wrap! @call "(await " ")"))
