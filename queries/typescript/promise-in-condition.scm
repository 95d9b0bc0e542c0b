; Test what it yields.
((_) @call
  (#fix! "Await it")
  (#wrap! @call "await " ""))

; Ask what it yields for it.
([(member_expression object: (_) @call) (subscript_expression object: (_) @call)]
  (#fix! "Await it")
  (#wrap! @call "(await " ")"))
