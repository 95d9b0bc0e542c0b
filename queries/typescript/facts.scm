; What the nodes of TypeScript and JavaScript are. The vocabulary is explained in queries/README.md.
; Order of evaluation is source order unless a part says otherwise.

; ---- functions and classes

[(function_declaration name: (_) @name parameters: (_) @params body: (_) @body)
 (generator_function_declaration name: (_) @name parameters: (_) @params body: (_) @body)
 (method_definition name: (_) @name parameters: (_) @params body: (_) @body)] @function
[(arrow_function parameters: (_) @params body: (_) @body)
 (function_expression parameters: (_) @params body: (_) @body)
 (generator_function parameters: (_) @params body: (_) @body)] @function
(arrow_function parameter: (identifier) @parameter @params body: (_) @body) @function

; A function takes the name of what it is bound to.
(variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression)] @function)
(public_field_definition name: (_) @name value: [(arrow_function) (function_expression)] @function)
(pair key: (_) @name value: [(arrow_function) (function_expression)] @function)
(assignment_expression left: (member_expression property: (_) @name) right: [(arrow_function) (function_expression)] @function)

; async and generator functions.
[(function_declaration "async") (arrow_function "async") (function_expression "async") (method_definition "async")
 (generator_function_declaration "async") (generator_function "async")] @function.async
[(generator_function_declaration) (generator_function) (method_definition "*")] @function.generator

; `this` inside these is not the `this` around them.
[(function_declaration) (function_expression) (generator_function_declaration) (generator_function)] @function.self

