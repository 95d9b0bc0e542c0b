; A folder is made because there was none: who came in between has made it.
((event) @act
  (#path? @path "check.missing=@check .. write.create=@act")
  (#not-inside? @act "try" "module"))

; Something is taken away because it was there.
((event) @act
  (#path? @path "check.present=@check .. write.remove=@act")
  (#not-inside? @act "try" "module")
  ; A whole folder goes in many steps, whatever is asked before.
  (#not-match? @act "rmtree|remove_dir_all|recursive"))

; A file is filled because there was none, and another function fills it too.
((event) @act
  (#path? @path "check.missing=@check .. write.truncate|write.copy=@act" "unless rename")
  (#elsewhere? @path "write.truncate|write.copy")
  (#not-spelled? @path "(?i)lock|pid"))
