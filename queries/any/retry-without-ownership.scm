; After a failure the work waits and tries again, without asking again whether it was told to stop meanwhile.
((event) @again
  (#path? @flag "use=@before .. suspend.again=@pause .. suspend.again=@again" "unless check, read, write")
  (#inside? @pause "handler")
  (#match? @pause "(?i)sleep|delay|pause|wait_?for|back_?off|setTimeout|timeout")
  (#not-inside? @again "handler")
  (#match? @flag "(?i)(stop|cancel|abort|interrupt|kill|quit|halt|terminat|clos|dispos|shut)[a-z]*(_?(requested|pending|flag|now|down))?( |$)")
  (#elsewhere? @flag "write.assign.set"))
