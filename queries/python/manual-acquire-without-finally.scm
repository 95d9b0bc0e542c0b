; What stands between is done in a `with`.
(block
  (expression_statement (call function: (attribute object: (_) @_lock)) @acquire) @_take
  . (expression_statement) @_body
  . (expression_statement (call function: (attribute object: (_) @_same attribute: (_) @_method))) @_give
  (#eq? @_lock @_same)
  (#eq? @_method "release")
  (#fix! "Hold it with `with`")
  (#replace! @_take "with {_lock}:")
  (#replace! @_body "\t{_body}")
  (#delete! @_give))
