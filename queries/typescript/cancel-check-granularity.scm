; Between two looks at the flag there are several suspensions.
((while_statement condition: (_) @test body: (_) @_body)
  (#match? @test "(?i)cancel|abort|stop|running|closed") (#match? @_body "(?s)\\bawait\\b.*\\bawait\\b.*\\bawait\\b")
  (#not-match? @_body "(?i)if \\(.*(cancel|abort|stop|running|closed)|throwIfAborted|signal")
  (#report! @test))
