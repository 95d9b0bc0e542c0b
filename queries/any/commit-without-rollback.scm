; A commit fails, the error is let pass, and the session stays in the transaction that failed.
((event) @commit
  (#path? @session "call.commit @session=@commit .. catch.all=@handler .. exit.end|exit.return" "unless call.rollback @session")
  (#inside? @commit "try")
  ; What a function opens for itself ends with it.
  (#not-root? @session "variable")
  ; A savepoint is rolled back by whoever opened it.
  (#not-around? @commit "function" "begin_nested"))
