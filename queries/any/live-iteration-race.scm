; A loop goes through a collection itself, while another thread may put into it or take from it.
((event) @loop
  (#path? @state "read.iterate=@loop")
  (#threads? @state "possible")
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce|exit)__$|\\b_*(close|stop|shutdown|terminate|cleanup|dispose|teardown)(_[a-z_]*)?$")
  (#not-around? @loop "function" "(?i)(callers?|must|already|while|with)[^\\n]{0,40}\\b(hold|holds|holding|held)\\b|\\b(hold|holds|holding)\\b[^\\n]{0,40}lock")
  (#inside? @loop "rounds")
  (#elsewhere? @state "write.insert|write.delete|write.clear"))

; It goes through a list that others extend.
((event) @loop
  (#path? @state "read.iterate=@loop")
  (#threads? @state "sure")
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce|exit)__$|\\b_*(close|stop|shutdown|terminate|cleanup|dispose|teardown)(_[a-z_]*)?$")
  (#not-around? @loop "function" "(?i)(callers?|must|already|while|with)[^\\n]{0,40}\\b(hold|holds|holding|held)\\b|\\b(hold|holds|holding)\\b[^\\n]{0,40}lock")
  (#inside? @loop "rounds")
  (#elsewhere? @state "write.append"))

; It goes through what is copied under a lock elsewhere.
((event) @loop
  (#path? @state "read.iterate=@loop")
  (#threads? @state "sure")
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce|exit)__$|\\b_*(close|stop|shutdown|terminate|cleanup|dispose|teardown)(_[a-z_]*)?$")
  (#not-around? @loop "function" "(?i)(callers?|must|already|while|with)[^\\n]{0,40}\\b(hold|holds|holding|held)\\b|\\b(hold|holds|holding)\\b[^\\n]{0,40}lock")
  (#inside? @loop "rounds")
  (#elsewhere? @state "acquire.sync @_ .. read.copy|read.iterate" "unless release @_")
  (#not-elsewhere? @state "write.assign"))
