; An object keeps a timer, and what ends the object lets it run.
((event) @start
  (#path? @timer "acquire.timer=@start")
  (#not-anywhere? @timer "release.timer")
  ; A handle that a local holds is handed on.
  (#not-match? @start "^[A-Za-z_$][A-Za-z0-9_$]* *=")
  (#beside? @start "(?i)^_*(stop|close|dispose|destroy|shutdown|teardown|tear_down|cleanup|clean_up|disconnect|terminate|unmount|componentWillUnmount|disconnectedCallback|ngOnDestroy)([A-Z_].*)?$"))
