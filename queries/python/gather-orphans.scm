; One of the tasks fails, the `with` is left, and the others go on with what it has closed.
((with_statement (with_clause (with_item value: (as_pattern (_) (as_pattern_target (identifier) @_resource))))
    body: (block [(expression_statement (await (call function: (_) @_gather arguments: (argument_list) @_args) @join))
      (expression_statement (assignment right: (await (call function: (_) @_gather arguments: (argument_list) @_args) @join)))
      (return_statement (await (call function: (_) @_gather arguments: (argument_list) @_args) @join))]))
  (#names? @_gather "asyncio.gather")
  (#not-match? @_args "return_exceptions") (#mentions? @_args @_resource) (#match? @_args ",|\\*")
  (#report! @join))
