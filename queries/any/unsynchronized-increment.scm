; A value is read, changed and stored: what another thread stored in between is lost.
((event) @write
  (#path? @state "write.update=@write")
  (#threads? @state)
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce)__$")
  (#not-around? @write "function" "(?i)(callers?|must|already|while|with)[^\\n]{0,40}\\b(hold|holds|holding|held)\\b|\\b(hold|holds|holding)\\b[^\\n]{0,40}lock")
  (#elsewhere? @state "write"))
