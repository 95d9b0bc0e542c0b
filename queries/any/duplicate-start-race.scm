; No thread is found, and one is started: another caller found none either.
((event) @start
  (#path? @state "check .. write.fresh=@start" "unless write, acquire @_")
  (#match? @start "\\b([A-Za-z]*Thread|Timer|Process|[A-Za-z]*PoolExecutor)\\(")
  (#threads? @state)
  (#guards! "by-itself")
  (#elsewhere? @state "check .. write.fresh"))

; A flag is asked, then raised: two callers may both be the first.
((event) @start
  (#path? @state "check .. write.flag=@start .. spawn" "unless acquire @_")
  (#threads? @state "possible")
  (#guards! "by-itself")
  (#elsewhere? @state "write.flag"))

; The flag that says that it runs is raised by what was started, when it comes to run: until then whoever asks starts another.
((event) @start
  (#path? @state "check.missing|check.present=@check .. spawn.task|spawn.thread=@start" "unless write, check, acquire @_")
  (#runs? @start "enter .. write.assign.set @state" "unless check @state, suspend")
  (#not-inside? @start "startup")
  ; What asks for the end is no sign that it runs.
  (#not-match? @state "(?i)stop|clos(e|ing)|cancel|abort|exit|quit|shut|terminat|dead")
  (#message! "`{state}` was tested on {check}, and only what is started here raises it, when it comes to run: until then whoever asks starts another."))
