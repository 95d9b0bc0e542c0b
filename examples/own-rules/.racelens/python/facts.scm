; An entry of the ledger is opened, and closed.
(call function: (attribute object: (_) @lock attribute: (_) @_begin) (#eq? @_begin "begin") (#match? @lock "(^|[._])ledger$")) @acquire.resource
(call function: (attribute object: (_) @lock attribute: (_) @_commit) (#any-of? @_commit "commit" "rollback") (#match? @lock "(^|[._])ledger$")) @release
