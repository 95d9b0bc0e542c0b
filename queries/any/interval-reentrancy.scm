; What an interval starts again and again goes through several things and gives way for each: that takes as long as they take
; together, and the next round may have begun by then.
((event) @start
  (#path? @timer "spawn.interval=@start")
  (#runs? @start "suspend.again .. call|suspend")
  (#guards! "round-by-round"))

; One thing that is asked for is there, mostly, before it is asked for again.
((event) @start
  (#severity! "hint")
  (#path? @timer "spawn.interval=@start")
  (#runs? @start "suspend .. write.assign|write.append|write.delete|write.clear")
  (#guards! "round-by-round"))
