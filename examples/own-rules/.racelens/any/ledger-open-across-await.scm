; An entry of the ledger is open, and the task gives way before it is closed.
((event) @here
  (#path? @ledger "acquire.resource=@open .. suspend=@here" "unless release"))
