; What tasks of the event loop wait for is completed by a thread: the loop sleeps on, and is not told.
((event) @set
  (#path? @state "write.settle|write.flag=@set")
  (#typed? @state "^asyncio\\.(Event|Condition|Future|Queue)$")
  (#inside? @set "thread"))
