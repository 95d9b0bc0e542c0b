; What is started again and again listens once more each time, to something that stays, and nothing takes it down.
((event) @listen
  (#path? @source "enter .. acquire.listener=@listen" "unless write, release.listener")
  (#not-anywhere? @source "release.listener")
  (#not-anywhere? @source "write.assign")
  (#match? @function "(?i)(^|[._])_*(re)?(connect|start|open|resume)([A-Z_][A-Za-z_]*)?$")
  (#beside? @listen "(?i)^_*(stop|close|disconnect|pause|suspend|clean_?up|tear_?down|shut_?down|destroy|dispose|end)(_?([aA]ll|[lL]istening|[wW]atching|[mM]onitoring|[pP]olling))?$")
  (#match? @source "^(this|self)\\b|^(process|window|document|globalThis)$")
  ; What reacts to the end of the object is set up once, or the object ends with it.
  (#not-match? @listen "(?i)once"))

; A signal outlives the call that listens to it, and hears nothing of the call's end.
((event) @listen
  (#path? @source "enter .. acquire.listener=@listen" "unless write, release.listener")
  (#not-anywhere? @source "release.listener")
  (#match? @source "^[A-Za-z_$.]*[sS]ignal$")
  (#not-root? @source "variable" "self" "row")
  ; What came among the options of one call is mostly that call's own.
  (#not-match? @source "[.]")
  (#not-match? @listen "(?i)once"))
