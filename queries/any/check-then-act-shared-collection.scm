; An entry is looked for, then taken as if it were still there: another thread may have removed it.
((event) @act
  (#path? @state "check .. read.get|write.delete=@act" "unless write, acquire @_")
  (#threads? @state "possible")
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce)__$")
  (#not-around? @act "function" "(?i)(callers?|must|already|while|with)[^\\n]{0,40}\\b(hold|holds|holding|held)\\b|\\b(hold|holds|holding)\\b[^\\n]{0,40}lock")
  (#not-inside? @act "forgiving")
  (#not-match? @act ":\\]$")
  (#match? @act "\\]$|\\.(pop|remove|move_to_end)\\([^,()]+\\)$|\\.(pop|popleft)\\(\\)$|\\.popitem\\(|^del ")
  (#elsewhere? @state "write.delete|write.clear"))

; It is not there and put there: another thread may have put its own.
((event) @act
  (#path? @state "check .. write.insert.fresh=@act" "unless write, acquire @_")
  (#threads? @state)
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce)__$")
  (#not-around? @act "function" "(?i)(callers?|must|already|while|with)[^\\n]{0,40}\\b(hold|holds|holding|held)\\b|\\b(hold|holds|holding)\\b[^\\n]{0,40}lock")
  (#elsewhere? @state "write.insert"))
