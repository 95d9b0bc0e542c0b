; One at a time comes to the check.
((if_statement
  consequence: (block
    . (expression_statement (assignment left: (identifier) right: (await) @suspend))
    . (expression_statement (assignment left: (subscript value: (_) @_base)) @write))
  !alternative) @_all
  (#fix! "Hold a lock from the check to the write")
  (#declare-beside! "_lock = asyncio.Lock()")
  (#import! "import asyncio")
  (#replace! @_all "async with {_base}_lock:\n\t{_all}"))

; The same, where what is made is stored at once.
((if_statement
  consequence: (block . (expression_statement (assignment left: (subscript value: (_) @_base) right: (await) @suspend) @write))
  !alternative) @_all
  (#fix! "Hold a lock from the check to the write")
  (#declare-beside! "_lock = asyncio.Lock()")
  (#import! "import asyncio")
  (#replace! @_all "async with {_base}_lock:\n\t{_all}"))

; So it does where it leaves early.
(block
  (if_statement consequence: (block . [(return_statement) (raise_statement)] .) !alternative) @_gate
  . (expression_statement (assignment left: (identifier) right: (await) @suspend)) @_make
  . (expression_statement (assignment left: (subscript value: (_) @_base)) @write) @_store
  (#fix! "Hold a lock from the check to the write")
  (#declare-beside! "_lock = asyncio.Lock()")
  (#import! "import asyncio")
  (#replace! @_gate "async with {_base}_lock:\n\t{_gate}\n\t{_make}\n\t{_store}")
  (#delete! @_make)
  (#delete! @_store)) @_block

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
