; What is found missing is waited for and then stored: whoever asks meanwhile finds it missing, too.
((event) @write
  (#path? @state "check.missing=@check .. suspend .. write.awaited=@write" "unless write, check")
  (#elsewhere? @state "write")
  (#guards! "cached" "one-task" "module"))
