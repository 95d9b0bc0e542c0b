; A lock is asked for by the task that holds it: it waits for itself.
((event) @again
  (#path? @lock "acquire.alone=@held .. acquire.alone|acquire.shared|pass.alone|pass.shared=@again" "unless release"))

; So is a lock that is held for reading, by one who wants to shut out all readers.
((event) @again
  (#path? @lock "acquire.shared=@held .. acquire.alone|pass.alone=@again" "unless release"))
