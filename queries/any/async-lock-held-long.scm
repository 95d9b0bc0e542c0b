; Time passes, or an answer comes from afar, while the lock is held.
((event) @wait
  (#path? @lock "acquire.async=@acquire .. suspend.sleep=@wait" "unless release"))
((event) @wait
  (#path? @lock "acquire.async=@acquire .. suspend=@wait" "unless release")
  (#match? @wait "\\b(fetch|axios|got)\\(|\\baxios\\.|\\b(httpx|aiohttp|requests|reqwest)\\b|(^|[._])(client|http|http_session)\\.(get|post|put|patch|delete|request)\\("))
