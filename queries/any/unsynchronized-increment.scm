; A value is read, changed and stored: what another thread stored in between is lost.
((event) @write
  (#path? @state "write.update=@write")
  (#threads? @state)
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce)__$")
  (#elsewhere? @state "write"))
