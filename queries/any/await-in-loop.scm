; The rounds wait for each other, though none uses what another has found.
((event) @await
  (#path? "suspend=@await")
  (#inside? @await "loop") (#not-inside? @await "callee")
  (#match? @await "^await\\s+[\\w.$]+\\(")
  (#not-match? @await "(?i)sleep|delay|\\bwait|timeout|lock|acquire|\\b(tx|trx|session|conn|connection|transaction|cursor|client)\\b")
  (#not-around? @await "loop" "\\b(break|return|continue|retry|attempt|while|push|append|yield)\\b|\\.next\\("))
