; What was found under a lock decides what is done under the next one: in between it was anybody's.
((event) @write
  (#path? @state "check @state=@check .. release.sync @lock=@gap .. acquire.sync @lock=@again .. write @state=@write" "unless check @state, write @state")
  (#threads? @state)
  (#elsewhere? @state "write @state")
  (#guards! "cached"))

; The same where the lock holds what it guards.
((event) @write
  (#path? @lock "check @lock=@check .. release.sync @lock=@gap .. acquire.sync @lock=@again .. write @lock=@write" "unless check @lock, write @lock")
  (#elsewhere? @lock "write @lock")
  (#guards! "cached"))
