; What belongs to one call is put where all calls and all children of the process read it.
((event) @write
  (#path? @state "write.insert|write.assign=@write .. suspend")
  (#root? @state "environment")
  (#mentions? @write "parameter")
  ; What prepares the process runs before there are requests.
  (#not-match? @function "(?i)(^|\\.|_)(start|setup|set_?up|init|initiali[sz]e|main|bootstrap|boot|configure|load_?env|install|launch|prepare|run_?tests?|with_?env|before|activate)[a-z_]*(_|$|\\.)|(?i)(env|environment|server|app|main|config)$")
  (#guards! "put-back")
  (#elsewhere? @state "write.insert|write.assign"))

; A child that is started takes it along.
((event) @write
  (#path? @state "write.insert|write.assign=@write .. call=@child .. suspend" "unless suspend")
  (#root? @state "environment")
  (#mentions? @write "parameter")
  (#match? @child "^((child_process|cp)\\.)?(spawn|fork|execFile)\\(|^asyncio\\.create_subprocess_exec\\(|^(\\w+::)*Command::new\\(")
  (#guards! "put-back")
  (#elsewhere? @state "write.insert|write.assign"))
