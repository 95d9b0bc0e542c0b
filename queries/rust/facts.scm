; What the nodes of Rust are. The vocabulary is explained in queries/README.md.
; Order of evaluation is source order unless a part says otherwise.

; ---- functions and classes

(function_item name: (_) @name parameters: (_) @params body: (_) @body) @function
(closure_expression parameters: (_) @params body: (_) @body) @function

; An async block runs later: a function without parameters.
[(async_block (block) @body) (gen_block (block) @body)] @function
(async_block) @function.async
(closure_expression "async") @function.async
(function_item (function_modifiers "async")) @function.async
(gen_block) @function.generator

; Unless it is awaited where it stands; then it runs in place.
(await_expression (async_block) @inline) @held

; Code in the tokens of a macro that runs later is nobody's here.
(token_tree "async" . (token_tree) @function @function.async)
(token_tree "async" . (identifier) @_move . (token_tree) @function @function.async (#eq? @_move "move"))

; A closure takes the name of what it is bound to.
(let_declaration pattern: (identifier) @name value: (closure_expression) @function)

; What captures by value takes the guards that it names along.
[(closure_expression "move") (async_block "move")] @moves

; Who can be called from beyond the file.
(function_item (visibility_modifier)) @public
(impl_item trait: (_)) @public
(trait_item) @public

; What runs once, before anyone else can come.
(function_item name: (_) @_name (#any-of? @_name "main" "new")) @entry.startup

; What tests run.
((attribute_item (attribute [(identifier) (scoped_identifier)] @_test)) (function_item) @entry.test
  (#match? @_test "(^|::)(test|rstest|bench|test_case|wasm_bindgen_test)$"))
; What is only there when tests are built.
((attribute_item (attribute (identifier) @_cfg arguments: (_) @_when)) [(function_item) (mod_item) (impl_item)] @entry.test
  (#eq? @_cfg "cfg") (#match? @_when "^\\(\\s*(all\\s*\\(\\s*)?test\\b"))

(impl_item type: (_) @name body: (declaration_list) @body) @class
(trait_item name: (_) @name body: (declaration_list) @body) @class
; What a trait does by default its types inherit.
(impl_item trait: [(type_identifier) (scoped_type_identifier)] @base type: (_)) @class
(struct_item name: (_) @name body: [(field_declaration_list) (ordered_field_declaration_list)] @body) @class

; ---- names

(parameter pattern: [(identifier) @parameter (tuple_struct_pattern "(" (identifier) @parameter) (tuple_pattern (identifier) @parameter)
  (reference_pattern (identifier) @parameter) (mut_pattern (identifier) @parameter)])
(closure_parameters [(identifier) @parameter (reference_pattern (identifier) @parameter) (tuple_pattern (identifier) @parameter)
  (mut_pattern (identifier) @parameter) (tuple_struct_pattern "(" (identifier) @parameter)])

; A lower-case name in a pattern is bound; others are constants and variants.
([(let_declaration pattern: (identifier) @declare) (let_condition pattern: (identifier) @declare) (for_expression pattern: (identifier) @declare)
 (match_pattern . (identifier) @declare) (tuple_pattern (identifier) @declare) (tuple_struct_pattern "(" (identifier) @declare)
 (ref_pattern (identifier) @declare) (mut_pattern (identifier) @declare) (reference_pattern (identifier) @declare)
 (captured_pattern . (identifier) @declare) (slice_pattern (identifier) @declare) (or_pattern (identifier) @declare)
 (field_pattern name: (shorthand_field_identifier) @declare) (field_pattern pattern: (identifier) @declare)
 ] (#match? @declare "^[a-z_]"))
(function_item name: (_) @declare.outer)

; Types of parameters, fields and variables.
(parameter pattern: (_) @name type: (_) @type) @declaration
(let_declaration pattern: (identifier) @name type: (_)? @type value: (_)? @value) @declaration
(static_item name: (_) @name type: (_) @type value: (_)? @value) @declaration
(const_item name: (_) @name type: (_) @type value: (_)? @value) @declaration
(field_declaration name: (_) @name type: (_) @type) @field
; A field without a name has a number.
(ordered_field_declaration_list type: (_) @type @field)

; Imports.
(use_declaration argument: (scoped_identifier) @export) @import
(use_declaration argument: (use_as_clause path: (_) @export alias: (_) @alias)) @import
(scoped_use_list path: (_) @module) @import
(scoped_use_list path: [(identifier) @alias (scoped_identifier name: (_) @alias)] @module list: (use_list (self))) @import
(use_list [(identifier) (scoped_identifier)] @import @export)
(use_wildcard (_) @module "*" @alias) @import
(use_list (use_as_clause path: (_) @export alias: (_) @alias) @import)

; ---- places

(field_expression value: (_) @base field: (_) @step) @place.of
(index_expression . (_) @base (_) @key .) @place.of
(call_expression function: (field_expression value: (_) @base field: (_) @_method) arguments: (arguments . (_) @key .)
  (#any-of? @_method "get" "get_mut" "entry")) @place.of
(identifier) @root
(self) @self
; `Self::run(…)`, `Queue::run(…)`, `jobs::run(…)`: a function of a type, or of a module.
(call_expression function: (scoped_identifier path: (identifier) @base name: (_) @step (#match? @step "^[a-z_]")) @place.of)
(call_expression function: (scoped_identifier path: (identifier) @self (#eq? @self "Self")))
[(parenthesized_expression (_) @of) (reference_expression value: (_) @of) (try_expression (_) @of) (await_expression (_) @of)
 (type_cast_expression value: (_) @of) (unsafe_block (_) @of) (else_clause (_) @of) (generic_function function: (_) @of)
 (unary_expression "*" (_) @of)] @through

; Methods that hand on what they are asked of, or a view of it.
(call_expression function: (field_expression value: (_) @of field: (_) @_method) arguments: (arguments . "(" . ")")
  (#any-of? @_method "unwrap" "unwrap_or_default" "into_inner" "get_mut" "get_ref" "as_ref" "as_mut" "as_deref" "as_deref_mut" "deref" "deref_mut"
    "iter" "iter_mut" "into_iter" "values" "values_mut" "into_values" "keys" "into_keys" "chars" "lines" "cloned" "copied" "by_ref" "rev" "enumerate" "peekable" "fuse"
    "as_slice" "as_mut_slice" "as_str" "as_bytes" "as_path" "to_path_buf" "to_string" "to_owned" "into" "try_into" "ok" "err" "flatten" "unsigned_abs"
    "lock" "read" "write" "try_lock" "try_read" "try_write" "upgradable_read" "blocking_lock" "blocking_read" "blocking_write" "borrow" "borrow_mut" "try_borrow" "try_borrow_mut"
    "lock_owned" "read_owned" "write_owned" "boxed" "in_current_span" "into_future" "into_boxed_str" "to_bytes" "as_any" "clone")) @through
(call_expression function: (field_expression value: (_) @of field: (_) @_method) arguments: (arguments . (_) .)
  (#any-of? @_method "expect" "unwrap_or" "ok_or" "context" "instrument" "skip" "step_by" "map" "filter" "filter_map" "flat_map"
    "or_insert" "or_insert_with" "or_default" "or_insert_with_key" "get_or_insert_with")) @through
(call_expression function: (field_expression value: (_) @of field: (_) @_method) arguments: (arguments . (closure_expression) @inline .)
  (#any-of? @_method "unwrap_or_else" "map_err" "ok_or_else" "with_context" "inspect_err")) @through
(call_expression function: (field_expression value: (_) @of field: (_) @_method) arguments: (arguments . [(identifier) (scoped_identifier)] .)
  (#any-of? @_method "unwrap_or_else" "map_err" "ok_or_else")) @through
(call_expression function: (field_expression value: (_) @of field: (_) @_method) arguments: (arguments . "(" . ")") (#eq? @_method "or_default")) @through
(call_expression function: (_) @_function arguments: (arguments . (_) @of .)
  (#match? @_function "^(Some|Ok|Err|((std::)?(sync|rc|boxed|pin)::)?(Box::new|Box::pin|Arc::new|Rc::new|Arc::clone|Rc::clone|Pin::new|Arc::downgrade|Rc::downgrade|Some)|(std::)?(mem::)?forget)$")) @through

; What nobody beyond the file can reach: fields and statics without a visibility.
(field_declaration . name: (field_identifier) @private)
(static_item . (identifier) @private)
; A field that is given from outside is shared with whoever gave it.
[(shorthand_field_initializer (identifier) @public) (field_initializer field: (field_identifier) @public value: (identifier))]

; ---- values

(boolean_literal) @_bool
((boolean_literal) @reset (#eq? @reset "false"))
((boolean_literal) @set (#eq? @set "true"))
((integer_literal) @reset (#match? @reset "^0([iu](8|16|32|64|128|size))?$"))
((integer_literal) @set (#not-match? @set "^0([iu](8|16|32|64|128|size))?$"))
[(float_literal) (char_literal) (negative_literal)] @set
((string_literal) @reset (#eq? @reset "\"\""))
((string_literal) @set (#not-eq? @set "\"\""))
((identifier) @reset (#eq? @reset "None"))
(scoped_identifier name: (identifier) @_variant (#match? @_variant "^[A-Z]")) @set
(array_expression . "[" . "]") @reset
(array_expression (_)) @fresh
(macro_invocation macro: (identifier) @_vec (token_tree . "[" . "]") (#eq? @_vec "vec")) @reset
(call_expression function: (scoped_identifier path: (_) @_type name: (_) @_new) arguments: (arguments . "(" . ")")
  (#any-of? @_new "new" "default")
  (#match? @_type "(^|::)(Vec|VecDeque|HashMap|HashSet|BTreeMap|BTreeSet|BinaryHeap|IndexMap|IndexSet|FxHashMap|FxHashSet|String|PathBuf|Default|BytesMut)(::|$)")) @reset
(call_expression function: (scoped_identifier name: (_) @_new)
  (#match? @_new "^(new|from|with_[a-z_]+|default|spawn[a-z_]*)$")) @fresh
(struct_expression) @fresh

; ---- order

; The right side runs first.
(assignment_expression left: (_) @second right: (_) @first) @order
(compound_assignment_expr left: (_) @second right: (_) @first) @order
(let_declaration pattern: (_) @second value: (_) @first) @order
(let_condition pattern: (_) @second value: (_) @first) @order

; ---- bindings

(let_declaration pattern: (_) @into value: (_) @from) @bind
(let_condition pattern: (_) @into value: (_) @from) @bind
(assignment_expression left: (identifier) @into right: (_) @from) @bind

; A borrow of something made on the spot lets it live as long as the name.
(let_declaration pattern: (identifier) @into value: (reference_expression value:
  [(unary_expression "*" (_) @from @lends) (field_expression value: (_) @from @lends) (index_expression . (_) @from @lends)])) @bind
(reference_expression) @lends

; Dropped, or by value into a tuple, a struct, an array, a variant: a guard goes along.
(call_expression function: [(identifier) @_name (scoped_identifier name: (_) @_name)] arguments: (arguments (identifier) @moves)
  (#match? @_name "^([A-Z].*|drop|forget)$"))
[(tuple_expression (identifier) @moves) (array_expression (identifier) @moves) (field_initializer value: (identifier) @moves)
 (shorthand_field_initializer (identifier) @moves)]

; ---- the lives of guards

; Named guards die with their block, their arm, their round.
[(block) (match_arm)] @scope
(if_expression condition: [(let_condition) (let_chain)]) @scope @temporaries
(while_expression condition: [(let_condition) (let_chain)]) @scope @temporaries

; The others die with their statement, condition, operand, arm, or at the tail of a block.
[(expression_statement) (let_declaration) (macro_invocation)] @temporaries
[(expression_statement ";") (let_declaration)] @discard
(if_expression condition: [(binary_expression) (call_expression) (unary_expression) (field_expression) (parenthesized_expression) (index_expression)
  (await_expression) (try_expression) (macro_invocation) (match_expression) (block)] @temporaries)
(while_expression condition: [(binary_expression) (call_expression) (unary_expression) (field_expression) (parenthesized_expression) (index_expression)
  (await_expression) (try_expression) (macro_invocation) (match_expression) (block)] @temporaries)
(match_pattern condition: [(binary_expression) (call_expression) (unary_expression) (field_expression) (parenthesized_expression)] @temporaries)
(binary_expression left: (_) @temporaries operator: ["&&" "||"] right: (_) @temporaries)
(let_declaration value: (_) @temporaries alternative: (_))
(match_arm value: (_) @temporaries)
(closure_expression body: (_) @temporaries)
(block (_) @temporaries .)

; ---- branches, loops, choices

(if_expression condition: (_) @test consequence: (_) @then alternative: (_)? @else) @branch
(let_declaration pattern: (_) @then value: (_) @test alternative: (_) @else) @branch
(binary_expression left: (_) @left operator: "&&" right: (_) @right) @and
(binary_expression left: (_) @left operator: "||" right: (_) @right) @or
(let_chain . (_) @left (_) @right) @and
(unary_expression "!" (_) @of) @not
(binary_expression left: (_) @of operator: "==" right: (identifier) @_none (#eq? @_none "None")) @not
(binary_expression left: (_) @of operator: "==" right: (boolean_literal) @_false (#eq? @_false "false")) @not
(binary_expression left: (_) @of operator: "==" right: (integer_literal) @_zero (#eq? @_zero "0")) @not
(binary_expression left: (_) @of operator: "!=" right: (identifier) @_none (#eq? @_none "None")) @through
(let_condition pattern: (identifier) @_none value: (_) @of (#eq? @_none "None")) @not
(let_condition pattern: (tuple_struct_pattern type: (identifier) @_error) value: (_) @of (#eq? @_error "Err")) @not

(while_expression condition: (_) @test body: (_) @body) @loop
(for_expression pattern: (_) @each value: (_) @first body: (_) @body) @loop
(loop_expression body: (_) @body) @loop
[(while_expression (label) @name) (for_expression (label) @name) (loop_expression (label) @name)] @loop
(block (label) @name) @label

(match_expression value: (_) @first) @choice @choice.exhaustive @choice.closed
(match_arm pattern: (match_pattern condition: (_)? @guard) @into) @arm

; ---- exits

(return_expression) @exit.return
(try_expression) @exit.try
(break_expression (label)? @name) @exit.break
(continue_expression (label)? @name) @exit.continue
(macro_invocation macro: (_) @_macro
  (#match? @_macro "(^|::)(panic|unreachable|todo|unimplemented|bail)$")) @exit.throw
(call_expression function: (_) @_exit (#names? @_exit "std.process.exit" "std.process.abort" "std.panic.resume_unwind")) @exit.throw

; ---- suspensions

(await_expression) @suspend
(await_expression (call_expression function: (field_expression field: (_) @_join))
  (#any-of? @_join "join_next" "join_all" "join")) @suspend.join

; A notification that somebody else gives.
(await_expression (call_expression function: (field_expression value: (_) @place field: (_) @_wait)) (#eq? @_wait "notified")) @suspend.on

; A sleep for a time that is written down.
(await_expression (call_expression function: (_) @_sleep arguments: (arguments . [
    (call_expression function: (scoped_identifier name: (_) @_unit) arguments: (arguments . [(integer_literal) (float_literal)] @_delay .))
    (identifier) @_delay] .))
  (#match? @_sleep "(^|::)sleep$") (#match? @_delay "^([1-9][0-9_]*([iu][0-9]+|size)?|0?\\.[0-9_]*[1-9][0-9]*|0\\.[0-9]+|[1-9][0-9]*\\.[0-9]*|[A-Z][A-Z0-9_]*)$")) @suspend.sleep

; Macros are tokens.
(token_tree "." . "await" @suspend)
(macro_invocation macro: (_) @_join (#match? @_join "(^|::)(join|try_join)$")) @suspend.join

; select! waits, then one arm runs; what it locks is let go at its end.
(macro_invocation macro: (_) @suspend (#match? @suspend "(^|::)(select|select_biased)$")) @choice @choice.closed
(macro_invocation macro: (_) @_select (token_tree "=>" . (token_tree) @arm @scope @discard) (#match? @_select "(^|::)(select|select_biased)$"))

; ---- writes

(assignment_expression left: [(identifier) (field_expression) (index_expression) (unary_expression) (parenthesized_expression) (call_expression)] @place right: (_) @value) @write.assign
(assignment_expression left: (tuple_expression [(field_expression) (index_expression) (identifier)] @place)) @write.assign
(compound_assignment_expr left: (_) @place right: (_) @value) @write.update

; What others wait for is completed.
(call_expression function: (field_expression value: (_) @place field: (_) @_settle)
  (#any-of? @_settle "notify_one" "notify_waiters" "notify_last")) @write.settle

; A variable of the process.
(call_expression function: (_) @environment @place arguments: (arguments . (_) @key . (_) @value .) (#names? @environment "std.env.set_var")) @write.insert

; What is looked at through a reference or a guard.
(unary_expression "*" (_) @place) @read

; Collections.
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (_) @key . (_) @value .)
  (#any-of? @_method "insert" "try_insert" "put")) @write.insert
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (_) @key @value .)
  (#any-of? @_method "insert")) @write.insert
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (_) @value .)
  (#any-of? @_method "push" "push_back" "push_front" "push_str" "extend" "extend_from_slice" "append" "get_or_insert_with" "get_or_insert")) @write.append
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (_) @key .)
  (#any-of? @_method "remove" "remove_entry" "swap_remove" "shift_remove")) @write.delete
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . "(" . ")")
  (#any-of? @_method "pop" "pop_front" "pop_back" "pop_first" "pop_last" "take")) @write.delete
(call_expression function: (field_expression value: (_) @place field: (_) @_method)
  (#any-of? @_method "retain" "retain_mut" "drain" "truncate" "split_off" "extract_if")) @write.delete
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . "(" . ")")
  (#eq? @_method "clear")) @write.clear
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (_) @value .)
  (#eq? @_method "replace")) @write.assign @read
(call_expression function: (_) @_take arguments: (arguments . (_) @place .) (#match? @_take "^((std|core)::)?(mem::)?take$")) @write.delete
(call_expression function: (_) @_replace arguments: (arguments . (_) @place . (_) @value .) (#match? @_replace "^((std|core)::)?(mem::)?replace$")) @write.assign @read

; What is asked of a collection or an option.
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (_) @key .)
  (#any-of? @_method "get" "get_mut" "contains" "contains_key" "get_key_value")) @read.get
; Nor does it matter by what an item is looked for.
(call_expression function: (field_expression value: (call_expression function: (field_expression value: (_) @place field: (_) @_view)) field: (_) @_method)
  arguments: (arguments . (closure_expression)) (#any-of? @_view "iter" "values" "keys") (#any-of? @_method "any" "find" "position")) @read.get
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . "(" . ")")
  (#any-of? @_method "len" "count" "capacity")) @read.len
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . "(" . ")")
  (#eq? @_method "is_empty")) @read.len @not
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . "(" . ")")
  (#any-of? @_method "is_some" "is_ok" "first" "last" "front" "back" "peek" "as_ref" "as_mut" "as_deref" "as_deref_mut")) @read
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (closure_expression) @inline .)
  (#any-of? @_method "is_some_and" "is_none_or")) @read
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . "(" . ")")
  (#any-of? @_method "is_none" "is_err")) @read @not
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . "(" . ")")
  (#any-of? @_method "iter" "iter_mut" "values" "values_mut" "keys" "into_iter")) @read.iterate
(call_expression function: [(field_expression value: (_) @place field: (_) @_method) (generic_function function: (field_expression value: (_) @place field: (_) @_method))]
  arguments: (arguments . "(" . ")") (#any-of? @_method "clone" "to_vec" "collect" "to_owned" "cloned")) @read.copy

; Atomics: a load, a store, and what is both at one stroke.
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (_) @_order .)
  (#eq? @_method "load") (#match? @_order "(^|::)(Relaxed|Acquire|SeqCst)$|^(order|ordering)$")) @read.atomic
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (_) @value . (_) @_order .)
  (#eq? @_method "store") (#match? @_order "(^|::)(Relaxed|Release|SeqCst)$|^(order|ordering)$")) @write.assign
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (_) @value . (_) @_order .)
  (#eq? @_method "swap") (#match? @_order "(^|::)(Relaxed|Acquire|Release|AcqRel|SeqCst)$|^(order|ordering)$")) @write.assign @read
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (_) @_old . (_) @value . (_) . (_) .)
  (#any-of? @_method "compare_exchange" "compare_exchange_weak")) @write.assign @read
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (_) @value)
  (#match? @_method "^fetch_(add|sub|or|and|xor|nand|max|min|update)$")) @write.update @read

; ---- files

(call_expression function: (_) @_write arguments: (arguments . (_) @place . (_) @value)
  (#names? @_write "std.fs.write" "tokio.fs.write" "async_std.fs.write" "async_fs.write" "smol.fs.write" "fs_err.write" "fs_err.tokio.write")) @write.truncate
(call_expression function: (_) @_create arguments: (arguments . (_) @place)
  (#names? @_create "std.fs.File.create" "tokio.fs.File.create" "async_std.fs.File.create" "async_fs.File.create" "fs_err.File.create")) @write.truncate
(call_expression function: (field_expression value: (_) @_options field: (_) @_open) arguments: (arguments . (_) @place .)
  (#eq? @_open "open") (#match? @_options "OpenOptions::new\\(\\)") (#match? @_options "truncate\\(true\\)")) @write.truncate
(call_expression function: (_) @_read arguments: (arguments . (_) @place)
  (#names? @_read "std.fs.read" "std.fs.read_to_string" "std.fs.File.open" "tokio.fs.read" "tokio.fs.read_to_string" "tokio.fs.File.open"
    "async_std.fs.read" "async_std.fs.read_to_string" "async_fs.read" "async_fs.read_to_string" "fs_err.read" "fs_err.read_to_string" "fs_err.File.open")) @read.load
(call_expression function: (_) @_copy arguments: (arguments . (_) @value . (_) @place)
  (#names? @_copy "std.fs.copy" "tokio.fs.copy" "async_std.fs.copy" "async_fs.copy" "fs_err.copy" "fs_err.tokio.copy")) @write.copy
; Is it there?
(call_expression function: (field_expression value: [(identifier) (field_expression) (self)] @place field: (_) @_exists) arguments: (arguments . "(" . ")")
  (#any-of? @_exists "exists" "is_file" "is_dir" "try_exists")) @read.exists
(call_expression function: (field_expression value: (call_expression function: (scoped_identifier name: (_) @_new) arguments: (arguments . (_) @place .)) field: (_) @_exists)
  arguments: (arguments . "(" . ")") (#eq? @_new "new") (#any-of? @_exists "exists" "is_file" "is_dir" "try_exists")) @read.exists
(call_expression function: (_) @_exists arguments: (arguments . (_) @place)
  (#names? @_exists "std.fs.exists" "std.fs.metadata" "tokio.fs.try_exists" "tokio.fs.metadata" "fs_err.metadata" "fs_err.exists")) @read.exists
; Folders are made, files and folders taken away.
(call_expression function: (_) @_make arguments: (arguments . (_) @place)
  (#names? @_make "std.fs.create_dir" "tokio.fs.create_dir" "async_std.fs.create_dir" "async_fs.create_dir" "fs_err.create_dir")) @write.create
(call_expression function: (_) @_remove arguments: (arguments . (_) @place)
  (#names? @_remove "std.fs.remove_file" "std.fs.remove_dir" "std.fs.remove_dir_all" "tokio.fs.remove_file" "tokio.fs.remove_dir" "tokio.fs.remove_dir_all"
    "async_std.fs.remove_file" "async_fs.remove_file" "fs_err.remove_file" "fs_err.remove_dir_all" "fs_err.remove_dir")) @write.remove
; Whose errors somebody looks at, or lets pass.
(call_expression function: (field_expression value: (call_expression) @caught field: (_) @_result)
  (#any-of? @_result "ok" "is_ok" "is_err" "unwrap_or" "unwrap_or_default" "or_else" "unwrap_or_else" "map_or" "inspect_err"))
(let_condition value: (_) @caught)
(match_expression value: (_) @caught)
(let_declaration pattern: "_" value: (_) @caught)
(call_expression function: (_) @_rename arguments: (arguments . (_) @value . (_) @place)
  (#names? @_rename "std.fs.rename" "tokio.fs.rename" "async_std.fs.rename" "async_fs.rename" "fs_err.rename" "fs_err.tokio.rename")) @rename
(call_expression function: (field_expression field: (_) @_persist) arguments: (arguments . (_) @place .)
  (#any-of? @_persist "persist" "persist_noclobber")) @rename

; ---- calls

; Lower-case names are functions, others make values; what hands on a value is told by @through.
(call_expression function: [(identifier) @_name (scoped_identifier name: (_) @_name)] @callee arguments: (_) @args
  (#match? @_name "^[a-z_]") (#not-match? @callee "^((std|core)::)?(mem::)?(drop|forget)$|^(Box|Arc|Rc|Pin)::(new|pin|clone|downgrade)$")) @call
(call_expression function: (field_expression field: (_) @_method) @callee arguments: (_) @args
  (#not-any-of? @_method "unwrap" "unwrap_or_default" "into_inner" "get_ref" "deref" "deref_mut" "into_values" "into_keys" "chars" "lines" "copied" "by_ref" "rev" "enumerate"
    "peekable" "fuse" "as_slice" "as_mut_slice" "as_str" "as_bytes" "as_path" "to_path_buf" "to_string" "into" "try_into" "ok" "err" "flatten" "unsigned_abs"
    "boxed" "in_current_span" "into_future" "into_boxed_str" "to_bytes" "as_any"
    "expect" "unwrap_or" "ok_or" "context" "wait" "wait_while" "instrument" "skip" "step_by" "or_insert" "or_default"
    "unwrap_or_else" "map_err" "ok_or_else" "with_context" "inspect_err")) @call
(call_expression function: (generic_function function: [(identifier) (scoped_identifier) (field_expression)]) @callee arguments: (_) @args) @call
(call_expression function: [(parenthesized_expression) (call_expression) (index_expression) (closure_expression)] @callee arguments: (_) @args) @call
(call_expression function: (field_expression field: (_) @_method) @callee arguments: (_) @args
  (#match? @_method "^(stop|abort|cancel|kill|close|terminate|interrupt|shutdown|disconnect|destroy)(_[a-z_]+)?$")) @call.stop
(call_expression function: (field_expression field: (_) @_method) @callee arguments: (arguments . "(" . ")") @args
  (#any-of? @_method "bytes_stream" "chunk")) @call.stream
(call_expression function: (field_expression field: (_) @_method) @callee arguments: (arguments (closure_expression) @inline) @args
  (#any-of? @_method "map" "for_each" "filter" "filter_map" "flat_map" "any" "all" "find" "find_map" "position" "fold" "retain" "retain_mut" "sort_by" "sort_by_key"
    "sort_unstable_by" "sort_unstable_by_key" "and_then" "or_else" "map_or" "map_or_else" "inspect" "take_while" "skip_while" "map_while" "partition" "max_by_key" "min_by_key"
    "max_by" "min_by" "scan" "try_for_each" "try_fold" "then" "with" "modify" "and_modify" "or_insert_with" "or_insert_with_key" "is_some_and" "is_none_or" "extract_if"
    "dedup_by_key" "get_or_insert_with" "fetch_update" "sum_by" "cmp_by" "zip_with" "send_modify" "send_if_modified" "in_scope")) @call.inline
(call_expression function: (_) @callee arguments: (arguments . (closure_expression) @inline .) @args
  (#match? @callee "(^|::)(block_in_place|catch_unwind|from_fn|poll_fn|repeat_with|thread::scope)$")) @call.inline

; A field that is called holds what somebody else put there.
(call_expression function: (parenthesized_expression [(field_expression) (reference_expression value: (field_expression)) (unary_expression "*" (field_expression))]) @callee arguments: (_) @args) @call.foreign

; An attribute may make something else of an async function: `#[tokio::main]` runs it where it is called.
((attribute_item (attribute [(identifier) (scoped_identifier)] @_attribute)) . (function_item (function_modifiers "async")) @function.wrapped
  (#not-match? @_attribute "(^|::)(allow|expect|warn|deny|cfg|cfg_attr|doc|inline|must_use|deprecated|track_caller|cold|instrument|async_recursion)$"))

; ---- what becomes of what a call yields: nobody takes it

(expression_statement (call_expression) @dropped ";")
(let_declaration pattern: "_" value: (call_expression) @dropped)

; ---- work that goes on by itself

(call_expression function: (_) @_spawn arguments: (arguments . (_) @target)
  (#match? @_spawn "(^|::)(spawn|spawn_local)$") (#not-match? @_spawn "(^|::)(thread|rayon)::spawn$|\\.")) @spawn.task
(call_expression function: (_) @_spawn arguments: (arguments . (_) @target)
  (#match? @_spawn "(^|::)((thread|rayon)::spawn|spawn_blocking)$")) @spawn.thread
(call_expression function: (field_expression field: (_) @_spawn) arguments: (arguments . (_) @target)
  (#any-of? @_spawn "spawn" "spawn_local" "spawn_on" "spawn_local_on" "spawn_boxed" "spawn_pinned" "spawn_detached")) @spawn.task
(call_expression function: (field_expression field: (_) @_spawn) arguments: (arguments . (_) @target)
  (#any-of? @_spawn "spawn_blocking" "spawn_blocking_on")) @spawn.thread
(call_expression function: (_) @_join arguments: (arguments . (_) @target)
  (#match? @_join "(^|::)(join_all|try_join_all|select_all|select_ok)$")) @spawn.join

; A thread that sleeps or waits.
(call_expression function: (_) @_sleep arguments: (arguments . (_))
  (#names? @_sleep "std.thread.sleep" "std.thread.park_timeout")) @block
(call_expression function: (_) @_sleep arguments: (arguments . [
    (call_expression function: (scoped_identifier name: (_) @_unit) arguments: (arguments . (integer_literal) @_delay .))
    (identifier) @_delay] .)
  (#names? @_sleep "std.thread.sleep") (#match? @_delay "^([1-9][0-9_]*([iu][0-9]+|size)?|[A-Z][A-Z0-9_]*)$")) @block.sleep
(call_expression function: (_) @_block (#match? @_block "(^|\\.|::)block_on$")) @block
; A request, and a file as a whole.
(call_expression function: (_) @_block
  (#names? @_block "reqwest.blocking.get" "std.fs.read_to_string" "std.fs.read" "std.fs.write" "std.fs.copy" "std.fs.remove_dir_all" "std.net.TcpStream.connect")) @block

; A condition variable gives the lock back while it waits, and hands on the guard.
(call_expression function: (field_expression field: (_) @_wait) @callee arguments: (arguments . (identifier) @of)
  (#any-of? @_wait "wait" "wait_while" "wait_timeout" "wait_timeout_while")) @through @block
(call_expression function: (field_expression field: (_) @_wait) arguments: (arguments . (reference_expression (mutable_specifier) value: (_)))
  (#any-of? @_wait "wait" "wait_for" "wait_until")) @block

; ---- databases

; What a statement reads of a table, and what it writes there: all who have the database find that.
(call_expression function: [(field_expression field: (_) @_query) (scoped_identifier name: (_) @_query)
    (generic_function function: (scoped_identifier name: (_) @_query))] arguments: (arguments . [(string_literal) (raw_string_literal)] @place)
  (#any-of? @_query "query" "query_as" "query_one" "query_opt" "prepare" "prepare_cached" "sql_query")
  (#match? @place "(?i)^r?#*\"\\s*select\\s")) @read.rows
(call_expression function: [(field_expression field: (_) @_query) (scoped_identifier name: (_) @_query)
    (generic_function function: (scoped_identifier name: (_) @_query))] arguments: (arguments . [(string_literal) (raw_string_literal)] @place)
  (#any-of? @_query "query" "execute" "query_one" "query_opt" "sql_query")
  (#match? @place "(?i)^r?#*\"\\s*(insert|update|delete|replace)\\s")) @write.rows

; ---- locks

; A lock whose wait is awaited.
(await_expression (call_expression function: (field_expression value: (_) @lock field: (_) @_method) arguments: (arguments . "(" . ")"))
  (#any-of? @_method "lock" "read" "write" "lock_owned" "read_owned" "write_owned" "upgradable_read" "lock_arc" "read_arc" "write_arc" "acquire" "acquire_owned")) @acquire.async
(await_expression (call_expression function: (field_expression value: (_) @lock field: (_) @_method) arguments: (arguments . (_) .))
  (#any-of? @_method "acquire_many" "acquire_many_owned")) @acquire.async

; A lock whose wait may be poisoned blocks its thread.
(call_expression
  function: (field_expression
    value: (call_expression function: (field_expression value: (_) @lock field: (_) @_method) arguments: (arguments . "(" . ")"))
    field: (_) @_unwrap) @callee
  arguments: (_) @args
  (#any-of? @_method "lock" "read" "write") (#any-of? @_unwrap "unwrap" "expect" "unwrap_or_else")) @acquire.sync @call

; Others are known by their types.
(call_expression function: (field_expression value: (_) @lock field: (_) @_method) arguments: (arguments . "(" . ")")
  (#any-of? @_method "lock" "read" "write" "try_lock" "try_read" "try_write" "upgradable_read" "blocking_lock" "blocking_read" "blocking_write"
    "borrow_mut" "borrow" "lock_arc" "read_arc" "write_arc")) @acquire.guard

; Who else may hold it: nobody, or those who only read. What is only tried for waits for nobody.
(call_expression function: (field_expression value: (_) @alone field: (_) @_method) arguments: (arguments . "(" . ")")
  (#any-of? @_method "lock" "write" "lock_owned" "write_owned" "lock_arc" "write_arc" "blocking_lock" "blocking_write"))
(call_expression function: (field_expression value: (_) @shared field: (_) @_method) arguments: (arguments . "(" . ")")
  (#any-of? @_method "read" "read_owned" "read_arc" "blocking_read"))

; A function that hands out the guard of the lock that it takes; not one that hands out what there will be a guard of.
(function_item return_type: (_) @_guard (#match? @_guard "(Mutex|RwLock\\w*|Mapped\\w+)Guard\\b") (#not-match? @_guard "\\bFuture\\b")) @function.guard

; Of two forms, one for when a feature is on and one for when it is not, one is built.
(block (attribute_item (attribute (identifier) @_cfg arguments: (_) @_when)) . [(let_declaration) (expression_statement)] @absent
    . (attribute_item (attribute (identifier) @_other))
  (#eq? @_cfg "cfg") (#eq? @_other "cfg") (#match? @_when "^\\(\\s*not\\b"))

; What the rules of a macro say is done where it is used.
(macro_definition) @absent

; Braces among tokens are blocks, mostly: a guard is gone at their end.
(token_tree (token_tree . "{") @temporaries @discard)

; In the tokens of a macro, where the guard gets a name: what is only asked of it gives it back at once.
(token_tree [(identifier) (self)] @lock . "." . (identifier) @_method . (token_tree . "(" . ")") @acquire.guard . ";" (#eq? @_method "lock"))
(token_tree [(identifier) (self)] @lock . "." . (identifier) @_method . (token_tree . "(" . ")") @acquire.guard . "." . "await" . ";" (#eq? @_method "lock"))
(token_tree [(identifier) (self)] @lock . "." . (identifier) @_method . (token_tree . "(" . ")") @acquire.guard . "." . (identifier) @_whole . (token_tree) . ";"
  (#eq? @_method "lock") (#any-of? @_whole "unwrap" "expect"))
(token_tree (self) @base . "." . (identifier) @step @place.of . "." . (identifier) @_method . (token_tree . "(" . ")")
  (#any-of? @_method "lock" "read" "write"))
(token_tree (self) . "." . (identifier) @lock . "." . (identifier) @_method . (token_tree . "(" . ")") @acquire.guard . ";"
  (#any-of? @_method "lock" "read" "write"))
(token_tree (self) . "." . (identifier) @lock . "." . (identifier) @_method . (token_tree . "(" . ")") @acquire.guard . "." . "await" . ";"
  (#any-of? @_method "lock" "read" "write"))
(token_tree (self) . "." . (identifier) @lock . "." . (identifier) @_method . (token_tree . "(" . ")") @acquire.guard . "." . (identifier) @_whole . (token_tree) . ";"
  (#any-of? @_method "lock" "read" "write") (#any-of? @_whole "unwrap" "expect"))
; So are calls of methods of the object.
(macro_invocation macro: (_) @_macro [(token_tree (self) @base . "." . (identifier) @step @place.of @callee @call . (token_tree . "(") @args)
    (token_tree (token_tree (self) @base . "." . (identifier) @step @place.of @callee @call . (token_tree . "(") @args))]
  (#match? @_macro "^(format|e?print(ln)?|write(ln)?|(debug_)?assert(_eq|_ne)?|vec|(log::|tracing::)?(trace|debug|info|warn|error))$"))
; What a macro prints or compares are expressions: their guards live to the end of the statement.
(macro_invocation macro: (_) @_macro [(token_tree (self) . "." . (identifier) @alone @lock . "." . (identifier) @_method . (token_tree . "(" . ")") @acquire.guard)
    (token_tree (token_tree (self) . "." . (identifier) @alone @lock . "." . (identifier) @_method . (token_tree . "(" . ")") @acquire.guard))]
  (#any-of? @_method "lock" "write") (#match? @_macro "^(format|e?print(ln)?|write(ln)?|(debug_)?assert(_eq|_ne)?|vec|(log::|tracing::)?(trace|debug|info|warn|error))$"))
(macro_invocation macro: (_) @_macro [(token_tree (self) . "." . (identifier) @shared @lock . "." . (identifier) @_method . (token_tree . "(" . ")") @acquire.guard)
    (token_tree (token_tree (self) . "." . (identifier) @shared @lock . "." . (identifier) @_method . (token_tree . "(" . ")") @acquire.guard))]
  (#eq? @_method "read") (#match? @_macro "^(format|e?print(ln)?|write(ln)?|(debug_)?assert(_eq|_ne)?|vec|(log::|tracing::)?(trace|debug|info|warn|error))$"))

; An entry is tested and filled at one stroke.
(call_expression function: (field_expression value: (_) @place field: (_) @_method) arguments: (arguments . (_) @key .)
  (#eq? @_method "entry")) @write.ifempty

; A method on `&mut self` has its object to itself.
(function_item parameters: (parameters (self_parameter (mutable_specifier)))) @function.exclusive

; A child process is waited for; a condition variable takes a guard along.
(call_expression function: (field_expression field: (_) @_method) @callee arguments: (arguments . "(" . ")") @args
  (#eq? @_method "wait")) @call
