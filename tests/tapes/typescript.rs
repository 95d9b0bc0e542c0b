//! What is hard about TypeScript and JavaScript, and about walks in general: each trap with its number in the notes on facts.

use super::{expect, functions, tape};
use racelens::facts::{ENTRY, Function, Word};
use std::path::Path;

/// Trap 1.
#[test]
fn what_is_computed_before_the_await_is_stale_and_what_is_computed_after_is_not() {
    let program = "
class A {
  async f() { this.x -= await g(); }
  async h() { this.x = (await g()) - this.x; }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read this.x [object]
        1 call g
        2 suspend
        3 write.update this.x [object] from [1, 0]
        4 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h",
        "
        0 call g
        1 suspend
        2 read this.x [object]
        3 write.assign this.x [object] from [0, 2]
        4 exit.end
        ",
    );
}

/// Trap 2.
#[test]
fn a_promise_is_stored_at_once_but_not_what_it_brings() {
    let program = "
class A {
  safe() { this.p ??= f(); }
  async racy() { this.p ??= await f(); }
}
";
    expect(
        "a.ts",
        program,
        "A.safe",
        "
        0 read.check this.p [object] decides 3..3 | 1..3
        1 call f
        2 write.assign this.p [object] from [1]
        3 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.racy",
        "
        0 read.check this.p [object] decides 4..4 | 1..4
        1 call f
        2 suspend
        3 write.assign this.p [object] from [1]
        4 exit.end
        ",
    );
}

/// Trap 3.
#[test]
fn patterns_are_written_after_their_value_and_read_their_defaults() {
    let program = "
class A {
  async f() { [this.a, this.b] = await g(); }
  async h() { ({ a: this.a, b: this.b } = await g()); }
  i() { const { b = this.k } = this.z; use(b); }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 call g
        1 suspend
        2 write.assign this.a [object]
        3 write.assign this.b [object]
        4 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h",
        "
        0 call g
        1 suspend
        2 write.assign this.a [object]
        3 write.assign this.b [object]
        4 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.i",
        "
        0 read this.z [object]
        1 read this.k [object]
        2 call use
        3 exit.end
        ",
    );
}

/// Trap 4.
#[test]
fn the_right_side_of_and_may_not_run() {
    let program = "
class A {
  async f() { this.flag && (await g()); this.after = 1; }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read this.flag [object] decides 1..3 | 3..3
        1 call g
        2 suspend
        3 write.assign.set this.after [object]
        4 exit.end
        ",
    );
}

/// Trap 5.
#[test]
fn a_return_in_try_runs_finally_after_its_value() {
    let program = "
class A {
  async f() { try { return await g(); } finally { this.busy = false; } }
  async h() { try { return g(); } finally { this.busy = false; } }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 call g
        1 suspend
        2 exit.return
        3 write.assign.reset this.busy [object]
        4 write.assign.reset this.busy [object]
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h",
        "
        0 call g
        1 exit.return
        2 write.assign.reset this.busy [object]
        3 write.assign.reset this.busy [object]
        ",
    );
}

/// Trap 6.
#[test]
fn a_claim_stands_before_the_first_suspension() {
    let program = "
class A {
  async f() { if (this.busy) return; this.busy = true; await g(); this.busy = false; }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read this.busy [object] decides 1..2 leaves | 2..2
        1 exit.return
        2 write.assign.set this.busy [object]
        3 call g
        4 suspend
        5 write.assign.reset this.busy [object]
        6 exit.end
        ",
    );
}

/// Trap 7.
#[test]
fn a_local_carries_the_check() {
    let program = "
class A {
  async f(k) { const v = this.m.get(k); if (v) return v; const w = await g(k); this.m.set(k, w); }
  async h(k) { const v = this.m.get(k); const w = await g(k); if (!v) this.m.set(k, w); }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read.get this.m [object] decides 1..2 leaves | 2..2
        1 exit.return
        2 call g
        3 suspend
        4 write.insert this.m [object] from [2]
        5 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h",
        "
        0 read.get this.m [object] decides 3..4 | 4..4
        1 call g
        2 suspend
        3 write.insert this.m [object] from [1]
        4 exit.end
        ",
    );
}

