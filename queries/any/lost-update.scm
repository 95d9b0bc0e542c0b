; What was read before the suspension is part of what is written after it: whatever came in between is lost.
((event) @write
  (#path? @state "read .. suspend .. write.from=@write" "unless write")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo")
  ; What is added to a set is in it, and what was in it stays.
  (#not-match? @write "\\.add\\([^,()]*\\)$")
  ; Whoever turns a switch sees what it says.
  (#not-match? @function "(^|[.])_*toggle([A-Z_]\\w*)?$")
  (#guards! "one-task" "module" "beginning" "question" "own-lock" "settled" "one-user")
  ; What is there, or else asked for, is mostly the same for whoever asks.
  (#not-around? @write "function" "(\\?\\?|\\|\\|)[\\s(!]*await\\b")
  ; What belongs to the process is changed by whoever has it to himself.
  (#not-match? @state "^(process|sys|os|globalThis|window|document)[.]"))

; An object that somebody makes for one use may be shared all the same.
((event) @write
  (#severity! "hint")
  (#path? @state "read .. suspend .. write.from=@write" "unless write")
  (#elsewhere? @state "write")
  (#not-match? @state "(?i)cache|memo|^(process|sys|os|globalThis|window|document)[.]")
  (#not-match? @write "\\.add\\([^,()]*\\)$")
  (#not-match? @function "(^|[.])_*toggle([A-Z_]\\w*)?$")
  (#not-around? @write "function" "(\\?\\?|\\|\\|)[\\s(!]*await\\b")
  (#guards! "one-task" "module" "beginning" "question" "own-lock" "settled"))
