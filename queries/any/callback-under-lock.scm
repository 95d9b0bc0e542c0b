; What somebody else wrote runs while a lock is held: it may ask for the same lock, or take its time.
((event) @call
  (#path? @lock "acquire.alone|acquire.shared=@held .. call.foreign" "unless release"))
