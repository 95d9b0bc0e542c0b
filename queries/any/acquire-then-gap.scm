; Between the acquisition and the `try` whose `finally` releases the lock the task gives way.
((event) @acquire
  (#path? @lock "acquire=@acquire .. suspend=@gap .. suspend=@work .. release" "unless release")
  (#match? @acquire "\\.acquire\\(\\)")
  (#left-by-error? @acquire)
  (#not-inside? @gap "try" "cleanup" "callee")
  (#inside? @work "cleanup")
  (#not-inside? @work "callee"))
