; What left early is asked again: another task may have been faster.
(block
  (if_statement condition: (_) @_condition consequence: (block . (return_statement) @_exit .) !alternative) @_gate
  . (expression_statement (assignment left: (identifier) @_made right: (await) @suspend))
  . (expression_statement (assignment right: (identifier) @_stored) @write)
  (#eq? @_made @_stored)
  (#match? @suspend "(?i)^await\\s+([\\w$.#!?]+\\.)?_*(open|create|make|build|load|fetch|connect|read|start|init|get|log_?in|find|import|new|spawn|launch|set_?up|measure|compute|calculate)")
  (#not-match? @_gate "await|:=|[^=!<>]=[^=>]|\\+\\+|--")
  (#fix! "Check again before `{state}` is written")
  (#insert! "above" @write "if {_condition}:\n\t{_exit}")) @_block

; What is made where nothing was found is stored where still nothing is found.
(if_statement condition: (_) @_condition
  consequence: (block
    . (expression_statement (assignment left: (identifier) @_made right: (await) @suspend))
    . (expression_statement (assignment right: (identifier) @_stored) @write) @_statement .)
  !alternative
  (#eq? @_made @_stored)
  (#match? @suspend "(?i)^await\\s+([\\w$.#!?]+\\.)?_*(open|create|make|build|load|fetch|connect|read|start|init|get|log_?in|find|import|new|spawn|launch|set_?up|measure|compute|calculate)")
  (#not-match? @_condition "await|:=|[^=!<>]=[^=>]|\\+\\+|--")
  (#fix! "Check again before `{state}` is written")
  (#unused-after? @_made @_statement)
  (#wrap! @_statement "if {_condition}:\n\t" ""))

; The same, where what is made is stored at once.
(if_statement condition: (_) @_condition
  consequence: (block
    . (expression_statement (assignment left: (_) @_place right: (await) @suspend) @write) @_statement .)
  !alternative
  (#match? @suspend "(?i)^await\\s+([\\w$.#!?]+\\.)?_*(open|create|make|build|load|fetch|connect|read|start|init|get|log_?in|find|import|new|spawn|launch|set_?up|measure|compute|calculate)")
  (#not-match? @_condition "await|:=|[^=!<>]=[^=>]|\\+\\+|--")
  (#fix! "Check again before `{state}` is written")
  (#replace! @_statement "{new:made} = {suspend}\nif {_condition}:\n\t{_place} = {new:made}"))
