; A file is waited for until it is there, and then read: it may be there and not yet whole.
((event) @read
  (#path? @path "read.exists=@check .. suspend.sleep|block.sleep=@sleep .. read.load=@read" "unless rename")
  (#inside? @check "loop")
  (#inside? @sleep "loop")
  (#not-inside? @read "loop"))
