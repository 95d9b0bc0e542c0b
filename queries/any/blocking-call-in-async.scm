; The thread stands still, and with it every task that it runs.
((event) @block
  (#path? "block=@block")
  (#inside? @block "async") (#not-inside? @block "callee" "startup")
  ; What is only there for the moment is small.
  (#not-match? @block "rmtree\\(.*(te?mp|zip).*ignore_errors=True")
  (#not-match? @block "block_on\\b|sleep\\(0\\)|\\.wait(_while|_timeout)*\\(")
  ; An address that holds its data asks nobody for it.
  (#not-match? @function "(?i)data_?ur[il]"))

; A helper does, on behalf of whoever calls it.
((event) @block
  (#path? "block=@block")
  (#inside? @block "async") (#inside? @block "callee") (#not-inside? @block "startup")
  (#not-match? @block "block_on\\b|sleep\\(0\\)|\\.wait(_while|_timeout)*\\(")
  (#severity! "hint"))
