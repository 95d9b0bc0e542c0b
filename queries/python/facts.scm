; What the nodes of Python are. The vocabulary is explained in queries/README.md.
; Order of evaluation is source order unless a part says otherwise.

; ---- functions and classes

(function_definition name: (_) @name parameters: (_) @params body: (_) @body) @function
(lambda parameters: (_)? @params body: (_) @body) @function

; A lambda takes the name of what it is bound to.
(assignment left: [(identifier) @name (attribute attribute: (_) @name)] right: (lambda) @function)

; Defaults are computed where the function is defined, once.
(function_definition parameters: (parameters [(default_parameter value: (_) @outer) (typed_default_parameter value: (_) @outer)])) @function
(lambda parameters: (lambda_parameters (default_parameter value: (_) @outer))) @function

(function_definition "async") @function.async
; So do the coroutines of old, which are generators.
(decorated_definition (decorator [(identifier) @_coroutine (attribute attribute: (_) @_coroutine)]) definition: (function_definition) @function.async
  (#any-of? @_coroutine "inlineCallbacks" "coroutine"))
; A function is a generator by what stands in it.
(yield) @function.generator

; Who can be called from beyond the file: names without an underscore, and handlers that a decorator registers.
(function_definition name: (identifier) @public (#not-match? @public "^_"))
(class_definition name: (identifier) @_name (#not-match? @_name "^_")) @public
(decorated_definition (decorator [(call function: (attribute attribute: (_) @_register)) (attribute attribute: (_) @_register)])
  definition: (function_definition) @public
  (#any-of? @_register "get" "post" "put" "patch" "delete" "head" "options" "route" "websocket" "api_route" "middleware" "exception_handler"
    "event" "on_event" "on" "command" "listen" "listener" "handler" "message_handler" "callback_query_handler" "tool" "task" "websocket_route"
    "errorhandler" "before_request" "after_request" "teardown_request" "before_serving" "after_serving" "slash_command" "hybrid_command" "loop"))
(function_definition name: (_) @_name (#match? @_name "^_") (#not-match? @_name "^__[a-z0-9_]+__$")) @private

; What runs once, before anyone else can come.
(function_definition name: (_) @_name
  (#any-of? @_name "__init__" "__new__" "__post_init__" "__init_subclass__" "__set_name__" "__class_getitem__" "main"
    "lifespan" "app_lifespan" "on_startup" "on_cleanup" "on_shutdown")) @entry.startup

; What tests run.
(function_definition name: (_) @_name (#match? @_name "^test(_|$)")) @entry.test
(function_definition name: (_) @_name
  (#any-of? @_name "setUp" "tearDown" "setUpClass" "tearDownClass" "asyncSetUp" "asyncTearDown" "setup_method" "teardown_method" "setup_class"
    "setup_module")) @entry.startup
(decorated_definition (decorator [(attribute attribute: (_) @_fixture) (call function: (attribute attribute: (_) @_fixture))])
  definition: (function_definition) @entry.test (#eq? @_fixture "fixture"))

(class_definition name: (_) @name body: (_) @body) @class

(class_definition superclasses: (argument_list [(identifier) @base (attribute) @base (subscript value: (_) @base)])) @class

; What one task holds in its hands: streams, requests, cursors and the like; and what locks are made of. Two tasks at one of them is no use that its author has to provide for.
((class_definition name: (_) @_name) @class.exclusive
  (#match? @_name "(Reader|Writer|Stream|Request|RequestInfo|Response|Payload|Iterator|Generator|Cursor|Parser|Decoder|Encoder|Protocol|Transport|Message|Transaction|Context|ContextManager|Builder|Visitor|Form|Lock|Mutex)(Base|Impl)?$"))
; What `async with` and `async for` call, they call one after the other.
((function_definition name: (_) @_name body: (_) @_body) @function.exclusive
  (#any-of? @_name "__aenter__" "__aexit__" "__anext__" "__enter__" "__exit__" "__next__") (#not-match? @_body "with self\\.\\w*(?i:lock|mutex)"))

; Objects that are threads: what they run is `run`.
((class_definition superclasses: (argument_list [(identifier) @_base (attribute attribute: (_) @_base)])) @class.thread
  (#match? @_base "^(Timer|[A-Za-z]*Thread)$"))
((function_definition name: (_) @_name) @entry.thread (#eq? @_name "run"))
; What a decorator locks has its object to itself.
(decorated_definition (decorator [(identifier) @_lock (attribute attribute: (_) @_lock) (call function: [(identifier) @_lock (attribute attribute: (_) @_lock)])])
  definition: (function_definition) @function.exclusive (#match? @_lock "(?i)(^|_)(synchroni[sz]ed?|with_lock|locked?|thread_?safe)(_|$)"))

; ---- names

([(parameters (identifier) @parameter) (lambda_parameters (identifier) @parameter) (typed_parameter . (identifier) @parameter)
  (default_parameter name: (identifier) @parameter) (typed_default_parameter name: (identifier) @parameter)
  (parameters [(list_splat_pattern (identifier) @parameter) (dictionary_splat_pattern (identifier) @parameter)])
  (lambda_parameters [(list_splat_pattern (identifier) @parameter) (dictionary_splat_pattern (identifier) @parameter)])
  (typed_parameter [(list_splat_pattern (identifier) @parameter) (dictionary_splat_pattern (identifier) @parameter)])]
  (#not-any-of? @parameter "self" "cls"))
[(assignment left: (identifier) @declare) (augmented_assignment left: (identifier) @declare) (named_expression name: (identifier) @declare)
 (pattern_list (identifier) @declare) (tuple_pattern (identifier) @declare) (list_pattern (identifier) @declare) (list_splat_pattern (identifier) @declare)
 (for_statement left: (identifier) @declare) (for_in_clause left: (identifier) @declare) (as_pattern_target (identifier) @declare)]
[(function_definition name: (_) @declare.outer) (class_definition name: (_) @declare)]
[(global_statement (identifier) @declare.global) (nonlocal_statement (identifier) @declare.global)]

; Names that patterns of a `match` bind.
[(case_pattern (dotted_name . (identifier) @declare .)) (splat_pattern (identifier) @declare) (as_pattern (case_pattern) (identifier) @declare)]

; Identifiers that are no variables.
[(attribute attribute: (identifier) @declare.label) (keyword_argument name: (identifier) @declare.label) (keyword_pattern . (identifier) @declare.label)]

; Types of parameters, attributes and variables; at the top level the variables themselves.
[(typed_parameter . (identifier) @name type: (_) @type) (typed_default_parameter name: (_) @name type: (_) @type)] @declaration
(assignment left: (identifier) @name type: (_)? @type right: (_)? @value) @declaration
[(default_parameter name: (_) @name value: (_) @value) (typed_default_parameter name: (_) @name value: (_) @value)] @declaration
(assignment left: (attribute object: (identifier) @_self attribute: (_) @name) type: (_) @type (#any-of? @_self "self" "cls")) @field
; What is asked for like a field and says what it hands out.
(decorated_definition (decorator [(identifier) @_asked (attribute attribute: (_) @_asked)]) @field
  definition: (function_definition name: (_) @name return_type: (_) @type)
  (#any-of? @_asked "property" "cached_property"))

; Imports.
(import_statement name: (dotted_name . (identifier) @module @alias)) @import
(import_statement name: (aliased_import name: (_) @module alias: (_) @alias)) @import
(import_from_statement module_name: (_) @module name: (dotted_name) @export) @import
(import_from_statement module_name: (_) @module (wildcard_import) @alias) @import
(import_from_statement module_name: (_) @module name: (aliased_import name: (_) @export alias: (_) @alias)) @import

; ---- places

(attribute object: (_) @base attribute: (_) @step) @place.of
(subscript value: (_) @base subscript: (_) @key) @place.of
((identifier) @root (#not-any-of? @root "self" "cls"))
((identifier) @self (#any-of? @self "self" "cls"))
((call function: (identifier) @_super) @super (#eq? @_super "super"))
[(parenthesized_expression (_) @of) (as_pattern . (_) @of) (keyword_argument value: (_) @of) (if_clause (_) @of)] @through
; A function with its first arguments given stands for the function.
(call function: [(identifier) @_partial (attribute attribute: (_) @_partial)] arguments: (argument_list . (_) @of) (#eq? @_partial "partial")) @through

; The variables of the process.
((attribute attribute: (identifier) @_environ) @environment (#eq? @_environ "environ") (#names? @environment "os.environ"))
((identifier) @environment (#eq? @environment "environ") (#names? @environment "os.environ"))

; What nobody beyond the file should reach: a name with an underscore.
(assignment left: (attribute object: (identifier) @_self attribute: (_) @_name) @private (#any-of? @_self "self" "cls") (#match? @_name "^_"))
(assignment left: (identifier) @private (#match? @private "^_"))

; An attribute by the text of its name.
(call function: (identifier) @_by_name arguments: (argument_list . (_) @base . (string (string_content) @step))
  (#any-of? @_by_name "getattr" "hasattr")) @place.of @place @read

; ---- values

[(none) (false)] @reset
((integer) @reset (#eq? @reset "0"))
((float) @reset (#match? @reset "^0?\\.0*$"))
((string) @reset (#match? @reset "^[rbuRBU]*(\"\"|''|\"{6}|'{6})$"))
[(list . "[" . "]") (dictionary . "{" . "}") (tuple . "(" . ")")] @reset
(call function: [(identifier) @_type (attribute attribute: (_) @_type)] arguments: (argument_list . "(" . ")")
  (#any-of? @_type "dict" "list" "set" "tuple" "deque" "OrderedDict" "Counter" "str" "int" "bytearray" "WeakSet" "WeakKeyDictionary" "WeakValueDictionary")) @reset
(call function: [(identifier) @_type (attribute attribute: (_) @_type)] (#eq? @_type "defaultdict")) @reset
((integer) @set (#not-eq? @set "0"))
((float) @set (#not-match? @set "^0?\\.0*$"))
((string) @set (#match? @set "^[rbuRBU]*[\"']") (#not-match? @set "^[rbuRBU]*(\"\"|''|\"{6}|'{6})$"))
(unary_operator operator: "-" argument: [(integer) (float)]) @set
(true) @set
[(list (_)) (dictionary (_)) (set) (tuple (_)) (list_comprehension) (set_comprehension) (dictionary_comprehension)] @fresh
(call function: [(identifier) @_type (attribute attribute: (_) @_type)] (#match? @_type "^_?[A-Z][A-Za-z0-9_]*[a-z][A-Za-z0-9_]*$")
  (#not-any-of? @_type "OrderedDict" "Counter" "WeakSet" "WeakKeyDictionary" "WeakValueDictionary")) @fresh
(call function: [(identifier) @_type (attribute attribute: (_) @_type)] arguments: (argument_list (_))
  (#any-of? @_type "OrderedDict" "Counter" "WeakSet" "WeakKeyDictionary" "WeakValueDictionary")) @fresh

; ---- order: the right side of an assignment runs first

(assignment left: (_) @second right: (_) @first) @order

; ---- bindings; of two that bind one name the first counts

(assignment left: [(pattern_list . (_) @into . (_) .) (tuple_pattern . (_) @into . (_) .)] right: [(expression_list . (_) @from . (_) .) (tuple . (_) @from . (_) .)]) @bind
(assignment left: [(pattern_list . (_) . (_) @into .) (tuple_pattern . (_) . (_) @into .)] right: [(expression_list . (_) . (_) @from .) (tuple . (_) . (_) @from .)]) @bind
(assignment left: (_) @into right: (_) @from) @bind
(named_expression name: (_) @into value: (_) @from) @bind

; ---- branches, loops, choices

(if_statement condition: (_) @test consequence: (_) @then) @branch
(if_statement alternative: (_) @else) @branch
(elif_clause condition: (_) @test consequence: (_) @then) @branch
(conditional_expression . (_) @then . (_) @test . (_) @else .) @branch
(boolean_operator left: (_) @left operator: "and" right: (_) @right) @and
(boolean_operator left: (_) @left operator: "or" right: (_) @right) @or
(not_operator argument: (_) @of) @not
(comparison_operator . (_) @of . operators: ["is" "=="] . [(none) (false)] .) @not
(comparison_operator . (_) @of . operators: "==" . (integer) @_zero . (#eq? @_zero "0")) @not
(comparison_operator . (_) @of . operators: ["is not" "!="] . [(none) (false)] .) @through
(comparison_operator . (_) @of . operators: "is" . (true) .) @through
(comparison_operator (_) . operators: "not in" . (_) .) @not

((while_statement condition: (_) @test body: (_) @body) @loop)
(while_statement alternative: (_) @else) @loop
(while_statement condition: [(true) (integer) @_one] @_forever (#not-eq? @_forever "0")) @loop.forever
(for_statement left: (_) @each right: (_) @first body: (_) @body) @loop
(for_statement alternative: (_) @else) @loop
(for_statement "async" @suspend.each)

; The variable is one for all rounds.
[(for_statement) (list_comprehension) (set_comprehension) (generator_expression)] @loop.rebinds

; Comprehensions: the clauses are loops within loops, and what stands first runs last. A generator is taken for used up where it stands.
[(list_comprehension body: (_) @body) (set_comprehension body: (_) @body) (dictionary_comprehension body: (_) @body) (generator_expression body: (_) @body)] @loop
[(list_comprehension (for_in_clause left: (_) @each right: (_) @first)) (set_comprehension (for_in_clause left: (_) @each right: (_) @first))
 (dictionary_comprehension (for_in_clause left: (_) @each right: (_) @first)) (generator_expression (for_in_clause left: (_) @each right: (_) @first))] @loop
[(list_comprehension (if_clause) @guard) (set_comprehension (if_clause) @guard)
 (dictionary_comprehension (if_clause) @guard) (generator_expression (if_clause) @guard)] @loop
(for_in_clause "async" @suspend.each)

(match_statement subject: (_) @first body: (_)) @choice @choice.closed
(case_clause) @arm
(case_clause guard: (_) @guard) @arm
(case_clause . (case_pattern . "_" .) !guard) @default
(case_clause . (case_pattern (dotted_name . (identifier) .)) !guard) @default

(try_statement body: (_) @body) @try
(try_statement (except_clause) @handler) @try
(try_statement (else_clause) @else) @try
(try_statement (finally_clause) @finally) @try
; What a handler takes; one without takes all. `Exception` is every error, but not that the task is cancelled.
(try_statement (except_clause value: (_) @guard (#not-match? @guard "\\bBaseException\\b"))) @try
(except_clause value: (_) @_error (#match? @_error "\\bException\\b")) @choice.exhaustive
; What is not there was looked for: asking forgiveness is a test too.
(except_clause value: (_) @_error (#match? @_error "\\b(KeyError|AttributeError|IndexError|LookupError|FileNotFoundError)\\b")) @default

; ---- exits

(return_statement) @exit.return
(raise_statement) @exit.throw
(break_statement) @exit.break
(continue_statement) @exit.continue
(assert_statement) @exit.try
(call function: (_) @_exit (#names? @_exit "sys.exit" "os._exit" "exit" "quit" "os.abort")) @exit.throw

; ---- suspensions

[(await (_)) (yield)] @suspend
(await (call function: (attribute attribute: (_) @_wait) arguments: (argument_list . "(" . ")") (#any-of? @_wait "wait" "wait_closed"))) @suspend.on

; A sleep for a time that is written down.
(await (call function: (_) @_sleep arguments: (argument_list . [(integer) (float) (identifier) (attribute)] @_delay))
  (#names? @_sleep "asyncio.sleep" "anyio.sleep" "trio.sleep" "curio.sleep" "gevent.sleep")
  (#match? @_delay "^([1-9][0-9_]*(\\.[0-9]*)?|0?\\.0*[1-9][0-9]*|([A-Za-z_]+\\.)*[A-Z][A-Z0-9_]+)$")) @suspend.sleep
(call function: (_) @_sleep arguments: (argument_list . [(integer) (float) (identifier) (attribute)] @_delay)
  (#names? @_sleep "time.sleep")
  (#match? @_delay "^([1-9][0-9_]*(\\.[0-9]*)?|0?\\.0*[1-9][0-9]*|([A-Za-z_]+\\.)*[A-Z][A-Z0-9_]+)$")) @block.sleep
(call function: (_) @_block
  (#names? @_block "time.sleep" "subprocess.run" "subprocess.call" "subprocess.check_call" "subprocess.check_output" "os.system" "requests.get"
    "requests.post" "requests.put" "requests.patch" "requests.delete" "requests.head" "requests.request" "urllib.request.urlopen"
    "urllib.request.urlretrieve" "subprocess.getoutput" "subprocess.getstatusoutput" "httpx.get" "httpx.post" "httpx.put" "httpx.delete" "httpx.request"
    "input" "psycopg2.connect" "pymysql.connect" "socket.create_connection" "socket.gethostbyname" "shutil.rmtree" "shutil.copytree"
    "smtplib.SMTP" "smtplib.SMTP_SSL" "os.waitpid")) @block
; An address that is a number already is asked of nobody.
(call function: (_) @_block arguments: (_) @_asked (#names? @_block "socket.getaddrinfo") (#not-match? @_asked "AI_NUMERICHOST")) @block

; Waiting for a thread or a pool. A text joins what it is given, a path as well.
(call function: (attribute attribute: (_) @_method) arguments: (argument_list . "(" . ")") (#eq? @_method "join")) @block.join
(call function: (attribute attribute: (_) @_method) arguments: (argument_list . [(integer) (float)] .) (#eq? @_method "join")) @block.join
(call function: (attribute attribute: (_) @_method) arguments: (argument_list . (keyword_argument name: (_) @_name))
  (#eq? @_method "join") (#eq? @_name "timeout")) @block.join

; A flag, a condition, a barrier.
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (_) @_method) arguments: (argument_list . "(" . ")") (#eq? @_method "wait")) @block.on
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (_) @_method)
  arguments: (argument_list . [(integer) (float) (identifier) (attribute) (keyword_argument)] .) (#eq? @_method "wait")) @block.on

; ---- writes

(assignment left: [(identifier) (attribute) (subscript)] @place right: (_) @value) @write.assign
(named_expression name: (_) @place value: (_) @value) @write.assign
(augmented_assignment left: (_) @place right: (_) @value) @write.update
; Of two things at once each gets its own.
(assignment left: [(pattern_list . [(attribute) (subscript)] @place . (_) .) (tuple_pattern . [(attribute) (subscript)] @place . (_) .)]
  right: [(expression_list . (_) @value . (_) .) (tuple . (_) @value . (_) .)]) @write.assign
(assignment left: [(pattern_list . (_) . [(attribute) (subscript)] @place .) (tuple_pattern . (_) . [(attribute) (subscript)] @place .)]
  right: [(expression_list . (_) . (_) @value .) (tuple . (_) . (_) @value .)]) @write.assign
(assignment left: [(pattern_list [(attribute) (subscript)] @place) (tuple_pattern [(attribute) (subscript)] @place) (list_pattern [(attribute) (subscript)] @place)
  (pattern_list (list_splat_pattern [(attribute) (subscript)] @place))] right: (_) @value) @write.assign
(pattern_list (tuple_pattern [(attribute) (subscript)] @place)) @write.assign
(for_statement left: [(attribute) (subscript)] @write.assign @place)
(as_pattern_target [(attribute) (subscript)] @place) @write.assign
(delete_statement [(attribute) (subscript) (identifier)] @place) @write.delete
(delete_statement (expression_list [(attribute) (subscript)] @place)) @write.delete
(call function: (identifier) @_by_name arguments: (argument_list . (_) @base . (string (string_content) @step) . (_) @value .)
  (#eq? @_by_name "setattr")) @place.of @place @write.assign
(call function: (identifier) @_by_name arguments: (argument_list . (_) @base . (string (string_content) @step) .)
  (#eq? @_by_name "delattr")) @place.of @place @write.delete

; Collections.
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . (_) @key .)
  (#eq? @_method "add")) @write.insert
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . (_) @key . (_) @value .)
  (#eq? @_method "setdefault")) @write.ifempty
; What lies deeper in another object may have an `update` of its own.
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list (_) @value)
  (#eq? @_method "update") (#not-match? @place "[.]\\w+[.]")) @write.insert
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . [(dictionary) (dictionary_comprehension)] @value .)
  (#eq? @_method "update")) @write.insert
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . (_) @value .)
  (#any-of? @_method "append" "appendleft" "extend" "extendleft")) @write.append
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . (_) . (_) @value .)
  (#eq? @_method "insert")) @write.append
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . (_) @key . (_)? .)
  (#eq? @_method "pop")) @write.delete
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . (_) @key .)
  (#any-of? @_method "discard" "remove")) @write.delete
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . "(" . ")")
  (#any-of? @_method "pop" "popleft" "popitem")) @write.delete
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . (keyword_argument) .)
  (#eq? @_method "popitem")) @write.delete
; An entry moves within an ordered dictionary, if it is there.
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . (_) @key)
  (#eq? @_method "move_to_end")) @read.get
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . "(" . ")")
  (#eq? @_method "clear")) @write.clear
(call function: (attribute object: (_) @place attribute: (_) @_method) (#any-of? @_method "set_result" "set_exception" "notify" "notify_all")) @write.settle
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . "(" . ")") (#eq? @_method "set")) @write.settle
(comparison_operator . (_) @key . operators: ["in" "not in"] . (_) @place .) @read.get
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . (_) @key . (_)? .)
  (#eq? @_method "get")) @read.get
; Nor does it matter by what an item is looked for.
(call function: (identifier) @_first arguments: (argument_list . (generator_expression (for_in_clause right: (_) @place))) (#eq? @_first "next")) @read.get
(call function: (identifier) @_any arguments: (generator_expression (for_in_clause right: (_) @place)) (#eq? @_any "any")) @read.get
(call function: (identifier) @_len arguments: (argument_list . (_) @place .) (#eq? @_len "len")) @read.len
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . "(" . ")")
  (#any-of? @_method "keys" "values" "items")) @read.iterate
(call function: (identifier) @_through arguments: (argument_list . [(attribute) (identifier) (subscript)] @place) (#any-of? @_through "enumerate" "reversed" "iter")) @read.iterate
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . "(" . ")") (#eq? @_method "copy")) @read.copy
(call function: [(identifier) (attribute)] @_copy arguments: (argument_list . [(attribute) (identifier) (subscript)] @place)
  (#names? @_copy "list" "dict" "tuple" "set" "frozenset" "sorted" "copy.copy" "copy.deepcopy")) @read.copy
(call function: (identifier) @_copy arguments: (argument_list . (call function: (attribute object: (_) @place attribute: (_) @_view) arguments: (argument_list . "(" . ")")))
  (#any-of? @_copy "list" "dict" "tuple" "set" "frozenset" "sorted") (#any-of? @_view "keys" "values" "items")) @read.copy
(subscript value: (_) @place subscript: (slice)) @read.copy

; A flag that is asked or raised.
(call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . "(" . ")") (#eq? @_method "is_set")) @read.flag
((call function: (attribute object: (_) @place attribute: (_) @_method) arguments: (argument_list . "(" . ")") (#eq? @_method "set")) @write.flag)

; A store that is asked and told by name: `get_job(id)` and `set_job(id, job)` speak of one entry.
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (identifier) @accessor) arguments: (argument_list . (_) @key .)
  (#match? @accessor "^(get|has|find|load|fetch)_[a-z]") (#not-any-of? @place "self" "cls")) @read.get
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (identifier) @accessor) arguments: (argument_list . (_) @key . (_) @value .)
  (#match? @accessor "^(set|put|save|store|add|create|update|insert)_[a-z]") (#not-any-of? @place "self" "cls")) @write.insert
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (identifier) @accessor) arguments: (argument_list . (_) @key .)
  (#match? @accessor "^(delete|remove|clear)_[a-z]") (#not-any-of? @place "self" "cls")) @write.delete

; ---- files

(call function: (_) @_open arguments: (argument_list . (_) @place . (string) @_mode)
  (#names? @_open "open" "io.open" "codecs.open" "aiofiles.open" "anyio.open_file") (#match? @_mode "w")) @write.truncate
(call function: (_) @_open arguments: (argument_list . (_) @place (keyword_argument name: (identifier) @_name value: (string) @_mode))
  (#names? @_open "open" "io.open" "codecs.open" "aiofiles.open" "anyio.open_file") (#eq? @_name "mode") (#match? @_mode "w")) @write.truncate
(call function: (_) @_open arguments: (argument_list . (_) @place . (string) @_mode)
  (#names? @_open "open" "io.open" "codecs.open" "aiofiles.open" "anyio.open_file") (#match? @_mode "r")) @read.load
(call function: (_) @_open arguments: (argument_list . (_) @place .) (#names? @_open "open" "io.open" "codecs.open" "aiofiles.open" "anyio.open_file")) @read.load
(call function: (_) @_open arguments: (argument_list . (_) @place . (keyword_argument name: (identifier) @_name))
  (#names? @_open "open" "io.open" "codecs.open" "aiofiles.open" "anyio.open_file") (#eq? @_name "encoding")) @read.load
; A path that opens itself.
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (_) @_method) arguments: (argument_list . (_) @value)
  (#any-of? @_method "write_text" "write_bytes")) @write.truncate
(call function: (attribute object: (call arguments: (argument_list . (_) @place .)) attribute: (_) @_method) arguments: (argument_list . (_) @value)
  (#any-of? @_method "write_text" "write_bytes")) @write.truncate
(call function: (attribute object: (parenthesized_expression (_) @place) attribute: (_) @_method) arguments: (argument_list . (_) @value)
  (#any-of? @_method "write_text" "write_bytes")) @write.truncate
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (_) @_method) arguments: (argument_list . (string) @_mode)
  (#eq? @_method "open") (#match? @_mode "^['\"]w[bt+]*['\"]$")) @write.truncate
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (_) @_method) (#any-of? @_method "read_text" "read_bytes")) @read.load
(call function: (attribute object: [(call arguments: (argument_list . (_) @place .)) (parenthesized_expression (_) @place)] attribute: (_) @_method)
  (#any-of? @_method "read_text" "read_bytes")) @read.load
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (_) @_method)
  arguments: (argument_list . [(string) @_mode (keyword_argument name: (_) @_name value: (string) @_mode)])
  (#eq? @_method "open") (#match? @_mode "^['\"]r[bt]*['\"]$")) @read.load
; One file is filled from another.
(call function: (_) @_copy arguments: (argument_list . (_) @value . (_) @place)
  (#names? @_copy "shutil.copy" "shutil.copy2" "shutil.copyfile" "shutil.copytree" "urllib.request.urlretrieve" "aioshutil.copy" "aioshutil.copyfile")) @write.copy
; Is it there?
(call function: (_) @_exists arguments: (argument_list . (_) @place)
  (#names? @_exists "os.path.exists" "os.path.isfile" "os.path.isdir" "os.path.lexists" "os.stat" "os.access" "aiofiles.os.path.exists" "aiofiles.os.path.isfile"
    "aiofiles.os.path.isdir" "aiofiles.os.stat" "aiofiles.ospath.exists")) @read.exists
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (_) @_exists) arguments: (argument_list . "(" . ")")
  (#any-of? @_exists "exists" "is_file" "is_dir")) @read.exists
(call function: (attribute object: [(call arguments: (argument_list . (_) @place .)) (parenthesized_expression (_) @place)] attribute: (_) @_exists)
  arguments: (argument_list . "(" . ")") (#any-of? @_exists "exists" "is_file" "is_dir")) @read.exists
; Folders are made, files and folders taken away; where one that is there, or is not, is no error, nothing can go wrong.
(call function: (_) @_make arguments: (argument_list . (_) @place) @_options
  (#names? @_make "os.mkdir" "os.makedirs" "aiofiles.os.mkdir" "aiofiles.os.makedirs") (#not-match? @_options "exist_ok")) @write.create
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (_) @_make)
  arguments: [(argument_list . "(" . ")") (argument_list . (keyword_argument))] @_options
  (#eq? @_make "mkdir") (#not-match? @_options "exist_ok")) @write.create
(call function: (attribute object: [(call arguments: (argument_list . (_) @place .)) (parenthesized_expression (_) @place)] attribute: (_) @_make)
  arguments: [(argument_list . "(" . ")") (argument_list . (keyword_argument))] @_options
  (#eq? @_make "mkdir") (#not-match? @_options "exist_ok")) @write.create
(call function: (_) @_remove arguments: (argument_list . (_) @place) @_options
  (#names? @_remove "os.remove" "os.unlink" "os.rmdir" "shutil.rmtree" "aiofiles.os.remove" "aiofiles.os.unlink" "aiofiles.os.rmdir")
  (#not-match? @_options "ignore_errors|onerror|onexc")) @write.remove
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (_) @_remove) arguments: (argument_list . "(" . ")")
  (#any-of? @_remove "unlink" "rmdir")) @write.remove
(call function: (attribute object: [(call arguments: (argument_list . (_) @place .)) (parenthesized_expression (_) @place)] attribute: (_) @_remove)
  arguments: (argument_list . "(" . ")") (#any-of? @_remove "unlink" "rmdir")) @write.remove
; Errors are let pass.
(with_statement (with_clause (with_item value: (call function: [(identifier) @_suppress (attribute attribute: (_) @_suppress)])))
  (#eq? @_suppress "suppress")) @caught
; One file takes another's place.
(call function: (_) @_rename arguments: (argument_list . (_) @value . (_) @place)
  (#names? @_rename "os.replace" "os.rename" "shutil.move" "aiofiles.os.replace" "aiofiles.os.rename")) @rename
(call function: (attribute object: (_) @value attribute: (_) @_method) arguments: (argument_list . (_) @place .)
  (#any-of? @_method "replace" "rename")) @rename

; ---- sessions of databases

(call function: (attribute object: [(identifier) (attribute)] @place attribute: (_) @_method) @callee arguments: (_) @args
  (#any-of? @_method "commit" "flush") (#match? @place "(?i)(session|(^|[._])db|conn|connection|(^|[._])tx|transaction)$")) @call.commit
(call function: (attribute object: [(identifier) (attribute)] @place attribute: (_) @_method) @callee arguments: (_) @args
  (#any-of? @_method "rollback" "close" "aclose" "expunge_all" "invalidate") (#match? @place "(?i)(session|(^|[._])db|conn|connection|(^|[._])tx|transaction)$")) @call.rollback
; An object is loaded from a database, and not locked there.
(await (call function: (attribute object: (_) @_store attribute: (_) @_find) arguments: (_) @_options) @place
  (#match? @_store "(?i)(repo|repository|session|db|dao|objects|crud|users|accounts|query|[)])s?$")
  (#match? @_find "^(get|get_by_[a-z_]+|get_or_none|find_one|find_by_[a-z_]+|fetch_one|first|one|one_or_none|scalar_one|scalar_one_or_none)$")
  (#not-match? @_options "for_update|lock") (#not-match? @_store "for_update|lock")) @read.row
; So it is where nobody waits: the thread stands still meanwhile.
((call function: (attribute object: (call) @_store attribute: (_) @_find)) @place
  (#any-of? @_find "first" "one" "one_or_none" "get" "scalar_one" "scalar_one_or_none")
  (#match? @_store "(?i)(session|db|conn|connection)[.](query|execute|scalars)\\(") (#not-match? @_store "for_update|lock")) @read.row
((call function: (attribute object: [(identifier) (attribute)] @_store attribute: (_) @_find) arguments: (argument_list . (identifier) @_model . (_)) @_options) @place
  (#eq? @_find "get") (#match? @_store "(?i)session$") (#match? @_model "^[A-Z]") (#not-match? @_options "for_update|lock")) @read.row
; The one object that a statement gave.
((call function: (attribute object: (identifier) attribute: (_) @_find) arguments: (argument_list . "(" . ")")) @place
  (#any-of? @_find "scalar_one" "scalar_one_or_none")) @read.row
; What a statement reads of a table, and what it writes there: all who have the database find that.
(call function: (attribute object: (_) @into attribute: (_) @_execute)
  arguments: (argument_list . [(string) @place (concatenated_string) @place (call arguments: (argument_list . (string) @place))])
  (#any-of? @_execute "execute" "fetch" "fetchrow" "fetch_all" "fetch_one" "fetchall" "fetchone" "select" "query" "execute_fetchall")
  (#match? @place "(?i)^\\w?[\"']+\\s*select\\s")) @read.rows
(call function: (attribute object: (_) @into attribute: (_) @_execute)
  arguments: (argument_list . [(string) @place (concatenated_string) @place (call arguments: (argument_list . (string) @place))])
  (#any-of? @_execute "execute" "executemany" "fetchrow" "fetch_one" "query")
  (#match? @place "(?i)^\\w?[\"']+\\s*(insert|update|delete|replace)\\s")) @write.rows
; What a statement opens it closes.
(with_statement (with_clause (with_item value: (as_pattern (_) (as_pattern_target (identifier) @place)))) body: (_) @call.rollback
  (#match? @place "(?i)(session|(^|[._])db|conn|connection|(^|[._])tx|transaction)$"))

; ---- calls

(call function: (_) @callee arguments: (_) @args) @call
(call function: [(attribute attribute: (_) @_method) (identifier) @_method] @callee arguments: (_) @args
  (#match? @_method "^_?(stop|abort|cancel|kill|close|aclose|terminate|interrupt|shutdown|disconnect|destroy)(_[a-z0-9_]*)?$")) @call.stop
(call function: (attribute attribute: (_) @_method) @callee arguments: (_) @args
  (#any-of? @_method "iter_content" "iter_bytes" "iter_raw" "iter_chunked" "iter_any" "aiter_bytes" "aiter_raw" "aiter_chunked")) @call.stream
(call function: (attribute object: (_) @_logger attribute: (_) @_level) @callee arguments: (_) @args
  (#match? @_logger "(?i)(^|[._])log(ger|ging)?$") (#any-of? @_level "debug" "info" "warning" "warn" "error" "exception" "critical" "log")) @call.log
; What nobody has to expect an error of.
(call function: (attribute attribute: (_) @_sure) @callee arguments: (argument_list . "(" . ")") @args
  (#any-of? @_sure "notify" "notify_all" "notifyAll" "is_set" "set" "wait" "monotonic" "perf_counter" "time")) @call.sure
(call function: (identifier) @_sure @callee arguments: (_) @args (#any-of? @_sure "len" "isinstance" "id" "print" "callable")) @call.sure
(call function: (identifier) @callee arguments: (argument_list . (lambda) @inline) @args (#any-of? @callee "map" "filter" "reduce")) @call.inline

; ---- timers that somebody has to take down

(assignment left: (attribute) @lock right: (call function: [(identifier) @_timer (attribute attribute: (_) @_timer)])
  (#any-of? @_timer "Timer" "call_later" "call_at" "PeriodicCallback")) @acquire.timer
(call function: (attribute object: (_) @lock attribute: (_) @_stop) (#any-of? @_stop "cancel" "stop")) @release.timer
; ---- what becomes of what a call yields

; Nobody takes it.
(expression_statement [(call) (boolean_operator) (conditional_expression) (parenthesized_expression)] @dropped)
(assignment left: (identifier) @_nobody right: (call) @dropped (#eq? @_nobody "_"))
; What makes a coroutine, where nobody waits for it.
(expression_statement (call function: (_) @_start) @awaitable
  (#names? @_start "asyncio.sleep" "asyncio.wait_for" "asyncio.wait" "asyncio.to_thread" "anyio.sleep" "trio.sleep" "anyio.to_thread.run_sync"))
; What a coroutine has itself.
(attribute attribute: (identifier) @_own
  (#any-of? @_own "send" "throw" "close" "cr_await" "cr_code" "cr_frame" "cr_running" "cr_origin" "__await__" "__name__" "__qualname__" "__class__")) @promised
; What a decorator makes of an async function may be something else.
(decorated_definition (decorator (_) @_decorator) definition: (function_definition "async") @function.wrapped
  (#not-match? @_decorator "^(typing\\.)?(staticmethod|classmethod|override|final|abstractmethod|abc\\.abstractmethod)$"))

; ---- work that goes on by itself

(call function: [(identifier) @_start (attribute attribute: (_) @_start)] arguments: (argument_list . (_) @target)
  (#any-of? @_start "create_task" "ensure_future" "start_soon" "run_coroutine_threadsafe" "spawn_task")) @spawn.task
(call function: (_) @_start arguments: (argument_list . (_) @target) (#names? @_start "asyncio.run" "anyio.run" "trio.run")) @spawn.task
(call function: (attribute attribute: (_) @_start) arguments: (argument_list . (_) @target) (#eq? @_start "run_until_complete")) @spawn.task
(call function: (attribute attribute: (_) @_start) arguments: (argument_list . (_) @target) (#any-of? @_start "add_task")) @spawn.task
(call function: [(identifier) @_thread (attribute attribute: (_) @_thread)]
  arguments: (argument_list (keyword_argument name: (_) @_name value: (_) @target))
  (#match? @_thread "Thread$") (#eq? @_name "target")) @spawn.thread
(call function: [(identifier) @_process (attribute attribute: (_) @_process)]
  arguments: (argument_list (keyword_argument name: (_) @_name value: (_) @target))
  (#match? @_process "Process$") (#eq? @_name "target")) @spawn.process
; Those of a pool that maps.
(call function: (attribute object: (_) @_pool attribute: (_) @_map) arguments: (argument_list . (_) @target)
  (#any-of? @_map "map" "imap" "imap_unordered" "starmap") (#match? @_pool "(?i)(pool|executor)$")) @spawn.thread
(call function: (attribute attribute: (_) @_start) arguments: (argument_list . (_) . (_) @target) (#eq? @_start "run_in_executor")) @spawn.thread
(call function: (attribute attribute: (_) @_start) arguments: (argument_list . (_) @target) (#any-of? @_start "submit" "apply_async" "map_async")) @spawn.thread
(call function: (_) @_start arguments: (argument_list . (_) @target)
  (#names? @_start "asyncio.to_thread" "anyio.to_thread.run_sync" "trio.to_thread.run_sync" "starlette.concurrency.run_in_threadpool"
    "fastapi.concurrency.run_in_threadpool" "asgiref.sync.sync_to_async" "_thread.start_new_thread")) @spawn.thread
(call function: [(identifier) @_timer (attribute attribute: (_) @_timer)] arguments: (argument_list . (_) . (_) @target)
  (#any-of? @_timer "Timer" "call_later" "call_at")) @spawn.timer
(call function: (_) @_timer (#names? @_timer "threading.Timer")) @thread
(call function: (attribute attribute: (_) @_timer) arguments: (argument_list . (_) @target)
  (#any-of? @_timer "call_soon" "call_soon_threadsafe")) @spawn.timer
(call function: (attribute attribute: (_) @_method) arguments: (argument_list . (_) @target) (#eq? @_method "add_done_callback")) @spawn.later
(call function: (attribute attribute: (_) @_method) arguments: (argument_list . (_) . (_) @target)
  (#any-of? @_method "on" "once" "add_listener" "add_signal_handler" "add_event_handler" "add_event_listener" "add_reader" "add_writer" "add_get"
    "add_post" "add_put" "add_delete" "add_api_route" "subscribe")) @spawn.listener
(call function: (attribute attribute: (_) @_method) arguments: (argument_list . (_) . (_) . (_) @target) (#eq? @_method "add_route")) @spawn.listener
(call function: (attribute attribute: (_) @_method) arguments: (argument_list . [(lambda) (attribute) (identifier)] @target .)
  (#any-of? @_method "subscribe" "add_listener" "add_callback" "add_handler" "connect_signal")) @spawn.listener
(call function: (_) @_method arguments: (argument_list . (_) . (_) @target) (#names? @_method "signal.signal")) @spawn.listener
(call function: (_) @_join arguments: (_) @target
  (#names? @_join "asyncio.gather" "asyncio.wait" "asyncio.as_completed" "asyncio.tasks.gather" "concurrent.futures.wait" "concurrent.futures.as_completed"
    "anyio.gather")) @spawn.join

; ---- locks

; Whoever waits for a lock has it afterwards.
(await (call function: (attribute object: (_) @lock attribute: (_) @_method) (#eq? @_method "acquire"))) @acquire.async
(await (call function: [(identifier) @_wait (attribute attribute: (_) @_wait)]
  arguments: (argument_list . (call function: (attribute object: (_) @lock attribute: (_) @_method))) (#eq? @_wait "wait_for") (#eq? @_method "acquire"))) @acquire.async
(call function: (attribute object: (_) @lock attribute: (_) @_method) (#eq? @_method "acquire")) @acquire
; Whoever only tries blocks nobody.
(call function: (attribute object: (_) @lock attribute: (_) @_method) arguments: (argument_list [(false) (keyword_argument name: (_) @_blocking value: (false))])
  (#eq? @_method "acquire")) @acquire.async
(call function: (attribute object: (_) @lock attribute: (_) @_method) (#eq? @_method "acquire") (#match? @lock "[Pp]ool")) @acquire.resource
(call function: (attribute object: (_) @lock attribute: (_) @_method) (#eq? @_method "release")) @release
(with_statement (with_clause (with_item) @item)) @held
(with_statement body: (_) @body) @held
(with_statement "async") @held.async
(with_item value: [(identifier) (attribute) (subscript)] @lock)
(with_item value: (as_pattern . [(identifier) (attribute) (subscript)] @lock))
; A lock that a function hands out, and one that is taken in the head of the statement.
(with_item value: [(call function: [(identifier) @_lock (attribute attribute: (_) @_lock)]) (as_pattern . (call function: [(identifier) @_lock (attribute attribute: (_) @_lock)]))] @lock
  (#match? @_lock "(^|_)([a-z]*lock|mutex|sem|semaphore)(_|$)"))
(with_item value: [(call function: (attribute object: (_) @lock attribute: (_) @_method)) (as_pattern . (call function: (attribute object: (_) @lock attribute: (_) @_method)))]
  (#any-of? @_method "acquire" "acquire_lock" "read" "write" "reader" "writer"))

; A folder or file made for the moment.
(call function: [(identifier) @_make (attribute attribute: (_) @_make)]
  (#any-of? @_make "TemporaryDirectory" "mkdtemp" "NamedTemporaryFile" "mkstemp" "gettempdir" "TemporaryFile")) @scratch
