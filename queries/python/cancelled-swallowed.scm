; In a loop the task goes on as if nobody had cancelled it.
([(while_statement body: (block (try_statement body: (block) @_tried (except_clause value: (_) @_error (block) @_body) @clause)))
  (for_statement body: (block (try_statement body: (block) @_tried (except_clause value: (_) @_error (block) @_body) @clause)))]
  (#match? @_tried "\\bawait\\b|async (for|with)") (#match? @_error "\\b(CancelledError|BaseException)\\b")
  (#not-match? @_body "\\b(raise|break|return)\\b|sys\\.exit|exiting|\\bcancelling\\b")
  ; The task that is awaited was cancelled, not this one.
  (#not-match? @_tried "^\\s*(_ = |[a-z_]+ = )?await (asyncio\\.(wait_for|gather|shield|wait)\\(\\*?)?[\\w.\\[\\]]+(,[^()]*)?\\)?\\s*$")
  (#not-around? @clause "function" "\\.cancel\\(|\\.uncancel\\(")
  (#inside? @clause "async")
  (#report! @clause))

; What comes after the `try` is done all the same.
(block (try_statement body: (block) @_tried (except_clause value: (_) @_error (block) @_body) @clause) . (_) @_next
  (#match? @_tried "\\bawait\\b|async (for|with)") (#match? @_error "\\b(CancelledError|BaseException)\\b")
  (#not-match? @_body "\\b(raise|break|return|continue)\\b|sys\\.exit|exiting|\\bcancelling\\b")
  (#match? @_next "\\bawait\\b")
  (#not-match? @_tried "^\\s*(_ = |[a-z_]+ = )?await (asyncio\\.(wait_for|gather|shield|wait)\\(\\*?)?[\\w.\\[\\]]+(,[^()]*)?\\)?\\s*$")
  (#not-around? @clause "function" "\\.cancel\\(|\\.uncancel\\(")
  (#inside? @clause "async")
  (#report! @clause))

; Let it through.
((except_clause (block . (_) .) @_body) @clause
  (#match? @_body "^(pass|\\.\\.\\.)$")
  (#fix! "Raise it again")
  (#replace! @_body "raise"))
((except_clause (block (_) @_last .) @_body) @clause
  (#not-match? @_body "^(pass|\\.\\.\\.)$") (#not-match? @_last "^continue$")
  (#fix! "Raise it again")
  (#insert! "after" @_last "\nraise"))
