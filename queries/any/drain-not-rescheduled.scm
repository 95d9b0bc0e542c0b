; What waits in the queue is left there while somebody is busy, and whoever was busy does not come back for it.
((event) @gate
  (#path? @busy "check=@gate .. write.delete @queue=@take" "unless write, suspend")
  (#match? @take "\\.(shift|pop|popleft|splice|clear)\\(")
  (#inside? @take "loop")
  (#elsewhere? @busy "write.assign.set .. suspend .. write.assign.reset .. exit.return|exit.end" "unless read")
  (#elsewhere? @busy "write.assign.reset .. exit.return|exit.end" "unless call, spawn, write"))
