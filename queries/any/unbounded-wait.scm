; What a stream brings is waited for, piece by piece, however long the other side is silent.
((event) @wait
  (#path? @_ "suspend.each|suspend.again=@wait")
  (#around? @wait "loop" "^(async for|for await)[^\\n]*\\b(\\w*([Ss]tream|[Rr]esponse|[Bb]ody|[Cc]hunk|[Cc]ontent|[Ll]ines)\\w*|resp|sse|iter_any|aiter_\\w+)\\b|^while let [^{]*\\b\\w*(stream|body|response|lines)\\w*(\\.\\w+\\(\\))*\\.(next|chunk|data|frame|next_line)\\(\\)\\.await")
  (#not-around? @wait "function" "(?i)time_?out|deadline|abort|signal|wait_for|move_on_after|fail_after|cancel"))
