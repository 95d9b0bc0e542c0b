; Names that a store is given whose entries may be made twice: what was made last stays.
((guard) @cached
  (#not-match? @place "(?i)cache|memo|(^|[._])last_?[a-z]")
  (#not-match? @function "Cached?[.]"))

; Whoever is aborted stores nothing: only the last one does.
((guard) @aborted
  (#not-around? @step "function" "(?i)\\b(is_?)?aborted\\b|\\bsignal: \\w*(abort|controller)"))

; What is asked has one answer, however often it is asked.
((guard) @question
  (#not-match? @function "(^|[.])_*(can|has|is|requires|supports|needs|check|query|look_?up|detect|resolve)(_[a-z_]+|[A-Z]\\w*)?$")
  (#not-match? @suspend "[. (](query|look_?up|detect|can|has|is)(_[a-z_]+|[A-Z]\\w*)\\("))

; Whoever notes what it has waited for a lock for holds that.
((guard) @own-lock
  (#not-match? @step "= *\\w*lock\\w*;?$")
  (#not-match? @suspend "(?i)lock\\w*[.]acquire\\([^()]*\\)$"))

; What a promise that is kept comes to is the same for all who wait for it.
((guard) @settled
  (#not-match? @step "=\\s*await (this|self)[.#\\w$]+;?$"))

; The last of several is there to be replaced.
((guard) @last
  (#not-match? @place "(^|[._])_?last_?[A-Za-z]"))

; What has ended has ended, however often that is noted.
((guard) @ended
  (#not-match? @place "(?i)(closed|closing|disposed|disposing|stopp(ed|ing)|destroyed|cancell?ed|aborted|interrupted|terminated|finished|done|ended|exited|resolved|completed?|shut_?down|shutting_?down|error|failed|synced|warned|logged|reported)$"))

; Taking away what may be gone already.
((guard) @gone
  (#not-match? @step "\\.(pop\\([^()]+,[^()]+\\)|discard\\([^()]+\\))$"))

; An object that goes through something, from its beginning to its end, serves one task; so does a position.
((guard) @one-task
  (#not-match? @function "(Cursor|Transaction|Pipeline|Parser|Bulk|Reader|Writer|Iterator|RequestHandler|GraphNode|RequestNode)[.]")
  (#not-beside? @step "^(seek|tell|readline|read_line|(commit|abort|rollback)_?[tT]ransaction)$")
  (#not-match? @place "(?i)(offset|position|_pos|cursor|idx|bytes_?left)$")
  ; So does whoever asks for more bytes where what has come is not enough.
  (#not-around? @step "function" "\\b_?(receive|read|fill)_?([mM]ore|[bB]uffer)\\("))

; An object that is a request is that of one call.
((guard) @of-one-call
  (#not-match? @function "(Request|RequestHandler|Response|Transaction|Invocation|Visitor|Parser|Builder)[.]"))

; A source that is told to pause sends nothing meanwhile.
((guard) @paused
  (#not-around? @step "function" "\\bpause\\(\\)"))

; To make sure of something twice is to make sure of it.
((guard) @made-sure
  (#not-match? @suspend "\\b(ensure\\w*|mkdirp?|makedirs|create_?([fF]older|[dD]ir(ectory)?))\\(")
  (#not-match? @function "(?i)(^|[._])(ensure|make|create)\\w*(folder|dir|directory)$"))

; What was only asked for is the same, or as good, when two have asked for it.
((guard) @asked-for
  (#not-match? @suspend "^[(\\s]*(await\\s+)?([\\w$#?!\\[\\]()]+(\\.|::))*_*(get|fetch|find|look_?up|query|read|list|describe|search|count|resolve|detect|check|verify|validate|exists|stat|access|parse|compute|calculate|collect|download|request|(load|import)(_[a-z]|[A-Z])|([a-z]+_)+(get|fetch|query|read|info))(_?[a-z_]+|[A-Z]\\w*)?\\(|\\.(get|fetch|find|query|read)\\([^()]*\\)(\\.await)?$"))

; A module is the same whoever loads it.
((guard) @module
  (#not-match? @step "(=|\\|\\||\\?\\?)[\\s(]*await import\\("))

; An object that is being started or ended is not yet, or no longer, anybody's.
((guard) @coming-or-going
  (#not-match? @function "(?i)(^|\\.)_*(do_?)?(a?enter|a?exit|start|open|connect|prepare|setup|init|initialize|close|stop|shutdown|terminate|cleanup)(_[a-z_]*)?$"))

; What sets an object up does so once, unless somebody calls it who is about something else.
((guard) @set-up
  (#not-only-from? @step "(^|[.])_*(initiali[sz]e|init|initiate|set_?up|bootstrap)(_[a-z_]+|[A-Z]\\w*)?$" "(?i)(^|[.])_*((re)?initiali[sz]e|init|set_?up|bootstrap|activate|main|start|run|launch|open|connect|create|build|a?enter)[A-Za-z_]*([.]|$)"))

; What is told that everything begins is told so once; and nobody uses a connection that has not said who it is.
((guard) @beginning
  (#not-match? @function "(^|[.])(on[A-Za-z]*(Start|Init|Startup|Bootstrap|Launch)|on_[a-z_]*(start|init|startup)|_*(re)?authenticate|_*handshake)$"))

; An object is started and ended once.
((guard) @once
  (#not-match? @function "(^|\\.)_*(a?enter|a?exit|start|open|connect|prepare|setup|init|initialize|close|stop|shutdown|terminate|cleanup|run|serve|main)(_[a-z_]*)?$"))

; What the language calls by itself, it calls for an object that nobody has yet, or nobody has any more; or somebody looks at it.
((guard) @by-itself
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce)__$"))

; Nor does anybody work with an object that is given up.
((guard) @given-up
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce|exit)__$|\\b_*(a?close|stop|shutdown|terminate|clean_?up|dispose|release|teardown|atexit)(_[a-z_]*)?$"))

; The function says that its callers hold the lock.
((guard) @callers-hold
  (#not-around? @step "function" "(?i)(callers?|must|already|while|with)[^\\n]{0,40}\\b(hold|holds|holding|held)\\b|\\b(hold|holds|holding)\\b[^\\n]{0,40}lock"))

; A file for the moment, or one that is a lock.
((guard) @passing-file
  (#not-match? @function "(?i)(^|[._])\\w*te?mp(_?(dir|folder|file)|orary)\\w*$")
  (#not-match? @place "(?i)te?mp|partial|\\b_?lock|_lock|[.]lock"))

; Programs and pages are made for others to read.
((guard) @for-readers
  (#not-spelled? @place "[.](tsx?|jsx?|mjs|cjs|py|rs|sh|ps1|bat|html?|css|svg|md|map)[\"'`]"))

; What is made once, by somebody who looks at it; or where its caller says.
((guard) @looked-at
  (#not-match? @function "(?i)generate|scaffold|export|(^|[._])reset|reset[.]|[.]to_?(file|json|yaml|toml|csv|disk)$|_schema$"))

; A function that hands out a file to be written leaves the writing to its caller.
((guard) @handed-out
  (#not-around? @step "function" "->[^{]*\\b(Box|impl|dyn|Self)\\b[^{]*Writ|^[^\\n]*->[^\\n]*\\b(IO|TextIO|BinaryIO|IOBase)\\b"))

; What is made where there was none, of what the program itself says, is made again; a secret or a number that was drawn is not.
((guard) @default-made
  (#not-around? @step "function" "(?is)(exists|access|ENOENT|NotFound|is_file|metadata)[^\\n]*\\n.{0,500}(write|dump|open|create)[^\\n]*(default|template|example|stringify\\((\\[\\]|\\{\\})|[\"'](\\[\\]|\\{\\})?[\"']\\))"))

; What is put where results are put is no state; nor is the number of a process.
((guard) @output
  (#not-spelled? @place "(?i)[\"'`/](output|dist|build|out)[\"'`/]|\\bout(put)?_?(dir|path|folder)\\b|\\bdest(ination)?\\b|[.]pid\\b|pid_?file"))

; An object that somebody makes for one use has one user.
((guard) @one-user
  (#not-match? @function "(Draft|Query|QueryRunner|Builder|Iterator|Iterable|Generator|Invocation|Interaction|Command|Migration|Migrator|Step|Message)[.]"))

; What is made again when it is lost, and whoever makes it knows so.
((guard) @made-again
  (#not-match? @place "(?i)cache|memo(_|$)")
  (#not-match? @function "(?i)(cached?|memo)(_?state)?[._A-Z]|memoize"))

; A file of the sources is kept by those who write them; a program without functions is run by hand.
((guard) @sources
  (#not-inside? @step "module")
  (#not-spelled? @place "(?i)(repo|repository|project|workspace)_?root|[\"'`/]docs?/|cargo_manifest_dir|[\"'`/](package|tsconfig|deno)[.]json|(cargo|pyproject)[.]toml"))

; What is a history is a shorter one when it is cut off; so is what was used of late.
((guard) @shorter
  (#not-match? @place "(?i)history|(^|[^a-z])(load_?|save_?)?recents?(_file|_?path|[^a-z]|$)"))

; What is waited for on one platform alone is that platform's doing.
((guard) @one-platform
  (#not-around? @step "function" "(cfg!\\((windows|unix|target_os)|process\\.platform|sys\\.platform|os\\.name\\b|platform\\.system)[^}]{0,400}sleep"))

; Who changes a variable of the process puts back what was there.
((guard) @put-back
  (#not-around? @step "function" "(?i)(restore|original|previous|saved|old|prev|backup)_?[a-z_]*env|delete process\\.env|del os\\.environ|remove_var|environ\\.copy"))

; A round that finds another one running turns back, or waits for it; one ends the interval, and one comes once an hour.
((guard) @round-by-round
  (#not-runs? @step "check.missing|compare @busy .. write.set|write.fresh|write.opaque|write.started|write.update @busy .. suspend")
  (#not-runs? @step "acquire .. suspend" "unless release")
  (#not-spelled? @step "clearInterval|(?i)hour|day|week|\\b[1-9]0\\s*\\*\\s*60|[0-9_]{8,}|3_?600_?000")
  ; A round that is broken off in time is over.
  (#not-match? @step "(?i)with_?timeout\\(|AbortSignal\\.timeout\\(")
  (#not-beside? @step "(?i)^_*with_?timeout$"))

; Rows are destroyed when the call is done.
((guard) @rows
  (#not-match? @stop "\\.destroy\\(\\s*\\{"))

; A signal of number 0 only asks whether somebody is there.
((guard) @asked
  (#not-match? @stop "\\bkill\\([^()]*,\\s*0\\)$"))

; A request that nobody waits for may be one that only tells something.
((guard) @told
  (#not-match? @step "^(window\\.|self\\.|globalThis\\.)?fetch\\("))

; A collection that somebody wrote may lock itself, as caches do; those that come with a language do not.
((guard) @plain
  (#not-typed? @place "^([A-Z]\\w*$|([^ctw.]|c[^o]|co[^l]|t[^y]|w[^e])[^.]*[.])"))

; What a check says may be old when it is acted upon, and nobody is the worse for it.
((guard) @no-harm
  (#guards! "cached" "ended" "gone" "one-task" "paused" "made-sure" "module" "beginning" "aborted" "question" "own-lock" "settled" "set-up"))

; A field of an object whose lock guards most of what it changes is set here, emptied there and looked at in between, and never
; under a lock.
((guard) @never-guarded
  (#threads? @place "sure")
  (#never-held? @place)
  (#not-inside? @step "callee")
  (#not-match? @function "\\b__(del|repr|str|copy|deepcopy|getstate|setstate|reduce|exit)__$")
  (#guards! "callers-hold")
  (#elsewhere? @place "write.assign.reset")
  (#elsewhere? @place "check|use|read.len|read.get|answer"))

; The function asks the database for a lock, or for turns.
((guard) @rows-locked
  (#not-around? @step "function" "(?i)for_?update|lockmode|advisory|serializable|isolation_level|begin immediate|begin exclusive"))
