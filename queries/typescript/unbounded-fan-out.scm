; As many requests at once as there are items.
((call_expression function: (_) @_all arguments: (arguments . (call_expression function: (member_expression object: (_) @_items property: (_) @_map) arguments: (arguments . (_) @_work)))) @join
  (#any-of? @_all "Promise.all" "Promise.allSettled") (#eq? @_map "map")
  (#match? @_work "(?i)fetch|request|axios|https?|api|client|query|upload|download")
  (#not-match? @_items "^\\[|slice|chunk|batch")
  (#not-around? @join "function" "(?i)limit|semaphore|p-?map|chunk|batch|concurrency")
  (#report! @join))
