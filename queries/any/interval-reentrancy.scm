; What an interval starts again and again gives way, and writes what it has found: the next round may have begun by then.
((event) @start
  (#path? @timer "spawn.interval=@start")
  (#runs? @start "suspend .. write.assign|write.append|write.delete|write.clear")
  ; A round that finds another one running turns back, or waits for it.
  (#not-runs? @start "check.missing|compare @busy .. write.set|write.fresh|write.opaque|write.started|write.update @busy .. suspend")
  (#not-runs? @start "acquire .. suspend" "unless release")
  ; One that ends the interval, and one that comes once an hour.
  (#not-match? @start "clearInterval|(?i)hour|day|week|60\\s*\\*\\s*60|[0-9_]{8,}|3_?600_?000"))

; Or it has one thing after the other to do.
((event) @start
  (#path? @timer "spawn.interval=@start")
  (#runs? @start "suspend.again .. call|suspend")
  (#not-runs? @start "check.missing|compare @busy .. write.set|write.fresh|write.opaque|write.started|write.update @busy .. suspend")
  (#not-runs? @start "acquire .. suspend" "unless release")
  (#not-match? @start "clearInterval|(?i)hour|day|week|60\\s*\\*\\s*60|[0-9_]{8,}|3_?600_?000"))
