; Nothing is there yet, and an object is made and kept: another thread makes its own.
((event) @write
  (#path? @state "check .. write.assign.fresh=@write" "unless write, acquire @_")
  (#threads? @state)
  (#not-match? @write "\\b([A-Za-z]*Thread|Timer|Process|[A-Za-z]*PoolExecutor|local)\\(")
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce)__$|(^|\\.)_*(re)?set(_[a-z_]*)?$")
  (#elsewhere? @state "check .. write.assign.fresh")
  ; What is set up is set up by one who begins.
  (#not-match? @function "(^|[.])_*(start|setup|set_up|init|initialize|install|configure)(_[a-z_]*)?$"))

; It may be, all the same.
((event) @write
  (#severity! "hint")
  (#path? @state "check .. write.assign.fresh=@write" "unless write, acquire @_")
  (#threads? @state)
  (#not-match? @write "\\b([A-Za-z]*Thread|Timer|Process|[A-Za-z]*PoolExecutor|local)\\(")
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce)__$|(^|\\.)_*(re)?set(_[a-z_]*)?$")
  (#elsewhere? @state "check .. write.assign.fresh"))
