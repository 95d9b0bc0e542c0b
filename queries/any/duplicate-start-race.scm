; No thread is found, and one is started: another caller found none either.
((event) @start
  (#path? @state "check .. write.fresh=@start" "unless write, acquire @_")
  (#match? @start "\\b([A-Za-z]*Thread|Timer|Process|[A-Za-z]*PoolExecutor)\\(")
  (#threads? @state)
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce)__$")
  (#elsewhere? @state "check .. write.fresh"))

; A flag is asked, then raised: two callers may both be the first.
((event) @start
  (#path? @state "check .. write.flag=@start .. spawn" "unless acquire @_")
  (#threads? @state "possible")
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce)__$")
  (#elsewhere? @state "write.flag"))
