; What somebody else wrote runs while a lock is held: it may ask for the same lock, or take its time.
((event) @call
  (#path? @lock "acquire.sync.alone|acquire.sync.shared=@held .. call.foreign" "unless release")
  ; A wrapper hands on what it was called with: to run that under the lock is its purpose.
  (#not-match? @call "[*]\\w+,\\s*[*]{2}\\w+\\)$")
  ; Who is told nothing is only told that something is done.
  (#not-match? @call "\\(\\)$")
  (#not-match? @lock "^[A-Z][A-Z0-9_]+$")
  (#not-root? @lock "module"))

; Who is told nothing but that something is done mostly tells others.
((event) @call
  (#severity! "hint")
  (#path? @lock "acquire.alone|acquire.shared=@held .. call.foreign" "unless release")
  (#match? @call "\\(\\)$")
  (#not-root? @lock "module"))

; A lock that suspends its task can only be waited for by what is itself waited for: whatever else a callback starts goes on
; without this task.
((event) @call
  (#path? @lock "acquire.async.alone|acquire.async.shared=@held .. call.foreign.awaited|call.emit.awaited=@call" "unless release")
  (#not-root? @lock "module"))

; A list that belongs to the whole program is mostly gone through once, when that begins or ends.
((event) @call
  (#severity! "hint")
  (#path? @lock "acquire.sync.alone|acquire.sync.shared=@held .. call.foreign" "unless release")
  (#not-match? @call "[*]\\w+,\\s*[*]{2}\\w+\\)$")
  (#root? @lock "module"))
((event) @call
  (#severity! "hint")
  (#path? @lock "acquire.alone|acquire.shared=@held .. call.foreign" "unless release")
  (#match? @lock "^[A-Z][A-Z0-9_]+$"))
