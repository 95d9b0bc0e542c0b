; What was read so far goes with the future that lost, round after round.
(macro_invocation macro: (_) @select (token_tree (identifier) @read . (token_tree . "(" . "&") . "=>")
  (#match? @select "(^|::)select$") (#any-of? @read "read_exact" "read_to_end" "read_to_string" "read_line" "write_all" "write_all_buf" "read_until")
  (#inside? @select "loop")
  (#report! @read))
