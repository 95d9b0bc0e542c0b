; What an interval starts again and again gives way, and writes what it has found: the next round may have begun by then.
((event) @start
  (#path? @timer "spawn.interval=@start")
  (#runs? @start "suspend .. write.assign|write.append|write.delete|write.clear")
  (#guards! "round-by-round"))

; Or it has one thing after the other to do.
((event) @start
  (#path? @timer "spawn.interval=@start")
  (#runs? @start "suspend.again .. call|suspend")
  (#guards! "round-by-round"))
