; What is made whether or not it is there needs no question.
((expression_statement (if_expression condition: (unary_expression "!" (_)) !alternative
    consequence: (block . (expression_statement (try_expression (call_expression function: (scoped_identifier path: (_) @_fs name: (_) @_make) arguments: (_) @_args) @act)) .))) @_if
  (#eq? @_make "create_dir")
  (#fix! "Make the folder whether or not it is there" "safe")
  (#replace! @_if "{_fs}::create_dir_all{_args}?;"))
((call_expression function: (scoped_identifier name: (_) @_make)) @act
  (#eq? @_make "create_dir")
  (#fix! "Make the folder whether or not it is there" "safe")
  (#replace! @_make "create_dir_all"))

; What is taken away if it is there needs none either.
((expression_statement (if_expression condition: (_) @check !alternative
    consequence: (block . (expression_statement (try_expression (call_expression function: (_) @_remove) @act)) .))) @_if
  (#match? @_remove "(^|::)remove_file$")
  (#fix! "Remove it if it is there" "safe")
  (#replace! @_if "match {act} {{\n\tErr(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),\n\t_ => {{}}\n}}"))
((expression_statement (try_expression (call_expression function: (_) @_remove) @act)) @_statement
  (#match? @_remove "(^|::)remove_(file|dir)$")
  (#fix! "Remove it if it is there" "safe")
  (#replace! @_statement "match {act} {{\n\tErr(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),\n\t_ => {{}}\n}}"))

; What must be new is made as new: the second one fails.
((call_expression function: (scoped_identifier path: (_) @_file name: (_) @_create)) @act
  (#eq? @_create "create") (#match? @_file "(^|::)File$")
  (#fix! "Write it only where there is none")
  (#replace! @_create "create_new"))
((call_expression function: (scoped_identifier path: (_) @_fs name: (_) @_write) arguments: (arguments . (_) @_path . (_) @_text .)) @act
  (#eq? @_write "write") (#match? @_fs "^(std::)?fs$")
  (#fix! "Write it only where there is none")
  (#replace! @act "std::io::Write::write_all(&mut std::fs::File::create_new({_path})?, {_text}.as_ref())"))
