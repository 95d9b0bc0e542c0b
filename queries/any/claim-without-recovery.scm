; An item is taken out, and work that may fail is done for it: where it fails, the item is gone.
((event) @work
  (#path? @queue "write.delete=@claim .. suspend=@work" "unless write, suspend")
  (#match? @claim "\\.(shift|pop|popleft|pop_front|pop_back)\\(\\)")
  (#not-match? @work "(?i)\\b(sleep|delay|setTimeout|wait)\\b|\\.(lock|read|write)\\(\\)")
  (#inside? @work "loop")
  (#not-inside? @work "try")
  (#not-inside? @work "cleanup")
  (#not-inside? @work "handler")
  (#elsewhere? @queue "write.append"))
