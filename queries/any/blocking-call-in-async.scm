; The thread stands still, and with it every task that it runs.
((event) @block
  (#path? "block=@block")
  (#inside? @block "async") (#not-inside? @block "callee" "startup")
  (#not-match? @block "block_on\\b|\\.wait(_while|_timeout)*\\("))
