; A row is looked for, and made where there is none: another request looks meanwhile, finds none and makes one, too.
(block
  (expression_statement (assignment left: (identifier) @_row
    right: (await (call function: (attribute object: (_) @_table attribute: (_) @_find))))) @find
  (if_statement condition: [(not_operator argument: (identifier) @_missing) (comparison_operator . (identifier) @_missing "is" (none))]
    consequence: (block [
      (expression_statement [(await (call function: (attribute object: (_) @_same attribute: (_) @_create)))
        (assignment right: (await (call function: (attribute object: (_) @_same attribute: (_) @_create))))])
      (return_statement (await (call function: (attribute object: (_) @_same attribute: (_) @_create))))
      ] @create))
  (#any-of? @_find "find_one" "get_or_none" "find_first" "find_unique" "find_by_id" "first")
  (#any-of? @_create "create" "insert" "insert_one" "save" "acreate")
  (#eq? @_table @_same) (#eq? @_row @_missing)
  (#not-inside? @create "try")
  (#not-around? @create "function" "(?i)transaction|upsert|lock|on_conflict|unique_?(constraint|violation|error)|duplicate|IntegrityError|atomic")
  (#report! @create))
