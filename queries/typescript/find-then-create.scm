; A row is looked for, and made where there is none: another request looks meanwhile, finds none and makes one, too.
(statement_block
  (lexical_declaration (variable_declarator name: (identifier) @_row
    value: (await_expression (call_expression function: (member_expression object: (_) @_table property: (_) @_find) arguments: (_))))) @find
  (if_statement condition: (parenthesized_expression [
      (unary_expression operator: "!" argument: (identifier) @_missing)
      (binary_expression left: (identifier) @_missing right: [(null) (undefined)])])
    consequence: (statement_block [
      (expression_statement [(await_expression (call_expression function: (member_expression object: (_) @_same property: (_) @_create)))
        (assignment_expression right: (await_expression (call_expression function: (member_expression object: (_) @_same property: (_) @_create))))])
      (return_statement (await_expression (call_expression function: (member_expression object: (_) @_same property: (_) @_create))))
      (lexical_declaration (variable_declarator value: (await_expression (call_expression function: (member_expression object: (_) @_same property: (_) @_create)))))
      ] @create))
  (#any-of? @_find "findOne" "findUnique" "findFirst" "findByPk" "findOneBy" "findById" "getOne")
  (#any-of? @_create "create" "insert" "insertOne" "save" "createOne")
  (#eq? @_table @_same) (#eq? @_row @_missing)
  (#not-inside? @create "try")
  (#not-around? @create "function" "(?i)transaction|upsert|lock|onConflict|unique_?(constraint|violation|error)|duplicate|P2002|23505|11000|\\btrx?\\b|\\btx\\b")
  (#report! @create))
