; What must be new is made as new: the second one fails.
((call_expression function: (scoped_identifier path: (_) @_file name: (_) @_create)) @act
  (#eq? @_create "create") (#match? @_file "(^|::)File$")
  (#fix! "Write it only where there is none")
  (#replace! @_create "create_new"))
((call_expression function: (scoped_identifier path: (_) @_fs name: (_) @_write) arguments: (arguments . (_) @_path . (_) @_text .)) @act
  (#eq? @_write "write") (#match? @_fs "^(std::)?fs$")
  (#fix! "Write it only where there is none")
  (#replace! @act "std::io::Write::write_all(&mut std::fs::File::create_new({_path})?, {_text}.as_ref())"))
