; A thread of the runtime waits for a future that needs it to run.
((call_expression function: [(identifier) (scoped_identifier)] @_block arguments: (arguments . (_) @future .)) @block
  (#match? @_block "(^|::)block_on$") (#inside? @block "async")
  (#report! @block))
((call_expression function: (field_expression value: (_) @_runtime field: (_) @_block) arguments: (arguments . (_) @future .)) @block
  (#eq? @_block "block_on") (#inside? @block "async")
  (#report! @block))

; Where one may suspend, one need not block.
((call_expression function: (_) @_block arguments: (arguments . (_) @future .)) @block
  (#fix! "Await it")
  (#match? @_block "block_on$") (#not-match? @future "^(async|&mut)\\b")
  (#replace! @block "{future}.await"))
