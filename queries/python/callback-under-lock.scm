; Who is told is noted under the lock, and told when it has been given back.
((with_statement body: (block
    (for_statement left: (_) @_each right: (_) @_all body: (block . (expression_statement (call) @call) .) !alternative) @_loop .)) @_under
  (#not-match? @_all "^(list|tuple|sorted|set|dict)\\(")
  (#fix! "Call them when `{lock}` has been given back")
  (#replace! @_loop "{new:callbacks} = list({_all})")
  (#insert! "below" @_under "for {_each} in {new:callbacks}:\n\t{call}"))
((with_statement body: (block
    (for_statement left: (_) @_each right: (_) @_all body: (block . (expression_statement (call) @call) .) !alternative) @_loop .)) @_under
  (#match? @_all "^(list|tuple|sorted|set|dict)\\(")
  (#fix! "Call them when `{lock}` has been given back")
  (#replace! @_loop "{new:callbacks} = {_all}")
  (#insert! "below" @_under "for {_each} in {new:callbacks}:\n\t{call}"))
