; A random part before the ending.
(statement_block
  (lexical_declaration (variable_declarator name: (identifier) @_name value: (template_string (string_fragment) @_ending .)))
  . (expression_statement (await_expression (call_expression arguments: (arguments . (identifier) @_used)) @write))
  (#eq? @_name @_used)
  (#fix! "Give the file a name of its own")
  (#insert! "before" @_ending ".${{crypto.randomUUID()}}"))
