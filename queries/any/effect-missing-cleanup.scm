; An effect sets something up and returns nothing that would take it down.
((event) @start
  (#path? @source "acquire.listener|acquire.timer=@start .. exit.end" "unless release.listener, release.timer")
  (#inside? @start "effect"))
