; Two locks are taken in one order here and in the other order there: each may end up holding what the other waits for.
((event) @second
  (#path? @lock "acquire.alone|acquire.shared=@first .. acquire.alone|acquire.shared|pass.alone|pass.shared @_=@second" "unless release")
  (#inverted? @first @second))
