; Whoever comes second waits for what the first one makes.
(if_statement condition: (parenthesized_expression (_) @_condition)
  consequence: (statement_block
    . (lexical_declaration (variable_declarator value: (await_expression) @suspend)) @_first
    . [(expression_statement (assignment_expression left: (subscript_expression object: (_) @_base index: (_) @_key)) @write)
       (expression_statement (call_expression function: (member_expression object: (_) @_base) arguments: (arguments . (_) @_key . (_) .)) @write)] @_last .) @_body
  !alternative
  (#match? @suspend "(?i)^await\\s+([\\w$.#!?]+\\.)?_*(open|create|make|build|load|fetch|connect|read|start|init|get|log_?in|find|import|new|spawn|launch|set_?up|measure|compute|calculate)")
  (#match? @_key "^[\\w$]+$")
  (#not-match? @_condition "await|:=|[^=!<>]=[^=>]|\\+\\+|--")
  (#fix! "Keep what is being made, so that others wait for it")
  (#declare-beside! "InFlight = new Map();")
  (#replace! @_body "{{\n\tlet {new:made} = {_base}InFlight.get({_key});\n\tif (!{new:made}) {{\n\t\t{new:made} = (async () => {{\n\t\t\t{_first}\n\t\t\t{_last}\n\t\t}})().finally(() => {_base}InFlight.delete({_key}));\n\t\t{_base}InFlight.set({_key}, {new:made});\n\t}}\n\tawait {new:made};\n}}"))

; The same, where what is made is stored at once.
(if_statement condition: (parenthesized_expression (_) @_condition)
  consequence: (statement_block
    . (expression_statement (assignment_expression left: (subscript_expression object: (_) @_base index: (_) @_key) right: (await_expression) @suspend) @write) @_only .) @_body
  !alternative
  (#match? @suspend "(?i)^await\\s+([\\w$.#!?]+\\.)?_*(open|create|make|build|load|fetch|connect|read|start|init|get|log_?in|find|import|new|spawn|launch|set_?up|measure|compute|calculate)")
  (#match? @_key "^[\\w$]+$")
  (#not-match? @_condition "await|:=|[^=!<>]=[^=>]|\\+\\+|--")
  (#fix! "Keep what is being made, so that others wait for it")
  (#declare-beside! "InFlight = new Map();")
  (#replace! @_body "{{\n\tlet {new:made} = {_base}InFlight.get({_key});\n\tif (!{new:made}) {{\n\t\t{new:made} = (async () => {{\n\t\t\t{_only}\n\t\t}})().finally(() => {_base}InFlight.delete({_key}));\n\t\t{_base}InFlight.set({_key}, {new:made});\n\t}}\n\tawait {new:made};\n}}"))

; What left early is asked again: another task may have been faster.
(statement_block
  (if_statement condition: (parenthesized_expression (_) @_condition)
    consequence: [(return_statement) (statement_block . (return_statement) .)] !alternative) @_gate
  . (lexical_declaration (variable_declarator name: (identifier) @_made value: (await_expression) @suspend))
  . [(expression_statement (assignment_expression right: (identifier) @_stored) @write)
     (expression_statement (call_expression function: (member_expression property: (_) @_set)
        arguments: (arguments . (_) . (identifier) @_stored .)) @write)]
  (#eq? @_made @_stored)
  (#match? @suspend "(?i)^await\\s+([\\w$.#!?]+\\.)?_*(open|create|make|build|load|fetch|connect|read|start|init|get|log_?in|find|import|new|spawn|launch|set_?up|measure|compute|calculate)")
  (#not-match? @_gate "await|:=|[^=!<>]=[^=>]|\\+\\+|--")
  (#fix! "Check again before `{state}` is written")
  (#insert! "above" @write "{_gate}")) @_block

; What is made where nothing was found is stored where still nothing is found.
(if_statement condition: (parenthesized_expression (_) @_condition)
  consequence: (statement_block
    . (lexical_declaration (variable_declarator name: (identifier) @_made value: (await_expression) @suspend))
    . [(expression_statement (assignment_expression right: (identifier) @_stored) @write)
       (expression_statement (call_expression function: (member_expression property: (_) @_set)
          arguments: (arguments . (_) . (identifier) @_stored .)) @write)] @_statement .)
  !alternative
  (#eq? @_made @_stored)
  (#match? @suspend "(?i)^await\\s+([\\w$.#!?]+\\.)?_*(open|create|make|build|load|fetch|connect|read|start|init|get|log_?in|find|import|new|spawn|launch|set_?up|measure|compute|calculate)")
  (#not-match? @_condition "await|:=|[^=!<>]=[^=>]|\\+\\+|--")
  (#fix! "Check again before `{state}` is written")
  (#wrap! @_statement "if ({_condition}) {{\n\t" "\n}}"))

; The same, where what is made is stored at once.
(if_statement condition: (parenthesized_expression (_) @_condition)
  consequence: (statement_block
    . (expression_statement (assignment_expression left: (_) @_place right: (await_expression) @suspend) @write) @_statement .)
  !alternative
  (#match? @suspend "(?i)^await\\s+([\\w$.#!?]+\\.)?_*(open|create|make|build|load|fetch|connect|read|start|init|get|log_?in|find|import|new|spawn|launch|set_?up|measure|compute|calculate)")
  (#not-match? @_condition "await|:=|[^=!<>]=[^=>]|\\+\\+|--")
  (#fix! "Check again before `{state}` is written")
  (#replace! @_statement "const {new:made} = {suspend};\nif ({_condition}) {{\n\t{_place} = {new:made};\n}}"))
