; A flag that sends others away is raised, and lowered only if nothing fails: after an error it stays up for ever.
((event) @raise
  (#path? @state "check.missing .. write.assign.set=@raise .. suspend=@work .. write.assign.reset=@lower" "unless catch, write")
  (#not-inside? @work "try" "cleanup" "callee")
  (#not-inside? @raise "callee" "try")
  (#not-inside? @lower "callee" "handler")
  ; What a promise runs when it is settled may well be what lowers the flag in any case.
  (#match? @work "\\bawait\\b")
  (#anywhere? @state "check.present .. exit.return|exit.throw" "unless write, suspend")
  ; A pause fails nobody.
  (#not-match? @work "(?i)sleep|delay|settimeout|nexttick|animationframe|wait_?for_?timeout"))
