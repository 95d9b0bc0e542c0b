; As many requests at once as there are items.
((call function: (_) @_gather arguments: (argument_list . (list_splat [(list_comprehension) (generator_expression)] @_work))) @join
  (#names? @_gather "asyncio.gather")
  (#match? @_work "(?i)fetch|request|https?|api|client|query|upload|download|get\\(")
  (#not-around? @join "function" "(?i)limit|semaphore|chunk|batch|concurrency")
  (#report! @join))
