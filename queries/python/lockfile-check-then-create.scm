; What must be new is made as new: the second one fails.
((call function: (identifier) @_open arguments: (argument_list . (_) . (string) @_mode)) @act
  (#eq? @_open "open") (#match? @_mode "^[\"']wt?[\"']$")
  (#fix! "Write it only where there is none")
  (#replace! @_mode "\"x\""))
((call function: (attribute attribute: (_) @_open) arguments: (argument_list . (string) @_mode)) @act
  (#eq? @_open "open") (#match? @_mode "^[\"']wt?[\"']$")
  (#fix! "Write it only where there is none")
  (#replace! @_mode "\"x\""))
((expression_statement (call function: (attribute object: (_) @_path attribute: (_) @_write) arguments: (argument_list . (_) @_text .)) @act) @_statement
  (#eq? @_write "write_text")
  (#fix! "Write it only where there is none")
  (#replace! @_statement "with {_path}.open(\"x\") as {new:file}:\n\t{new:file}.write({_text})"))