; Who can be called from beyond the file.
(export_statement declaration: [(function_declaration) (generator_function_declaration) (class_declaration) (abstract_class_declaration)] @public)
(export_statement value: [(arrow_function) (function_expression) (class) (identifier)] @public)
(export_statement declaration: (lexical_declaration (variable_declarator value: [(arrow_function) (function_expression)] @public)))
(export_specifier name: (identifier) @public)
(assignment_expression left: (member_expression object: (identifier) @_module property: (_) @_exports) right: (identifier) @public
  (#eq? @_module "module") (#eq? @_exports "exports"))
(assignment_expression left: (member_expression object: (identifier) @_exports) right: [(arrow_function) (function_expression) (identifier)] @public
  (#eq? @_exports "exports"))
(assignment_expression left: (member_expression object: (identifier) @_module property: (_) @_exports)
  right: (object [(shorthand_property_identifier) @public (pair value: (identifier) @public)])
  (#eq? @_module "module") (#eq? @_exports "exports"))
(method_definition (accessibility_modifier) @_modifier (#any-of? @_modifier "private" "protected")) @private
(method_definition name: (private_property_identifier)) @private

; What runs once, before anyone else can come.
(method_definition name: (_) @_name (#eq? @_name "constructor")) @entry.startup
(function_declaration name: (_) @_name (#any-of? @_name "main" "bootstrap")) @entry.startup
; The container that makes an object runs this before it hands the object out, unless it has to be waited for.
((decorator (call_expression function: (identifier) @_once)) (method_definition return_type: (type_annotation (predefined_type))) @entry.startup
  (#eq? @_once "postConstruct"))

; What tests run.
(call_expression function: (_) @_test arguments: (arguments [(arrow_function) (function_expression)] @entry.test)
  (#match? @_test "^(describe|it|test|beforeEach|afterEach|beforeAll|afterAll)(\\.[a-z]+)?$"))

(class_declaration name: (_) @name body: (_) @body) @class
(abstract_class_declaration name: (_) @name body: (_) @body) @class
(class body: (_) @body) @class
(variable_declarator name: (identifier) @name value: (class) @class)
; What it inherits from, a mixin's argument among it.
[(class_declaration (class_heritage (extends_clause value: [(identifier) (member_expression)] @base)))
 (abstract_class_declaration (class_heritage (extends_clause value: [(identifier) (member_expression)] @base)))
 (class (class_heritage (extends_clause value: [(identifier) (member_expression)] @base)))] @class
(class_declaration (class_heritage (extends_clause value: (call_expression arguments: (arguments [(identifier) (member_expression)] @base))))) @class
(class_declaration (class_heritage (extends_clause value: (call_expression arguments: (arguments
  (call_expression arguments: (arguments [(identifier) (member_expression)] @base))))))) @class
; A row of a table: each request loads its own.
((class_declaration decorator: (decorator (call_expression function: (identifier) @_row))) @class.exclusive
  (#any-of? @_row "Table" "Entity" "ViewEntity"))
(export_statement decorator: (decorator (call_expression function: (identifier) @_row)) declaration: (class_declaration) @class.exclusive
  (#any-of? @_row "Table" "Entity" "ViewEntity"))

; ---- names

(required_parameter pattern: (identifier) @parameter)
(optional_parameter pattern: (identifier) @parameter)
(rest_pattern (identifier) @parameter)
(object_pattern [(shorthand_property_identifier_pattern) @declare (pair_pattern value: (identifier) @declare)
  (object_assignment_pattern left: (shorthand_property_identifier_pattern) @declare)])
(pair_pattern value: (assignment_pattern left: (identifier) @declare))
(array_pattern [(identifier) @declare (assignment_pattern left: (identifier) @declare)])
(variable_declarator name: (identifier) @declare)
(catch_clause parameter: (identifier) @declare)
(for_in_statement kind: _ left: (identifier) @declare)
[(function_declaration name: (_) @declare.outer) (generator_function_declaration name: (_) @declare.outer)
 (class_declaration name: (_) @declare) (abstract_class_declaration name: (_) @declare) (enum_declaration name: (_) @declare)]

; Types of parameters, fields and variables.
(required_parameter pattern: (_) @name type: (type_annotation (_) @type)) @declaration
(optional_parameter pattern: (_) @name type: (type_annotation (_) @type)) @declaration
(variable_declarator name: (identifier) @name type: (type_annotation (_) @type)? value: (_)? @value) @declaration
(public_field_definition name: (_) @name type: (type_annotation (_) @type)? value: (_)? @value) @field
(required_parameter (accessibility_modifier) pattern: (identifier) @name type: (type_annotation (_) @type)) @field
; What is asked for like a field and says what it hands out.
(method_definition "get" @field name: (_) @name return_type: (type_annotation (_) @type))

; Imports.
(import_statement (import_clause (identifier) @alias @default) source: (_) @module) @import
(import_statement (import_clause (namespace_import (identifier) @alias)) source: (_) @module) @import
(import_statement (import_clause (named_imports (import_specifier name: (_) @export alias: (_)? @alias))) source: (_) @module) @import
; What is passed on from another module.
(export_statement "*" @alias source: (_) @module) @import
(export_statement (namespace_export (identifier) @alias) source: (_) @module) @import
(export_statement (export_clause (export_specifier name: (_) @export alias: (_)? @alias)) source: (_) @module) @import
; What others know by another name.
(export_statement (export_clause (export_specifier name: (_) @export alias: (_) @alias)) !source) @renamed
(export_statement "default" @alias value: (identifier) @export) @renamed
(export_statement "default" @alias declaration: (_ name: (_) @export)) @renamed
(assignment_expression left: (member_expression object: (identifier) @_module property: (_) @alias @default) right: (identifier) @export
  (#eq? @_module "module") (#eq? @alias "exports")) @renamed
; `export default new Store()`
(export_statement "default" @name value: (new_expression) @value) @declaration
(variable_declarator name: (identifier) @alias value: (call_expression function: (identifier) @_require arguments: (arguments . (string) @module .))
  (#eq? @_require "require")) @import
(variable_declarator name: (object_pattern (shorthand_property_identifier_pattern) @export)
  value: (call_expression function: (identifier) @_require arguments: (arguments . (string) @module .)) (#eq? @_require "require")) @import

; ---- places

(member_expression object: (_) @base property: (_) @step) @place.of
(subscript_expression object: (_) @base index: (_) @key) @place.of
[(identifier) (shorthand_property_identifier)] @root
(this) @self
(super) @super
[(parenthesized_expression (_) @of) (non_null_expression (_) @of) (as_expression . (_) @of) (satisfies_expression . (_) @of)] @through

; The variables of the process.
(member_expression object: (identifier) @_process property: (_) @_env (#eq? @_process "process") (#eq? @_env "env")) @environment

; What nobody beyond the file can reach: private fields, and variables of the module that are not exported.
(public_field_definition (accessibility_modifier) @_modifier name: (_) @private (#eq? @_modifier "private"))
(public_field_definition name: (private_property_identifier) @private)
(variable_declarator name: (identifier) @private)
(export_statement declaration: (lexical_declaration (variable_declarator name: (identifier) @public)))

; ---- values

[(null) (undefined) (false)] @reset
((number) @reset (#any-of? @reset "0" "0n"))
((string) @reset (#any-of? @reset "\"\"" "''"))
[(array . "[" . "]") (object . "{" . "}")] @reset
(new_expression constructor: (identifier) @_type !arguments (#any-of? @_type "Map" "Set" "WeakMap" "Array")) @reset
(new_expression constructor: (identifier) @_type arguments: (arguments . "(" . ")") (#any-of? @_type "Map" "Set" "WeakMap" "Array")) @reset
((unary_expression operator: "-" argument: (number)) @set)
((number) @set (#not-any-of? @set "0" "0n"))
((string) @set (#not-any-of? @set "\"\"" "''"))
(true) @set
[(new_expression) (object (_)) (array (_))] @fresh

; ---- order

(assignment_expression left: [(object_pattern) (array_pattern)] @second right: (_) @first) @order
(variable_declarator name: (_) @second value: (_) @first) @order

; ---- bindings

; What a mutex answers gives it back when it is called.
(variable_declarator name: (identifier) @into
  value: (await_expression (call_expression function: (member_expression object: (_) @from property: (_) @_method) arguments: (arguments . "(" . ")")))
  (#any-of? @_method "acquire" "lock") (#match? @into "^_?(release|unlock)")) @bind
(variable_declarator name: (_) @into value: (_) @from) @bind
(assignment_expression left: [(object_pattern) (array_pattern)] @into right: (_) @from) @bind

; ---- branches, loops, choices

(if_statement condition: (_) @test consequence: (_) @then alternative: (_)? @else) @branch
(ternary_expression condition: (_) @test consequence: (_) @then alternative: (_) @else) @branch
(binary_expression left: (_) @left operator: "&&" right: (_) @right) @and
(binary_expression left: (_) @left operator: ["||" "??"] right: (_) @right) @or
(unary_expression operator: "!" argument: (_) @of) @not
(binary_expression left: (_) @of operator: ["===" "=="] right: [(null) (undefined) (false)]) @not
(binary_expression left: [(null) (undefined) (false)] operator: ["===" "=="] right: (_) @of) @not
(binary_expression left: (_) @of operator: ["===" "=="] right: (number) @_zero (#eq? @_zero "0")) @not
(binary_expression left: (_) @of operator: ["!==" "!="] right: [(null) (undefined) (false)]) @through

(while_statement condition: (_) @test body: (_) @body) @loop
(do_statement body: (_) @body condition: (_) @until) @loop
(for_statement initializer: (_)? @first condition: (_)? @test increment: (_)? @step body: (_) @body) @loop
(for_in_statement left: (_) @each right: (_) @first body: (_) @body) @loop
(for_in_statement "await" @suspend.each)
; With `var` the variable is one for all rounds.
(for_in_statement kind: "var") @loop.rebinds
(for_statement initializer: (variable_declaration)) @loop.rebinds
(labeled_statement label: (_) @name body: [(while_statement) (do_statement) (for_statement) (for_in_statement)] @loop)

(switch_statement value: (_) @first body: (_)) @choice
[(switch_case) (switch_default)] @arm
(switch_default) @default

(try_statement body: (_) @body handler: (catch_clause)? @handler finalizer: (finally_clause)? @finally) @try

; ---- exits

(return_statement) @exit.return
(throw_statement) @exit.throw
(break_statement label: (_)? @name) @exit.break
(continue_statement label: (_)? @name) @exit.continue
(call_expression function: (member_expression object: (identifier) @_process property: (_) @_exit)
  (#eq? @_process "process") (#eq? @_exit "exit")) @exit.throw

; ---- suspensions

[(await_expression) (yield_expression)] @suspend

; A promise that somebody else completes.
(await_expression (member_expression object: (_) @place property: (_) @_promise) (#eq? @_promise "promise")) @suspend.on

; A sleep for a time that is written down.
(await_expression (new_expression constructor: (identifier) @_promise arguments: (arguments (arrow_function body:
  [(call_expression function: (_) @_timer arguments: (arguments (_) [(number) (identifier)] @_delay))
   (statement_block . (expression_statement (call_expression function: (_) @_timer arguments: (arguments (_) [(number) (identifier)] @_delay))) .)])))
  (#eq? @_promise "Promise") (#any-of? @_timer "setTimeout" "globalThis.setTimeout" "window.setTimeout")
  (#match? @_delay "^([1-9][0-9_]*|[A-Z][A-Z0-9_]*)$")) @suspend.sleep
(await_expression (new_expression constructor: (identifier) @_promise arguments: (arguments (function_expression body:
  (statement_block . (expression_statement (call_expression function: (_) @_timer arguments: (arguments (_) [(number) (identifier)] @_delay))) .))))
  (#eq? @_promise "Promise") (#eq? @_timer "setTimeout") (#match? @_delay "^([1-9][0-9_]*|[A-Z][A-Z0-9_]*)$")) @suspend.sleep
(await_expression (call_expression function: [(identifier) @_sleep (member_expression property: (_) @_sleep)]
  arguments: (arguments . [(number) (identifier)] @_delay))
  (#match? @_sleep "^(sleep|delay|wait|pause|setTimeout|sleepMs|wait_?for_?ms)$") (#match? @_delay "^([1-9][0-9_]*|[A-Z][A-Z0-9_]*)$")) @suspend.sleep

; ---- writes

(assignment_expression left: [(member_expression) (subscript_expression) (identifier) (non_null_expression) (parenthesized_expression)] @place right: (_) @value) @write.assign
(augmented_assignment_expression left: (_) @place operator: ["+=" "-=" "*=" "/=" "%=" "**=" "<<=" ">>=" ">>>=" "&=" "|=" "^="] right: (_) @value) @write.update
(augmented_assignment_expression left: (_) @place operator: ["??=" "||="] right: (_) @value) @write.ifempty
(augmented_assignment_expression left: (_) @place operator: "&&=" right: (_) @value) @write.iffull
(update_expression argument: (_) @place) @write.update
(unary_expression operator: "delete" argument: (_) @place) @write.delete
[(pair_pattern value: [(member_expression) (subscript_expression)] @place)
 (array_pattern [(member_expression) (subscript_expression)] @place)
 (rest_pattern [(member_expression) (subscript_expression)] @place)] @write.assign

; Collections. What is called a service, client or manager does something instead.
(call_expression function: (member_expression object: (_) @place property: (_) @_method) arguments: (arguments . (_) @key . (_) @value .)
  (#eq? @_method "set") (#not-match? @place "(?i)(service|storage|client|server|manager|provider|connection|https?|axios|api|repository)$")) @write.insert
(call_expression function: (member_expression object: (_) @place property: (_) @_method) arguments: (arguments . (_) @key .)
  (#eq? @_method "add")) @write.insert
(call_expression function: (member_expression object: (_) @place property: (_) @_method) arguments: (arguments . (_) @value)
  (#any-of? @_method "push" "unshift")) @write.append
(call_expression function: (member_expression object: (_) @place property: (_) @_method) arguments: (arguments . (_) @key .)
  (#eq? @_method "delete") (#not-match? @place "(?i)(service|storage|client|server|manager|provider|connection|https?|axios|api|repository)$")) @write.delete
(call_expression function: (member_expression object: (_) @place property: (_) @_method) arguments: (arguments . "(" . ")")
  (#any-of? @_method "pop" "shift")) @write.delete
(call_expression function: (member_expression object: (_) @place property: (_) @_method) (#eq? @_method "splice")) @write.delete
(call_expression function: (member_expression object: (_) @place property: (_) @_method) arguments: (arguments . "(" . ")")
  (#eq? @_method "clear")) @write.clear
(call_expression function: (member_expression object: (_) @place property: (_) @_method) arguments: (arguments . (_) @key .)
  (#any-of? @_method "has" "get" "includes")) @read.get
; Nor does it matter by what an item is looked for.
(call_expression function: (member_expression object: (_) @place property: (_) @_method) arguments: (arguments . [(arrow_function) (function_expression)])
  (#any-of? @_method "find" "findLast" "findIndex" "some")) @read.get
(member_expression object: (_) @place property: (_) @_length (#any-of? @_length "length" "size")) @read.len
(call_expression function: (member_expression object: (_) @place property: (_) @_method) arguments: (arguments)
  (#any-of? @_method "slice" "filter" "concat")) @read.copy
(array . (spread_element (_) @place) .) @read.copy
; `[...m.values()]`, `Array.from(m)`, and a loop over `m.values()`.
(array . (spread_element (call_expression function: (member_expression object: (_) @place property: (_) @_view) arguments: (arguments . "(" . ")"))) .
  (#any-of? @_view "values" "keys" "entries")) @read.copy
(call_expression function: (_) @_from arguments: (arguments . [(identifier) (member_expression)] @place) (#eq? @_from "Array.from")) @read.copy
(call_expression function: (_) @_from arguments: (arguments . (call_expression function: (member_expression object: (_) @place property: (_) @_view) arguments: (arguments . "(" . ")")))
  (#eq? @_from "Array.from") (#any-of? @_view "values" "keys" "entries")) @read.copy
(call_expression function: (member_expression object: (_) @place property: (_) @_view) arguments: (arguments . "(" . ")")
  (#any-of? @_view "values" "keys" "entries") (#not-any-of? @place "Object")) @read.iterate

; What others wait for is completed.
(call_expression function: (member_expression object: (_) @place property: (_) @_settle)
  (#any-of? @_settle "resolve" "reject") (#not-match? @place "^(Promise|this|import\\.meta|require)$|(?i)(path|resolver|container|registry)$")) @write.settle

; A signal or token that is asked whether it was aborted.
(member_expression object: (_) @place property: (_) @_aborted (#any-of? @_aborted "aborted" "isCancellationRequested")) @check

; A store that is asked and told by name: `getJob(id)` and `setJob(id, job)` speak of one entry.
(call_expression function: (member_expression object: [(identifier) (member_expression)] @place property: (property_identifier) @accessor)
  arguments: (arguments . (_) @key .) (#match? @accessor "^(get|has|find|load|fetch)[A-Z]")) @read.get
(call_expression function: (member_expression object: [(identifier) (member_expression)] @place property: (property_identifier) @accessor)
  arguments: (arguments . (_) @key . (_) @value .) (#match? @accessor "^(set|put|save|store|add|create|update|insert)[A-Z]")) @write.insert
(call_expression function: (member_expression object: [(identifier) (member_expression)] @place property: (property_identifier) @accessor)
  arguments: (arguments . (_) @key .) (#match? @accessor "^(delete|remove|clear)[A-Z]")) @write.delete

; ---- files

(call_expression function: (_) @_write arguments: (arguments . (_) @place . (_) @value . (_)? @_options)
  (#names? @_write "fs.writeFileSync" "fs.writeFile" "fs.promises.writeFile" "fs/promises.writeFile" "Bun.write" "Deno.writeTextFile"
    "Deno.writeFile" "Deno.writeTextFileSync" "fs-extra.writeFile" "fs-extra.writeFileSync" "fs-extra.writeJson" "fs-extra.writeJsonSync")
  (#not-match? @_options "flag")) @write.truncate
; What is written piece by piece.
(call_expression function: (_) @_write arguments: (arguments . (_) @place . (_)? @_options)
  (#names? @_write "fs.createWriteStream" "fs-extra.createWriteStream") (#not-match? @_options "flags")) @write.truncate
(call_expression function: (_) @_copy arguments: (arguments . (_) @value . (_) @place)
  (#names? @_copy "fs.copyFileSync" "fs.copyFile" "fs.promises.copyFile" "fs/promises.copyFile" "fs.cpSync" "fs.promises.cp" "fs/promises.cp"
    "fs-extra.copy" "fs-extra.copySync" "fs-extra.copyFile" "fs-extra.copyFileSync" "Deno.copyFile" "Deno.copyFileSync")) @write.copy
; Is it there?
(call_expression function: (_) @_exists arguments: (arguments . (_) @place)
  (#names? @_exists "fs.existsSync" "fs.accessSync" "fs.promises.access" "fs/promises.access" "fs.statSync" "fs.lstatSync" "fs.promises.stat"
    "fs/promises.stat" "fs.promises.lstat" "fs/promises.lstat" "fs.promises.exists" "fs-extra.existsSync" "fs-extra.exists" "fs-extra.pathExists"
    "fs-extra.pathExistsSync" "fs-extra.access" "fs-extra.stat" "fs-extra.statSync" "path-exists.pathExists" "path-exists.pathExistsSync")) @read.exists
; Folders are made, files and folders taken away; where one that is there, or is not, is no error, nothing can go wrong.
(call_expression function: (_) @_make arguments: (arguments . (_) @place . (_)? @_options .)
  (#names? @_make "fs.mkdirSync" "fs.promises.mkdir" "fs/promises.mkdir" "fs-extra.mkdirSync" "fs-extra.mkdir" "Deno.mkdir" "Deno.mkdirSync")
  (#not-match? @_options "recursive|=>|function")) @write.create
(call_expression function: (_) @_remove arguments: (arguments . (_) @place . (_)? @_options .)
  (#names? @_remove "fs.unlinkSync" "fs.promises.unlink" "fs/promises.unlink" "fs.rmSync" "fs.promises.rm" "fs/promises.rm" "fs.rmdirSync"
    "fs.promises.rmdir" "fs/promises.rmdir" "fs-extra.unlink" "fs-extra.unlinkSync" "fs-extra.rmdir" "fs-extra.rmdirSync" "Deno.remove" "Deno.removeSync")
  (#not-match? @_options "force|=>|function")) @write.remove
; Whoever appends `catch` takes the errors.
(call_expression function: (member_expression object: (_) @caught property: (_) @_catch) (#eq? @_catch "catch"))
; A folder made for the moment.
(call_expression function: [(identifier) @_make (member_expression property: (_) @_make)] (#any-of? @_make "mkdtemp" "mkdtempSync" "tmpdir" "tmpName" "tmpNameSync" "dirSync" "fileSync")) @scratch
; A file that is made only where there was none.
(call_expression function: (_) @_open arguments: (arguments . (_) . (string) @_flags) (#match? @_open "(^|\\.)open(Sync)?$") (#match? @_flags "^.[wa]s?x")) @scratch
(call_expression function: (_) @_read arguments: (arguments . (_) @place)
  (#names? @_read "fs.readFileSync" "fs.readFile" "fs.promises.readFile" "fs/promises.readFile" "Bun.file" "Deno.readTextFile" "Deno.readFile"
    "Deno.readTextFileSync" "fs-extra.readFile" "fs-extra.readFileSync" "fs-extra.readJson" "fs-extra.readJsonSync")) @read.load
; What does not return before it is done stops the loop of events. Asking whether a file is there takes no time.
(call_expression function: (_) @_block
  (#names? @_block "child_process.execSync" "child_process.execFileSync" "child_process.spawnSync" "fs.readFileSync" "fs.writeFileSync"
    "fs.appendFileSync" "fs.readdirSync" "fs.copyFileSync" "fs.cpSync" "fs-extra.readFileSync" "fs-extra.writeFileSync" "fs-extra.readJsonSync"
    "fs-extra.writeJsonSync" "fs-extra.copySync" "crypto.pbkdf2Sync" "crypto.scryptSync" "zlib.gzipSync" "zlib.gunzipSync" "zlib.brotliCompressSync")) @block
(call_expression function: (_) @_rename arguments: (arguments . (_) @value . (_) @place)
  (#names? @_rename "fs.renameSync" "fs.rename" "fs.promises.rename" "fs/promises.rename" "Deno.rename" "Deno.renameSync" "fs-extra.move"
    "fs-extra.rename" "fs-extra.renameSync")) @rename

; ---- calls

(call_expression function: (_) @callee arguments: (_) @args) @call
(new_expression constructor: (_) @callee arguments: (_)? @args) @call
(call_expression function: [(member_expression property: (_) @_method) (identifier) @_method] @callee arguments: (_) @args
  (#match? @_method "^(stop|abort|cancel|kill|close|terminate|interrupt|shutdown|disconnect|destroy|dispose|unsubscribe|punsubscribe)([A-Z].*)?$")) @call.stop
; What comes from afar, piece by piece.
(call_expression function: (_) @callee arguments: (arguments . (_) @_source) @args
  (#names? @callee "stream.pipeline" "stream/promises.pipeline" "stream.promises.pipeline") (#match? @_source "(?i)body|res(ponse)?\\b|request|download|got[.]stream|fromWeb")) @call.stream
(call_expression function: (member_expression object: (_) @_source property: (_) @_pipe) @callee arguments: (_) @args
  (#any-of? @_pipe "pipe" "pipeTo") (#match? @_source "(?i)body|res(ponse)?$|request|download")) @call.stream
; What only asks for something.
(call_expression function: [(member_expression property: (_) @_method) (identifier) @_method] @callee arguments: (_) @args
  (#match? @_method "^(get|find|load|read|resolve|look_?up|detect|compute|calculate|parse|describe|view)([A-Z].*)?$|^fetch[A-Z]")) @call.ask
; What only tells of something.
(call_expression function: [(member_expression object: [(identifier) @_log (member_expression property: (_) @_log)]) (identifier) @_log] @callee arguments: (_) @args
  (#match? @_log "(?i)^(console|_?log|_?logger|debug|warn)$")) @call.log
(call_expression function: (member_expression property: (_) @_method) @callee arguments: (arguments . [(arrow_function) (function_expression)] @inline) @args
  (#any-of? @_method "map" "forEach" "filter" "some" "every" "find" "findIndex" "reduce" "sort" "flatMap")) @call.inline
(new_expression constructor: (identifier) @callee arguments: (arguments . [(arrow_function) (function_expression)] @inline) @args
  (#eq? @callee "Promise")) @call.inline

; ---- what becomes of what a call yields

; Nobody takes it.
(expression_statement [(call_expression) (new_expression) (binary_expression) (ternary_expression) (parenthesized_expression)] @dropped)
; Nor what a callback of `forEach` returns.
(call_expression function: (member_expression property: (_) @_method) arguments: (arguments . (arrow_function body: (call_expression) @dropped))
  (#eq? @_method "forEach"))

; What makes a promise, where nobody waits for it at once.
([(expression_statement (call_expression function: (_) @_start) @awaitable)
  (return_statement (call_expression function: (_) @_start) @awaitable)]
  (#names? @_start "fetch" "Bun.write" "Deno.writeTextFile" "Deno.writeFile" "Deno.remove" "Deno.rename" "Deno.mkdir" "Deno.copyFile"
    "timers/promises.setTimeout" "Bun.sleep"
    "fs.promises.writeFile" "fs.promises.appendFile" "fs.promises.unlink" "fs.promises.rm" "fs.promises.rmdir" "fs.promises.mkdir" "fs.promises.rename"
    "fs.promises.copyFile" "fs.promises.cp" "fs.promises.truncate" "fs.promises.utimes" "fs.promises.chmod" "fs.promises.symlink"
    "fs.promises.readFile" "fs.promises.readdir" "fs.promises.stat" "fs.promises.access" "fs.promises.open"
    "fs/promises.writeFile" "fs/promises.appendFile" "fs/promises.unlink" "fs/promises.rm" "fs/promises.rmdir" "fs/promises.mkdir" "fs/promises.rename"
    "fs/promises.copyFile" "fs/promises.cp" "fs/promises.truncate" "fs/promises.utimes" "fs/promises.chmod" "fs/promises.symlink"
    "fs/promises.readFile" "fs/promises.readdir" "fs/promises.stat" "fs/promises.access" "fs/promises.open"))
; What a promise has itself.
(member_expression property: (_) @_own (#any-of? @_own "then" "catch" "finally" "constructor" "toString")) @promised
; A promise made on the spot.
(expression_statement (new_expression constructor: (identifier) @_promise (#eq? @_promise "Promise")) @awaitable)

; ---- work that goes on by itself

(call_expression function: (_) @_start arguments: (arguments . (_) @target)
  (#any-of? @_start "setTimeout" "setImmediate" "queueMicrotask" "process.nextTick" "requestAnimationFrame" "window.setTimeout")) @spawn.timer
(call_expression function: (_) @_start arguments: (arguments . (_) @target) (#any-of? @_start "setInterval" "window.setInterval")) @spawn.interval
(call_expression function: (member_expression property: (_) @_method) arguments: (arguments . (_) . (_) @target)
  (#any-of? @_method "on" "once" "addEventListener" "addListener" "prependListener" "command" "hears" "callbackQuery" "get" "post" "put" "patch" "delete" "use" "all")) @spawn.listener
(call_expression function: (member_expression object: (_) @place property: (_) @_method) arguments: (arguments . [(arrow_function) (function_expression)] @target)
  (#any-of? @_method "then" "catch" "finally")) @spawn.later
(call_expression function: (_) @_join arguments: (arguments . (_) @target)
  (#any-of? @_join "Promise.all" "Promise.allSettled" "Promise.race" "Promise.any")) @spawn.join

; ---- listeners and timers that somebody has to take down

(expression_statement (call_expression function: (member_expression object: (_) @lock property: (_) @_method)
    arguments: (arguments . (_) . (_) . (_)? @_options)) @acquire.listener
  (#any-of? @_method "on" "addListener" "addEventListener" "subscribe" "prependListener") (#not-match? @_options "once|signal"))
(call_expression function: (member_expression object: (_) @lock property: (_) @_method)
  (#any-of? @_method "off" "removeListener" "removeEventListener" "removeAllListeners" "unsubscribe" "unlisten" "offAny" "removeAll")) @release.listener
(assignment_expression left: (member_expression) @lock right: (call_expression function: (_) @_start)
  (#any-of? @_start "setInterval" "window.setInterval" "setTimeout" "window.setTimeout" "globalThis.setInterval" "globalThis.setTimeout")) @acquire.timer
(call_expression function: (_) @_stop arguments: (arguments . (_) @lock)
  (#any-of? @_stop "clearInterval" "clearTimeout" "window.clearInterval" "window.clearTimeout" "globalThis.clearInterval" "globalThis.clearTimeout")) @release.timer

(variable_declarator name: (identifier) @lock value: (call_expression function: (_) @_start)
  (#any-of? @_start "setInterval" "window.setInterval" "globalThis.setInterval")) @acquire.timer
(expression_statement (call_expression function: (_) @_start) @lock
  (#any-of? @_start "setInterval" "window.setInterval" "globalThis.setInterval")) @acquire.timer
; What is open until somebody closes it.
(variable_declarator name: (identifier) @lock value: (new_expression constructor: (identifier) @_type)
  (#any-of? @_type "WebSocket" "EventSource" "BroadcastChannel" "ResizeObserver" "MutationObserver" "IntersectionObserver" "PerformanceObserver")) @acquire.listener
(call_expression function: (member_expression object: (_) @lock property: (_) @_close) (#any-of? @_close "close" "disconnect")) @release.listener

; ---- databases

; An object is loaded from a database, and not locked there.
(await_expression (call_expression function: (member_expression property: (_) @_find) arguments: (_) @_options) @place
  (#any-of? @_find "findOne" "findOneBy" "findOneOrFail" "findOneByOrFail" "findUnique" "findUniqueOrThrow" "findFirst" "findFirstOrThrow" "findById" "findByPk" "findByIdOrFail")
  (#not-match? @_options "(?i)lock|for_?update|transaction")) @read.row

; What a statement reads of a table, and what it writes there: all who have the database find that.
(call_expression function: (member_expression object: (call_expression function: (member_expression property: (_) @_prepare)
    arguments: (arguments . [(string) (template_string)] @place)) property: (_) @_run)
  (#eq? @_prepare "prepare") (#any-of? @_run "all" "get" "iterate") (#match? @place "(?i)^.\\s*select\\s")) @read.rows
(call_expression function: (member_expression object: (call_expression function: (member_expression property: (_) @_prepare)
    arguments: (arguments . [(string) (template_string)] @place)) property: (_) @_run)
  (#eq? @_prepare "prepare") (#any-of? @_run "run" "all" "get") (#match? @place "(?i)^.\\s*(insert|update|delete|replace)\\s")) @write.rows
(call_expression function: (member_expression property: (_) @_query) arguments: (arguments . [(string) (template_string)] @place)
  (#any-of? @_query "query" "execute" "all" "get" "each" "any" "many" "manyOrNone" "one" "oneOrNone" "raw" "unsafe" "$queryRawUnsafe")
  (#match? @place "(?i)^.\\s*select\\s")) @read.rows
(call_expression function: (member_expression property: (_) @_query) arguments: (arguments . [(string) (template_string)] @place)
  (#any-of? @_query "query" "execute" "run" "exec" "none" "any" "one" "oneOrNone" "result" "raw" "unsafe" "$executeRawUnsafe")
  (#match? @place "(?i)^.\\s*(insert|update|delete|replace)\\s")) @write.rows
(call_expression function: [(identifier) @_tag (member_expression property: (_) @_tag)] arguments: (template_string) @place
  (#any-of? @_tag "sql" "$queryRaw") (#match? @place "(?i)^.\\s*select\\s")) @read.rows
(call_expression function: [(identifier) @_tag (member_expression property: (_) @_tag)] arguments: (template_string) @place
  (#any-of? @_tag "sql" "$executeRaw") (#match? @place "(?i)^.\\s*(insert|update|delete)\\s")) @write.rows
; So does a model of a table, by the object that it is given.
(call_expression function: (member_expression object: (member_expression object: (_) @_client property: (_) @place) property: (_) @name)
  arguments: (arguments . (object) @key .)
  (#any-of? @name "findMany" "findUnique" "findUniqueOrThrow" "findFirst" "findFirstOrThrow") (#match? @_client "(?i)(prisma|(^|[._])db)(client)?$")) @read.rows
(call_expression function: (member_expression object: (member_expression object: (_) @_client property: (_) @place) property: (_) @name)
  arguments: (arguments . (object) @key .)
  (#any-of? @name "update" "updateMany" "upsert" "delete" "deleteMany") (#match? @_client "(?i)(prisma|(^|[._])db)(client)?$")) @write.rows

; ---- components

(call_expression function: [(identifier) @_effect (member_expression property: (_) @_effect)]
  arguments: (arguments . [(arrow_function) (function_expression)] @function.effect)
  (#any-of? @_effect "useEffect" "useLayoutEffect"))
(call_expression function: [(identifier) @_effect (member_expression property: (_) @_effect)]
  arguments: (arguments . [(arrow_function) (function_expression)] @function.effect.again . (array (_)) .)
  (#any-of? @_effect "useEffect" "useLayoutEffect"))
; Whoever listens has heard of it before the call returns.
(call_expression function: (member_expression property: (property_identifier) @_emit) @callee arguments: (_) @args
  (#any-of? @_emit "emit" "dispatchEvent")) @call.emit
; Or when whoever asked waits for them.
(call_expression function: (member_expression property: (property_identifier) @_emit) @callee arguments: (_) @args
  (#any-of? @_emit "emitAsync" "emitSerial" "fireAsync" "callHook")) @call.emit
; A field that is called like what somebody else wants to be told by.
(call_expression function: (member_expression object: [(this) (member_expression object: (this))] property: (property_identifier) @_told) @callee
  arguments: (_) @args (#match? @_told "^_?on[A-Z]|([cC]allback|[lL]istener|[hH]andler|[hH]ook)$")) @call.foreign
; What sets a state is called so.
; A constant is the same whoever sets it, and a function of the old state starts from what is there.
(call_expression function: (identifier) @callee arguments: (arguments . (_) @_state .) @args (#match? @callee "^set[A-Z]")
  (#not-match? @_state "^(true|false|null|undefined|[0-9.]+|''|\"\"|\\[\\]|\\{\\}|'[^']*'|\"[^\"]*\"|\\w+ => [\\s\\S]*|\\(\\w*\\) => [\\s\\S]*)$")
  (#not-any-of? @callee "setTimeout" "setInterval" "setImmediate")) @call.render

; ---- locks

(call_expression function: (member_expression object: (_) @lock property: (_) @_method) arguments: (arguments . "(" . ")")
  (#any-of? @_method "acquire" "lock")) @acquire.async
(await_expression (call_expression function: (member_expression object: (_) @lock property: (_) @_method) arguments: (arguments . "(" . ")"))
  (#any-of? @_method "acquire" "lock")) @acquire.async
(await_expression (call_expression function: (member_expression object: (_) @alone property: (_) @_method) arguments: (arguments . "(" . ")"))
  (#any-of? @_method "acquire" "lock") (#match? @alone "(?i)(mutex|lock)$"))
(call_expression function: (member_expression object: (_) @lock property: (_) @_method) (#any-of? @_method "release" "unlock")) @release
(call_expression function: (identifier) @lock arguments: (arguments . "(" . ")") (#match? @lock "^_?(release|unlock)")) @release
(call_expression function: (member_expression object: (_) @lock property: (_) @_method)
  arguments: (arguments [(arrow_function) (function_expression)] @inline .) @body
  (#any-of? @_method "runExclusive" "withLock" "runWithLock" "acquireAndRun")) @held @held.async
(call_expression function: (member_expression object: (_) @lock property: (_) @_method)
  arguments: (arguments . (_) . [(arrow_function) (function_expression)] @inline) @body
  (#eq? @_method "acquire") (#match? @lock "(?i)lock$")) @held @held.async
(call_expression function: [(identifier) (member_expression)] @_method arguments: (arguments . (_) @lock [(arrow_function) (function_expression)] @inline .) @body
  (#match? @_method "(^|\\.)(withLock|withMutex|runExclusive)$")) @held @held.async
; The locks of a browser have names; who asks for one and gives up does not wait.
(call_expression function: (member_expression object: (_) @lock @alone property: (_) @_method)
  arguments: (arguments . (_) @key . [(arrow_function) (function_expression)] @inline .) @body
  (#eq? @_method "request") (#match? @lock "(^|\\.)locks$")) @held @held.async
(call_expression function: (member_expression object: (_) @lock @alone property: (_) @_method)
  arguments: (arguments . (_) @key . (object) @_options . [(arrow_function) (function_expression)] @inline .) @body
  (#eq? @_method "request") (#match? @lock "(^|\\.)locks$") (#not-match? @_options "shared|\\bmode\\b[^:]|mode:\\s*\\w|ifAvailable|signal|steal")) @held @held.async
(call_expression function: (member_expression object: (_) @lock @shared property: (_) @_method)
  arguments: (arguments . (_) @key . (object) @_options . [(arrow_function) (function_expression)] @inline .) @body
  (#eq? @_method "request") (#match? @lock "(^|\\.)locks$") (#match? @_options "mode:\\s*[\"']shared") (#not-match? @_options "ifAvailable|signal|steal")) @held @held.async
(call_expression function: (member_expression object: (_) @lock property: (_) @_method)
  arguments: (arguments . (_) @key . (_) . [(arrow_function) (function_expression)] @inline .) @body
  (#eq? @_method "request") (#match? @lock "(^|\\.)locks$")) @held @held.async
