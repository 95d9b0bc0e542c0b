; A loop over a copy gives way and works on an item that others may have taken out.
((event) @use
  (#severity! "hint")
  (#path? @state "read.copy=@copy .. suspend .. item.use=@use" "unless check, write")
  (#elsewhere? @state "write.delete|write.clear"))

; A loop over rows of a table gives way and changes the row of an item, by its key alone: by then it may be none of those that were
; asked for. Whoever asks for the row again sees that; so does a statement that asks for more than the key.
((event) @write
  (#path? @state "read.rows=@copy .. suspend .. write.record.from=@write" "unless read.record")
  (#outside? @copy @write)
  ; What a transaction has read stays as it is until it ends, or the transaction fails.
  (#guards! "rows-locked")
  (#not-around? @write "function" "(?i)\\btransact|\\bbegin\\b")
  (#message! "Rows of `{state}` were chosen on {copy} and the task gives way on {suspend}: this changes a row that others may have changed since, and that may be none of those any more.")
  (#elsewhere? @state "enter .. write.record|write.rows" "unless read.rows"))
