; The handle of a task is dropped, and the task can fail.
(expression_statement (call_expression function: (_) @_spawn arguments: (arguments . (_) @_work .)) @task ";"
  (#match? @_spawn "^(tokio|async_std|tokio::task|async_std::task|actix_rt|actix_web::rt)::spawn$")
  (#match? @_work "\\.await\\?|\\)\\?;|\\.unwrap\\(\\)|\\.expect\\(|\\bpanic!")
  (#not-match? @_work "\\bloop\\b|\\bwhile\\b|lock\\(\\)\\.unwrap")
  (#report! @task))
