; An entry is looked for, then taken as if it were still there: another thread may have removed it.
((event) @act
  (#path? @state "check .. read.get|write.delete=@act" "unless write, acquire @_")
  (#threads? @state "possible")
  (#guards! "by-itself" "callers-hold")
  (#not-inside? @act "forgiving")
  (#not-match? @act ":\\]$")
  (#match? @act "\\]$|\\.(pop|move_to_end)\\([^,()]+\\)$|\\.(pop|popleft)\\(\\)$|\\.popitem\\(|^del ")
  (#elsewhere? @state "write.delete|write.clear"))

; What is taken out by its own value is mostly taken out by the one who goes through it.
((event) @act
  (#severity! "hint")
  (#path? @state "check .. write.delete=@act" "unless write, acquire @_")
  (#threads? @state "possible")
  (#guards! "by-itself" "callers-hold")
  (#not-inside? @act "forgiving")
  (#match? @act "\\.remove\\([^,()]+\\)$")
  (#elsewhere? @state "write.delete|write.clear"))

; It is not there and put there: another thread may have put its own, and mostly one is as good as the other.
((event) @act
  (#path? @state "check .. write.insert.fresh=@act" "unless write, acquire @_")
  (#threads? @state)
  (#guards! "by-itself" "callers-hold")
  (#elsewhere? @state "write.insert")
  (#severity! "hint"))
