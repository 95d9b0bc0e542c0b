; What is made whether or not it is there needs no question.
((if_statement condition: (parenthesized_expression (unary_expression operator: "!" argument: (_) @check)) !alternative
  consequence: [
    (statement_block . (expression_statement (call_expression function: (_) @_make arguments: (arguments . (_) @_dir .)) @act) .)
    (expression_statement (call_expression function: (_) @_make arguments: (arguments . (_) @_dir .)) @act)]) @_if
  (#match? @_make "(^|[.])mkdirSync$")
  (#fix! "Make the folder whether or not it is there" "safe")
  (#replace! @_if "{_make}({_dir}, {{ recursive: true }});"))
((if_statement condition: (parenthesized_expression (unary_expression operator: "!" argument: (_) @_check)) !alternative
  consequence: [
    (statement_block . (expression_statement (await_expression (call_expression function: (_) @_make arguments: (arguments . (_) @_dir .)) @act)) .)
    (expression_statement (await_expression (call_expression function: (_) @_make arguments: (arguments . (_) @_dir .)) @act))]) @_if
  (#match? @_make "(^|[.])mkdir$")
  (#fix! "Make the folder whether or not it is there" "safe")
  (#replace! @_if "await {_make}({_dir}, {{ recursive: true }});"))
((call_expression function: (_) @_make arguments: (arguments . (_) @_dir .)) @act
  (#match? @_make "(^|[.])mkdir(Sync)?$")
  (#fix! "Make the folder whether or not it is there" "safe")
  (#insert! "after" @_dir ", {{ recursive: true }}"))

; What is taken away if it is there needs none either.
((if_statement condition: (parenthesized_expression (_) @check) !alternative
  consequence: [
    (statement_block . (expression_statement (call_expression function: (member_expression object: (_) @_fs property: (_) @_remove) arguments: (arguments . (_) @_path .)) @act) .)
    (expression_statement (call_expression function: (member_expression object: (_) @_fs property: (_) @_remove) arguments: (arguments . (_) @_path .)) @act)]) @_if
  (#eq? @_remove "unlinkSync")
  (#fix! "Remove it if it is there" "safe")
  (#replace! @_if "{_fs}.rmSync({_path}, {{ force: true }});"))
((call_expression function: (member_expression object: (_) @_fs property: (_) @_remove) arguments: (arguments . (_) @_path .)) @act
  (#eq? @_remove "unlinkSync")
  (#fix! "Remove it if it is there" "safe")
  (#replace! @act "{_fs}.rmSync({_path}, {{ force: true }})"))
((call_expression function: (member_expression object: (_) @_fs property: (_) @_remove) arguments: (arguments . (_) @_path .)) @act
  (#eq? @_remove "unlink")
  (#fix! "Remove it if it is there" "safe")
  (#replace! @act "{_fs}.rm({_path}, {{ force: true }})"))
((call_expression function: (identifier) @_remove arguments: (arguments . (_) @_path .)) @act
  (#eq? @_remove "unlinkSync")
  (#fix! "Remove it if it is there" "safe")
  (#import! @_remove "rmSync")
  (#replace! @act "rmSync({_path}, {{ force: true }})"))
((call_expression function: (identifier) @_remove arguments: (arguments . (_) @_path .)) @act
  (#eq? @_remove "unlink")
  (#fix! "Remove it if it is there" "safe")
  (#import! @_remove "rm")
  (#replace! @act "rm({_path}, {{ force: true }})"))

; What must be new is made as new: the second one fails.
((call_expression function: (_) @_write arguments: (arguments . (_) . (_) @_text .)) @act
  (#match? @_write "(^|[.])writeFile(Sync)?$")
  (#fix! "Write it only where there is none")
  (#insert! "after" @_text ", {{ flag: \"wx\" }}"))
