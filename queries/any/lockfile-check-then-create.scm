; Who finds no lock file writes one: two that look at the same time both find none.
((event) @act
  (#path? @path "check.missing=@check .. write.truncate=@act" "unless rename")
  (#spelled? @path "(?i)(^|[^a-z])pid([^a-z]|_?(file|path|name)|$)|pid_?(file|path)|[a-z]Pid([A-Z]|$)|PID|[.]lock\\b|(^|[^a-z])lock_?(file|path|name)?([^a-z]|$)")
  ; What a package manager calls a lock file holds versions.
  (#not-spelled? @path "(?i)(package|yarn|cargo|poetry|pnpm|uv|bun|composer|gemfile|pipfile|npm|deno|flake|shrinkwrap)[-_.]?lock"))
