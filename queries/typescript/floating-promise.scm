; Wait for it.
((_) @call
  (#fix! "Await it")
  (#wrap! @call "await " ""))

; Say that nobody is to wait, and hear of its error.
((_) @call
  (#fix! "Catch its error")
  (#wrap! @call "" ".catch((error) => console.error(error))"))
((_) @work
  (#fix! "Catch its error")
  (#wrap! @work "" ".catch((error) => console.error(error))"))

; Say that nobody is to wait.
((_) @call
  (#fix! "Mark it as left alone with `void`")
  (#wrap! @call "void " ""))
((_) @work
  (#fix! "Mark it as left alone with `void`")
  (#wrap! @work "void " ""))
