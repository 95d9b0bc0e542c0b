; An entry is there, others are called, and it is taken for granted: a listener may have taken it away.
((event) @use
  (#path? @state "check.present=@check .. call.emit|call.foreign=@callback .. read.get=@use" "unless write, check.missing, check.present")
  (#not-inside? @use "callee")
  (#not-inside? @use "forgiving")
  ; A default, and a look that allows for nothing.
  (#not-match? @use "\\.get\\([^()]*,")
  (#not-around? @use "function" "[)\\]]\\?\\.")
  (#anywhere? @state "write.delete|write.clear|write.reset"))
