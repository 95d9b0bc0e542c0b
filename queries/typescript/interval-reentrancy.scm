; A flag turns the next round away while one runs.
(call_expression arguments: (arguments . [(arrow_function "async" body: (statement_block) @_body) (function_expression "async" body: (statement_block) @_body)])
  (#fix! "Skip a round while the last one runs")
  (#insert! "above" @start "let {new:running} = false;")
  (#replace! @_body "{{\n\tif ({new:running}) return;\n\t{new:running} = true;\n\ttry {_body} finally {{\n\t\t{new:running} = false;\n\t}}\n}}")) @start