/// Trap 8.
#[test]
fn callbacks_of_promises_run_after_a_suspension() {
    let program = "
class A {
  async f() { await g().then(() => { this.x = 1; }); this.y = 2; }
  h() { return g().then(() => { this.x = 1; }).finally(() => { this.busy = false; }); }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 call g
        1 suspend
        2 write.assign.set this.x [object]
        3 call g().then
        4 spawn.later () => { this.x = 1; }
        5 suspend.join
        6 write.assign.set this.y [object]
        7 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h",
        "
        0 call g
        1 call g().then
        2 spawn.later () => { this.x = 1; }
        3 call g().then(() => { this.x = 1; }).finally
        4 spawn.later () => { this.busy = false; }
        5 suspend
        6 write.assign.set this.x [object]
        7 suspend
        8 write.assign.reset this.busy [object]
        9 exit.return
        ",
    );
}

/// Trap 9.
#[test]
fn for_each_does_not_wait_and_promise_all_does() {
    let program = "
class A {
  f() { this.xs.forEach(async (x) => { await g(x); this.n = 1; }); this.done = true; }
  async h() { await Promise.all(this.xs.map(async (x) => { await g(x); this.n = 1; })); this.done = true; }
  async i() { for await (const x of this.xs) { this.n = x; } }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read.iterate this.xs [object]
        1 call.inline this.xs.forEach
        2 write.assign.set this.done [object]
        3 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h",
        "
        0 read.iterate this.xs [object]
        1 call.inline this.xs.map
        2 call Promise.all
        3 spawn.join this.xs.map(async (x) => { await g(x); this.n = 1; })
        4 suspend.join
        5 write.assign.set this.done [object]
        6 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.i",
        "
        0 read.iterate this.xs [object]
        1 suspend.each
        2 item this.xs [object]
        3 write.assign this.n [object] from [0]
        4 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h.(closure)",
        "
        0 call g
        1 suspend
        2 write.assign.set this.n [object]
        3 exit.end
        ",
    );
}

/// Trap 10.
#[test]
fn a_case_falls_into_the_next_and_a_label_is_left_through_finally() {
    let program = "
class A {
  async f() { switch (this.k) { case 1: this.one = 1; case 2: this.two = 2; break; default: await g(); } this.end = 1; }
  async h() { outer: for (const x of this.xs) { try { if (await g(x)) continue outer; } finally { this.n = 1; } this.m = 2; } }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read this.k [object] decides 1..2 | 1..1 decides 2..4 leaves | 1..2 decides 4..6 | 1..4
        1 write.assign.set this.one [object]
        2 write.assign.set this.two [object]
        3 exit.break
        4 call g
        5 suspend
        6 write.assign.set this.end [object]
        7 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h",
        "
        0 read.iterate this.xs [object]
        1 item this.xs [object]
        2 call g decides 5..7 leaves | 7..7
        3 item.use this.xs [object]
        4 suspend
        5 exit.continue
        6 write.assign.set this.n [object]
        7 write.assign.set this.n [object]
        8 write.assign.set this.n [object]
        9 write.assign.set this.m [object]
        10 exit.end
        ",
    );
}

/// Trap 11.
#[test]
fn a_swap_is_done_before_the_suspension() {
    let program = "
class A {
  async f() { const q = this.q; this.q = []; await g(q); }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read this.q [object]
        1 write.assign.reset this.q [object]
        2 call g
        3 suspend
        4 exit.end
        ",
    );
}

/// Trap 12.
#[test]
fn a_generation_is_compared() {
    let program = "
class A {
  async f() { const g = ++this.gen; await h(); if (g !== this.gen) return; this.x = 1; }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read this.gen [object] decides 5..6 leaves | 6..6
        1 write.update this.gen [object] from [0, 0]
        2 call h
        3 suspend
        4 read this.gen [object] decides 5..6 leaves | 6..6
        5 exit.return
        6 write.assign.set this.x [object]
        7 exit.end
        ",
    );
}

