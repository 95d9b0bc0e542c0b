; Wait here, in the scope.
((_) @call
  (#fix! "Await it")
  (#wrap! @call "await " ""))

; What the caller supplies returns a promise, as its type says, and what it works with is given back before that is settled.
(_ "async" parameters: (formal_parameters (required_parameter pattern: (identifier) @_work type: (type_annotation) @_type))
  body: (statement_block (try_statement
    body: (statement_block (return_statement (call_expression function: (identifier) @_called) @call))
    finalizer: (finally_clause) @_cleanup))
  (#eq? @_work @_called) (#match? @_type "=>[^=]*\\bPromise<") (#report! @call))
