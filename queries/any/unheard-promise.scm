; An async call is left to itself by a function that cannot wait, and its error reaches nobody. A script that calls its own main function ends with
; its error.
((event) @work
  (#path? "call.dropped=@work")
  (#is? @work "async") (#not-is? @work "safe") (#not-is? @work "library")
  (#not-inside? @work "async" "try" "module"))
