; A lock is taken and given back by hand, and an error in between leaves it taken.
((event) @acquire
  (#path? @lock "acquire=@acquire .. release")
  ; Whoever only tries, or waits for a time, has perhaps nothing to give back.
  (#match? @acquire "\\.acquire\\(\\)")
  ; What is done at the end of a promise, however that ends.
  (#not-around? @acquire "function" "\\.finally\\(")
  (#left-by-error? @acquire))