/// Trap 13.
#[test]
fn private_fields_casts_and_accessors_are_places() {
    let program = "
class A {
  get size() { return this.n; }
  async f() { this.#p = 1; await g(); (this as any).q = this.r; }
  h() { const i = () => { this.x = 1; }; function j() { this.y = 1; } i(); j(); }
}
";
    expect(
        "a.ts",
        program,
        "A.size",
        "
        0 read this.n [object]
        1 exit.return
        ",
    );
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 write.assign.set this.#p [object]
        1 call g
        2 suspend
        3 read this.r [object]
        4 write.assign (this as any).q [object] from [3]
        5 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h.i",
        "
        0 write.assign.set this.x [object]
        1 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h.j",
        "
        0 exit.end
        ",
    );
}

/// Trap 14.
#[test]
fn a_stream_gives_way_before_each_item() {
    let program = "
class A {
  async f() { for await (const x of this.xs) { if (x) break; this.n = x; } this.end = 1; }
  async h() { await using lock = this.take(); await g(); }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read.iterate this.xs [object] decides 3..4 leaves | 4..4
        1 suspend.each
        2 item this.xs [object]
        3 exit.break
        4 write.assign this.n [object] from [0]
        5 write.assign.set this.end [object]
        6 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h",
        "
        0 call this.take
        1 suspend
        2 call g
        3 suspend
        4 exit.end
        ",
    );
}

/// Trap 15.
#[test]
fn closures_capture_variables_and_static_blocks_write() {
    let program = "
class A {
  static count = 0;
  static { A.count = 1; }
  f() { for (let i = 0; i < 3; i++) { later(() => { this.n = i; }); } }
}
function hoisted() { if (c) { var v = g(); } use(v); inner(); function inner() { v = 2; } }
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read i [variable] decides 1..4 leaves | 4..4
        1 call later
        2 read i [variable]
        3 write.update i [variable] from [2, 2]
        4 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.f.(closure)",
        "
        0 read i [variable]
        1 write.assign this.n [object] from [0]
        2 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "hoisted",
        "
        0 read decides 1..2 | 2..2
        1 call g
        2 read v [variable]
        3 call use
        4 call inner
        5 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "hoisted.inner",
        "
        0 write.assign.set v [variable]
        1 exit.end
        ",
    );
}

/// Trap X1.
#[test]
fn every_item_of_a_list_is_taken() {
    let program = "
class A:
    async def f(self):
        with open(a) as one, open(b) as two:
            self.x = 1
        async with self.a, self.b:
            self.x = 2
";
    expect(
        "a.py",
        program,
        "A.f",
        "
        0 read.load a [global]
        1 read.load b [global]
        2 write.assign.set self.x [object]
        3 suspend
        4 suspend
        5 write.assign.set self.x [object]
        6 suspend
        7 exit.end
        ",
    );
}

/// Trap X2.
#[test]
fn several_patterns_say_several_things_of_one_node() {
    let program = "
class A {
  async f() { this.x = await g(); }
  static async *h() { this.x = 1; yield 1; }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 call g
        1 suspend
        2 write.assign this.x [object] from [0]
        3 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h",
        "
        0 write.assign.set this.x [object]
        1 suspend
        2 exit.end
        ",
    );
}

/// Trap X3.
#[test]
fn what_has_no_body_ends() {
    let program = "
declare function nothing(): void;
class A {
  f(): void;
  async f() { for (;;); }
  h() { if (this.x); this.y = 1; }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read decides 1..1 leaves | 1..1
        1 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h",
        "
        0 read this.x [object] decides 1..1 | 1..1
        1 write.assign.set this.y [object]
        2 exit.end
        ",
    );
}

/// Trap X4.
#[test]
fn what_stands_for_something_else_fires_too() {
    let program = "
class A {
  async f() { return (await this.load(this.k))!.done; }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read this.k [object]
        1 call.ask this.load
        2 suspend
        3 exit.return
        ",
    );
}

/// Trap X7.
#[test]
fn the_key_of_an_element_is_read() {
    let program = "
class A {
  f() { this.m[this.k] = 1; }
  h() { return this.m[this.k]; }
}
";
    expect(
        "a.ts",
        program,
        "A.f",
        "
        0 read this.k [object]
        1 write.insert.set this.m[this.k] [object]
        2 exit.end
        ",
    );
    expect(
        "a.ts",
        program,
        "A.h",
        "
        0 read this.k [object]
        1 read.get this.m[this.k] [object]
        2 exit.return
        ",
    );
}

