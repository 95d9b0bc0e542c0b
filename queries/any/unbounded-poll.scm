; A place is looked at again and again with a sleep in between, for as long as nobody writes it.
((event) @sleep
  (#path? @state "suspend.sleep|block.sleep=@sleep .. check .. suspend.sleep|block.sleep=@again" "unless call, write @_, spawn, suspend.on, suspend.join, suspend.each")
  (#inside? @sleep "loop")
  (#not-around? @sleep "loop" "(?i)^for\\b|\\b(try|except|catch)\\b|deadline|(^|[^t])time_?out|attempt|retr(y|ies)|\\btries|elapsed|remaining|max_?|limit|\\bnow\\b|monotonic|perf_counter|\\btime\\(|range\\(|\\+\\+|[+-]= ?1\\b")
  (#not-around? @sleep "function" "(?i)wait_for\\(|asyncio\\.timeout\\(|move_on_after|fail_after")
  (#elsewhere? @state "write"))
