; What an effect waited for is shown, though another effect may have been started since.
((event) @set
  (#path? @screen "suspend .. call.render=@set" "unless check @_")
  (#inside? @set "effect-again")
  ; Where it failed there is nothing to show.
  (#not-inside? @set "handler")
  ; A request that is given up answers nobody.
  (#not-effect? @set "(?i)abort|signal"))