/// Trap X8.
#[test]
fn an_identifier_need_not_be_a_variable() {
    let program = "
class A:
    def f(self, kind):
        use(kind=self.k, other=kind)
        self.kind.kind = kind
";
    expect(
        "a.py",
        program,
        "A.f",
        "
        0 read self.k [object]
        1 call use
        2 write.assign.param self.kind.kind [object]
        3 exit.end
        ",
    );
}

/// Whether some path leads to the first write of a place whose text ends so, past no suspension.
fn reaches_without_suspending(function: &Function, word: Word, kind: &str) -> bool {
    let graph = &function.graph;
    let (mut waiting, mut seen) = (vec![ENTRY], vec![ENTRY]);
    while let Some(point) = waiting.pop() {
        match graph.event(point).and_then(|index| function.event(index)) {
            Some(event) if event.word == word && event.stored.text() == kind => return true,
            Some(event) if event.word == Word::Suspend => continue,
            _ => {}
        }
        for next in graph.next(point) {
            if !seen.contains(next) {
                seen.push(*next);
                waiting.push(*next);
            }
        }
    }
    false
}

fn function(program: &str, path: &str) -> Function {
    functions("a.ts", program).into_iter().find(|function| function.path == path).unwrap()
}

/// Trap 8: an un-awaited callback is a path of its own beside the rest.
#[test]
fn what_nobody_waits_for_forks_off() {
    let program = "class A { f() { g().then(() => { this.x = null; }); this.y = 2; } }";
    let forked = function(program, "A.f");
    assert!(reaches_without_suspending(&forked, Word::Write, "set"), "what comes after goes on at once");
    assert!(!reaches_without_suspending(&forked, Word::Write, "reset"), "the callback runs later");
}

/// Trap X5.
#[test]
fn ten_thousand_brackets_do_not_overflow() {
    let deep = format!("class A {{ f() {{ this.x = {}1{}; }} }}", "(".repeat(10_000), ")".repeat(10_000));
    assert!(tape(Path::new("a.ts"), &deep).is_some());
    let calls = format!("class A {{ f() {{ return {}1{}; }} }}", "g(".repeat(10_000), ")".repeat(10_000));
    assert!(tape(Path::new("a.ts"), &calls).is_some());
}

/// Trap X6: `finally` is walked for each way out of its `try`, but not for ever.
#[test]
fn finally_in_finally_does_not_explode() {
    let mut body = "if (await f()) return; g();".to_string();
    for _ in 0..12 {
        body = format!("try {{ {body} }} finally {{ try {{ h(); }} finally {{ this.n = 1; }} }}");
    }
    let nested = function(&format!("class A {{ async f() {{ {body} }} }}"), "A.f");
    assert!(nested.events.len() < 20_000, "{} events", nested.events.len());
}

/// Trap 4.
#[test]
#[ignore = "the rest of an optional chain is taken to run in any case"]
fn the_rest_of_an_optional_chain_may_not_run() {
    let chain = function("class A { async f() { this.a?.b(await c()); this.after = 1; } }", "A.f");
    assert!(reaches_without_suspending(&chain, Word::Write, "set"));
}

/// Trap 13.
#[test]
#[ignore = "a field by its text is no place yet"]
fn a_field_by_its_text_is_a_place() {
    expect("a.ts", "class A { f() { return this[\"x\"]; } }", "A.f", "0 read this[\"x\"] [object]\n1 exit.return");
}

/// Trap 15.
#[test]
#[ignore = "an object literal has no object of its own yet"]
fn methods_of_an_object_literal_share_it() {
    let program = "export const one = { n: 0, async bump() { this.n = this.n + (await f()); } };";
    expect(
        "a.ts",
        program,
        "bump",
        "0 read this.n [object]\n1 call f\n2 suspend\n3 write.assign this.n [object] from [0, 1]\n4 exit.end",
    );
}
