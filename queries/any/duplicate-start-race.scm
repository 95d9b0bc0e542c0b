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
