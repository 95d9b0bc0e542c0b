; A field of an object that was loaded here is counted up or down: whoever loaded it too saves over that.
((event) @write
  (#path? @field "write.update=@write")
  (#root? @field "row")
  (#guards! "rows-locked"))

; So is one that gets a value computed from itself.
((event) @write
  (#path? @field "read=@read .. write.from=@write")
  (#root? @field "row")
  (#guards! "rows-locked")
  (#match? @write "[^=!<>]=[^=>][\\s\\S]*[-+*/]"))
