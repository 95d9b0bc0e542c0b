; A clean slate is wiped before anybody else can write on it.
(expression_statement (_) @clear
  (#fix! "Reset `{flag}` before the task gives way")
  (#insert! "above" @suspend "{clear};")
  (#delete! @_statement)) @_statement
