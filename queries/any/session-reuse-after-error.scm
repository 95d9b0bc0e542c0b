; A flush or commit fails in one round, and the next goes on with the same session.
((event) @work
  (#path? @session "call.commit @session=@work .. catch.all=@handler .. call.commit @session=@again" "unless call.rollback @session")
  (#inside? @work "loop")
  (#inside? @work "try")
  (#not-inside? @work "callee")
  ; A savepoint is rolled back by whoever opened it, and a session of the round ends with it.
  (#not-around? @work "loop" "begin_nested|savepoint|atomic\\(|(?i)session_?(local|factory|maker)?\\(|get_(session|db)|\\bbegin\\("))
