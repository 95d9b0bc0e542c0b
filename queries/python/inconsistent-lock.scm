; The statement is done with the lock in hand.
((expression_statement [(assignment) (augmented_assignment) (call)] @access) @_statement
  (#fix! "Take `{lock}` for it")
  (#replace! @_statement "with {lock}:\n\t{_statement}"))
((delete_statement) @access
  (#fix! "Take `{lock}` for it")
  (#replace! @access "with {lock}:\n\t{access}"))
