; What is taken out needs no guard any more.
((if_expression condition: (let_condition value: (_) @held) consequence: (_) @_arms) @_whole
  (#match? @held "\\.(lock|read|write)\\(\\)\\s*\\.await\\s*\\.[\\s\\S]*\\.?(cloned|copied|clone|take|pop|pop_front|pop_back|remove|to_owned|to_string)\\([^()]*\\)$") (#match? @_arms "\\.await") (#not-match? @_arms "spawn|async move|\\bdrop\\(")
  (#report! @held))
((while_expression condition: (let_condition value: (_) @held) body: (_) @_arms)
  (#match? @held "\\.(lock|read|write)\\(\\)\\s*\\.await\\s*\\.[\\s\\S]*\\.?(cloned|copied|clone|take|pop|pop_front|pop_back|remove|to_owned|to_string)\\([^()]*\\)$") (#match? @_arms "\\.await") (#not-match? @_arms "spawn|async move|\\bdrop\\(")
  (#report! @held))
((match_expression value: (_) @held body: (_) @_arms)
  (#match? @held "\\.(lock|read|write)\\(\\)\\s*\\.await\\s*\\.[\\s\\S]*\\.?(cloned|copied|clone|take|pop|pop_front|pop_back|remove|to_owned|to_string)\\([^()]*\\)$") (#match? @_arms "\\.await") (#not-match? @_arms "spawn|async move|\\bdrop\\(")
  (#report! @held))

; A `let` is over sooner.
((expression_statement (if_expression condition: (let_condition value: (_) @held))) @_whole
  (#fix! "Let the guard go first")
  (#insert! "before" @_whole "let {new:found} = {held};\n")
  (#replace! @held "{new:found}"))
((expression_statement (match_expression value: (_) @held)) @_whole
  (#fix! "Let the guard go first")
  (#insert! "before" @_whole "let {new:found} = {held};\n")
  (#replace! @held "{new:found}"))
