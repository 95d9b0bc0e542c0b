; `forEach` calls, and waits for nothing.
(expression_statement (call_expression function: (member_expression property: (_) @_method)
    arguments: (arguments . [(arrow_function "async") (function_expression "async")] @callback)) @call
  (#any-of? @_method "forEach" "map") (#match? @callback "\\bawait\\b|^async\\s+\\(?[\\w\\s:,]*\\)?\\s*=>\\s*[\\w.!?]+\\(") (#not-match? @callback "=>\\s*(console|log)\\b") (#inside? @call "async")
  (#report! @call))
(expression_statement (call_expression function: (member_expression property: (_) @_method)
    arguments: (arguments . [(arrow_function "async") (function_expression "async")] @callback)) @all
  (#any-of? @_method "forEach" "map") (#match? @callback "\\bawait\\b|^async\\s+\\(?[\\w\\s:,]*\\)?\\s*=>\\s*[\\w.!?]+\\(") (#not-match? @callback "=>\\s*(console|log)\\b") (#not-inside? @all "async")
  (#not-around? @all "function" "^(\\([^()]*\\)[^=\\n]{0,40}|[\\w$]+\\s*)=>")
  (#report! @all))

; For a callback that is itself waited for by nobody there is nobody who could.
(expression_statement (call_expression function: (member_expression property: (_) @_method)
    arguments: (arguments . [(arrow_function "async") (function_expression "async")] @callback)) @all
  (#any-of? @_method "forEach" "map") (#match? @callback "\\bawait\\b|^async\\s+\\(?[\\w\\s:,]*\\)?\\s*=>\\s*[\\w.!?]+\\(") (#not-match? @callback "=>\\s*(console|log)\\b") (#not-inside? @all "async")
  (#around? @all "function" "^(\\([^()]*\\)[^=\\n]{0,40}|[\\w$]+\\s*)=>")
  (#severity! "hint")
  (#report! @all))

; A promise is true, whatever it will yield; and no order.
(call_expression function: (member_expression object: (_) @_items property: (_) @_method)
    arguments: (arguments . [(arrow_function "async") (function_expression "async")] @callback) @_args
  (#any-of? @_method "some" "every" "find" "findIndex" "findLast" "filter" "sort") (#match? @callback "\\bawait\\b")
  (#not-match? @_items "(?i)(stream|readable|iter|cursor|async|observable|\\$)[a-z]*(\\([^()]*\\))?$")
  (#report! @callback))

; One after the other.
((expression_statement (call_expression function: (member_expression object: (_) @_items property: (_) @_method)
    arguments: (arguments . (arrow_function parameters: (formal_parameters . [(required_parameter pattern: (_) @_item) (identifier) @_item] .) body: (statement_block) @_body) .)) @call) @_statement
  (#eq? @_method "forEach") (#not-match? @_body "\\breturn\\b")
  (#fix! "Go through them one after the other")
  (#replace! @_statement "for (const {_item} of {_items}) {_body}"))
