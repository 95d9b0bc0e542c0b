; Who is told is noted under the lock, and told when it has been given back.
((expression_statement (await_expression (call_expression arguments: (arguments (arrow_function body: (statement_block
    (for_in_statement left: (_) @_each operator: "of" right: (_) @_all
      body: (statement_block . (expression_statement (await_expression (call_expression) @call)) @_tell .)) @_loop .))))) @_wait) @_under
  (#fix! "Call them when `{lock}` has been given back")
  (#insert! "before" @_wait "const {new:callbacks} = ")
  (#replace! @_loop "return [...{_all}];")
  (#insert! "below" @_under "for (const {_each} of {new:callbacks}) {{\n\t{_tell}\n}}"))

; One that is called last, with what was known before the lock was taken.
((expression_statement (await_expression (call_expression arguments: (arguments (arrow_function body: (statement_block (_) .
    (expression_statement (await_expression (call_expression function: (_) arguments: (arguments . (identifier) @_given .)) @call)) @_last .))))) @_wait) @_under
  (#constant? @_given @_under)
  (#fix! "Call it when `{lock}` has been given back")
  (#delete! @_last)
  (#insert! "below" @_under "{_last}"))
