; A callback for the result, none for the error.
(expression_statement (call_expression function: (member_expression property: (_) @_then) arguments: (arguments . [(arrow_function) (function_expression)] .)) @work
  (#any-of? @_then "then" "finally")
  (#report! @work))

; Hear of its error.
((_) @work
  (#fix! "Catch its error")
  (#wrap! @work "" ".catch((error) => console.error(error))"))

; Say that it is meant so.
((_) @work
  (#fix! "Mark it as left alone with `void`")
  (#wrap! @work "void " ""))
