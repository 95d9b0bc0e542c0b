; The thread stands still with a lock in its hands, and with it whoever waits for the lock.
((event) @block
  (#path? @lock "acquire.sync .. block=@block" "unless release")
  (#not-match? @block "\\.wait\\("))
