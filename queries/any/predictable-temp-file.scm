; A file is there only while its function runs, and has the same name in each run: one takes away what another needs.
((event) @write
  (#path? @path "write.truncate=@write .. suspend .. write.remove=@remove" "unless rename")
  (#overlaps? @write)
  (#not-inside? @remove "handler")
  (#not-spelled? @path "(?i)rand|uuid|nanoid|pid|process::id|mkdtemp|mktemp|mkstemp|temp[.]path|tempy|tempfile|tmp_?name|now\\(|time|hash|digest|counter|[+][+]|unique|nonce|token|lock|cache|(^|[^a-z])id([^a-z]|$)|_id([^a-z]|$)")
  (#not-spelled? @path "[a-z]I[Dd]([^a-z]|$)"))

; What is written apart and then put in its place is itself written by two at once, unless whoever saves does so under a lock of
; another file.
((event) @write
  (#severity! "hint")
  (#path? @path "write.truncate=@write .. suspend .. rename=@remove")
  (#overlaps? @write)
  (#spelled? @path "(?i)te?mp|[.]new|[.]part|~[\"'`]")
  (#not-spelled? @path "(?i)rand|uuid|nanoid|pid|process::id|mkdtemp|mktemp|mkstemp|temp[.]path|tempy|tempfile|tmp_?name|now\\(|time|hash|digest|counter|[+][+]|unique|nonce|token"))
