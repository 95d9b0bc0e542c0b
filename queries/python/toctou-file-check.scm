; What is made whether or not it is there needs no question.
((if_statement condition: (not_operator) !alternative
  consequence: (block . (expression_statement (call function: (_) @_make arguments: (argument_list . (_) @_dir .)) @act) .)) @_if
  (#any-of? @_make "os.mkdir" "os.makedirs")
  (#fix! "Make the folder whether or not it is there" "safe")
  (#replace! @_if "os.makedirs({_dir}, exist_ok=True)"))
((if_statement condition: (not_operator) !alternative
  consequence: (block . (expression_statement (call function: (attribute object: (_) @_dir attribute: (_) @_make) arguments: (argument_list . "(" . ")")) @act) .)) @_if
  (#eq? @_make "mkdir")
  (#fix! "Make the folder whether or not it is there" "safe")
  (#replace! @_if "{_dir}.mkdir(exist_ok=True)"))
((if_statement condition: (not_operator) !alternative
  consequence: (block . (expression_statement (call function: (attribute object: (_) @_dir attribute: (_) @_make) arguments: (argument_list . (keyword_argument) @_parents .)) @act) .)) @_if
  (#eq? @_make "mkdir")
  (#fix! "Make the folder whether or not it is there" "safe")
  (#replace! @_if "{_dir}.mkdir({_parents}, exist_ok=True)"))
((call function: (_) @_make arguments: (argument_list (_) @_last .)) @act
  (#eq? @_make "os.makedirs")
  (#fix! "Make the folder whether or not it is there" "safe")
  (#insert! "after" @_last ", exist_ok=True"))
((call function: (attribute attribute: (_) @_make) arguments: (argument_list (keyword_argument) @_last .)) @act
  (#eq? @_make "mkdir")
  (#fix! "Make the folder whether or not it is there" "safe")
  (#insert! "after" @_last ", exist_ok=True"))
((call function: (attribute object: (_) @_dir attribute: (_) @_make) arguments: (argument_list . "(" . ")")) @act
  (#eq? @_make "mkdir")
  (#fix! "Make the folder whether or not it is there" "safe")
  (#replace! @act "{_dir}.mkdir(exist_ok=True)"))

; What is taken away if it is there needs none either.
((if_statement condition: (call) @check !alternative
  consequence: (block . (expression_statement (call function: (attribute object: (_) @_path attribute: (_) @_remove) arguments: (argument_list . "(" . ")")) @act) .)) @_if
  (#eq? @_remove "unlink")
  (#fix! "Remove it if it is there" "safe")
  (#replace! @_if "{_path}.unlink(missing_ok=True)"))
((call function: (attribute object: (_) @_path attribute: (_) @_remove) arguments: (argument_list . "(" . ")")) @act
  (#eq? @_remove "unlink")
  (#fix! "Remove it if it is there" "safe")
  (#replace! @act "{_path}.unlink(missing_ok=True)"))
((if_statement condition: (call) @check !alternative
  consequence: (block . (expression_statement (call function: (_) @_remove) @act) .)) @_if
  (#any-of? @_remove "os.remove" "os.unlink")
  (#fix! "Remove it if it is there" "safe")
  (#import! "import contextlib")
  (#replace! @_if "with contextlib.suppress(FileNotFoundError):\n\t{act}"))
((expression_statement (call function: (_) @_remove) @act) @_statement
  (#any-of? @_remove "os.remove" "os.unlink")
  (#fix! "Remove it if it is there" "safe")
  (#import! "import contextlib")
  (#replace! @_statement "with contextlib.suppress(FileNotFoundError):\n\t{act}"))


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
