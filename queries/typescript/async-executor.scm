; What the executor throws after its first await is lost, and the promise stays open.
(new_expression constructor: (identifier) @_promise arguments: (arguments . [(arrow_function "async") (function_expression "async")] @executor)
  (#eq? @_promise "Promise") (#match? @executor "\\bawait\\b")
  (#not-match? @executor "^async\\s*(function\\s*)?\\([^()]*\\)\\s*(=>)?\\s*\\{\\s*try\\b")
  (#report! @executor))
