; An effect sets something up and returns nothing that would take it down.
((event) @start
  (#path? @source "acquire.listener|acquire.timer=@start .. exit.end" "unless release.listener, release.timer")
  (#inside? @start "effect")
  ; What is on an element goes with it, and what ends by itself needs nobody.
  (#not-match? @start "(?i)(current|element|node|ref|root|container|canvas|input|video|audio|img|image|iframe)[?!]?[.](addEventListener|on)[(]|setTimeout|\"(appinstalled|beforeinstallprompt)\""))
