; A lock that blocks its thread is held while the task gives way.
((event) @suspend
  (#path? @lock "acquire.sync .. suspend" "unless release"))
