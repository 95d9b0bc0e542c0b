; A lock that is held for reading is asked for again for reading: a writer who waits in between lets nobody pass.
((event) @again
  (#path? @lock "acquire.shared=@held .. acquire.shared|pass.shared=@again" "unless release")
  (#elsewhere? @lock "acquire.alone"))
