; A test sleeps for a fixed time, and then takes it that all is done.
((event) @sleep
  (#path? "suspend.sleep|block.sleep=@sleep .. call|exit.try=@assert" "unless suspend, block")
  (#inside? @sleep "test") (#not-inside? @sleep "loop")
  (#match? @assert "^(await )?(expect\\(|expect\\.|assert\\b|self\\.assert|t\\.(is|true|false|deepEqual)\\()")
  ; What must never be reached.
  (#not-match? @assert "^assert (False|0)\\b|expect\\.fail")
  ; What tests time itself.
  (#not-around? @sleep "function" "(?i)fake|freeze|elapsed|duration|perf_counter|monotonic|performance\\.now|throttle|debounce|expire|expiry|ttl|rate_?limit|Date\\.now|time\\.time\\(|not_?called|not\\.toHaveBeenCalled|assert_not|advanceTimers"))
