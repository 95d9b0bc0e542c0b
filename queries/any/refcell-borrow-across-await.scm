; A cell is borrowed while the task gives way: whoever borrows it meanwhile panics.
((event) @suspend
  (#path? @cell "acquire.guard=@borrow .. suspend" "unless release")
  (#match? @borrow "\\.borrow_mut\\(\\)$"))

; So it is while somebody reads, if the type says that it is a cell: a channel may be borrowed, too.
((event) @suspend
  (#path? @cell "acquire.guard=@borrow .. suspend" "unless release")
  (#match? @borrow "\\.borrow\\(\\)$")
  (#typed? @cell "RefCell$"))
