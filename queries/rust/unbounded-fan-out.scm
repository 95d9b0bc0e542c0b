; As many requests at once as there are items.
((call_expression function: (_) @_join arguments: (arguments . (_) @_work)) @join
  (#match? @_join "(^|::)(try_)?join_all$")
  (#match? @_work "(?i)\\.map\\(.*(fetch|request|https?|api|client|query|upload|download)")
  (#not-around? @join "function" "(?i)limit|semaphore|chunk|batch|concurrency|buffer")
  (#report! @join))
