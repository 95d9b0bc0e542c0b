//! What is hard about Python.

use super::{expect, functions, tape};
use racelens::facts::{Function, THROW};
use std::path::Path;

#[test]
fn the_right_side_runs_first() {
    let program = r#"
class A:
    async def f(self):
        self.t[await key()] = self.y
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read self.y [object]
        1 call key
        2 suspend
        3 write.insert self.t[await key()] [object] from [0]
        4 exit.end
        "#,
    );
}

#[test]
fn an_augmented_assignment_reads_its_target_before_it_waits() {
    let program = r#"
class A:
    async def f(self):
        self.n += await g()
        self.n = self.n + await g()
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read self.n [object]
        1 call g
        2 suspend
        3 write.update self.n [object] from [1, 0]
        4 read self.n [object]
        5 call g
        6 suspend
        7 write.assign self.n [object] from [4, 5]
        8 exit.end
        "#,
    );
}

#[test]
fn a_conditional_expression_tests_first() {
    let program = r#"
class A:
    def f(self):
        return self.a if self.c else self.b
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read self.c [object] decides 1..2 | 2..3
        1 read self.a [object]
        2 read self.b [object]
        3 exit.return
        "#,
    );
}

#[test]
fn comprehensions_are_loops_within_loops_and_their_value_runs_last() {
    let program = r#"
class A:
    async def f(self):
        return [await g(y, z) async for y in self.ys if y.ok if self.on for z in self.zs]
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read.iterate self.ys [object] decides 4..10 | 10..10
        1 suspend.each
        2 item self.ys [object]
        3 item.ask self.ys [object] decides 4..10 | 10..10
        4 read self.on [object] decides 5..10 | 10..10
        5 read.iterate self.zs [object]
        6 item self.zs [object]
        7 call g
        8 item.use self.ys [object]
        9 suspend
        10 exit.return
        "#,
    );
}

#[test]
fn a_generator_runs_where_it_is_used_up() {
    let program = r#"
class A:
    def f(self):
        return any(job.done for job in self.jobs)
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read.iterate self.jobs [object]
        1 item self.jobs [object]
        2 item.ask self.jobs [object]
        3 read.copy self.jobs [object]
        4 read.get self.jobs [object]
        5 exit.return
        "#,
    );
}

#[test]
fn a_coroutine_is_made_by_a_call_and_started_by_a_spawn() {
    let program = r#"
import asyncio
class A:
    async def f(self, xs):
        made = g(1)
        task = asyncio.create_task(g(2))
        many = [g(x) for x in xs]
        await asyncio.gather(*many, return_exceptions=True)
        async for done in asyncio.as_completed(many):
            self.done = done
        await made
        await task
        await asyncio.to_thread(self.slow, 1)
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 call g
        1 call g
        2 call asyncio.create_task
        3 spawn.task g(2)
        4 call g
        5 call asyncio.gather
        6 spawn.join (*many, return_exceptions=True)
        7 suspend.join
        8 call asyncio.as_completed
        9 spawn.join (many)
        10 suspend.each
        11 write.assign self.done [object] from [8]
        12 suspend.on
        13 suspend.join
        14 read self.slow [object]
        15 call asyncio.to_thread
        16 spawn.thread self.slow
        17 suspend.join
        18 exit.end
        "#,
    );
}

#[test]
fn elif_is_a_chain_and_loops_have_an_else() {
    let program = r#"
class A:
    def f(self):
        if self.a:
            g()
        elif self.b:
            return
        else:
            h()
        for x in self.xs:
            if x:
                break
        else:
            self.none = True
        while self.more:
            pass
        else:
            self.over = True
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read self.a [object] decides 1..2 | 2..5 leaves
        1 call g
        2 read self.b [object] decides 3..4 leaves | 4..5
        3 exit.return
        4 call h
        5 read.iterate self.xs [object] decides 7..8 leaves | 8..8
        6 item self.xs [object]
        7 exit.break
        8 write.assign.set self.none [object]
        9 read self.more [object] decides 10..10 leaves | 10..10
        10 write.assign.set self.over [object]
        11 exit.end
        "#,
    );
}

#[test]
fn try_has_an_else_and_the_finally_runs_on_every_way() {
    let program = r#"
class A:
    def f(self):
        try:
            x = g()
        except ValueError:
            self.bad = True
            raise
        else:
            self.good = True
        finally:
            self.busy = False
        return x
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 call g
        1 write.assign.set self.good [object]
        2 catch
        3 write.assign.set self.bad [object]
        4 exit.throw
        5 write.assign.reset self.busy [object]
        6 write.assign.reset self.busy [object]
        7 exit.return
        "#,
    );
}

#[test]
fn several_locks_are_held_in_order_and_given_back_in_reverse() {
    let program = r#"
import asyncio, threading
class A:
    def __init__(self):
        self.a = asyncio.Lock()
        self.b: asyncio.Semaphore | None = None
        self.c = threading.Lock()
    async def f(self):
        async with self.a, self.b:
            with self.c:
                self.x = 1
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 suspend
        1 acquire.async self.a [object]
        2 suspend
        3 acquire.async self.b [object]
        4 acquire.sync self.c [object]
        5 write.assign.set self.x [object]
        6 release.sync self.c [object]
        7 release.async self.b [object]
        8 release.async self.a [object]
        9 exit.end
        "#,
    );
}

#[test]
fn what_is_no_lock_suspends_when_it_begins_and_when_it_ends() {
    let program = r#"
class A:
    async def f(self):
        async with self.db.transaction() as tx, aiohttp.ClientSession() as session:
            self.x = tx
        with open("x") as file:
            self.y = file
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read self.db [object]
        1 call self.db.transaction
        2 suspend
        3 call aiohttp.ClientSession
        4 suspend
        5 write.assign self.x [object] from [1]
        6 call.rollback tx [variable]
        7 suspend
        8 read.load "x" [file]
        9 write.assign self.y [object] from [8]
        10 exit.end
        "#,
    );
}

#[test]
fn whoever_waits_for_a_lock_has_it_afterwards() {
    let program = r#"
import asyncio
class A:
    def __init__(self):
        self.lock = asyncio.Lock()
    async def f(self):
        await self.lock.acquire()
        try:
            await g()
        finally:
            self.lock.release()
        await asyncio.wait_for(self.lock.acquire(), 5)
        self.lock.release()
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 suspend
        1 acquire.async self.lock [object]
        2 call g
        3 suspend
        4 release self.lock [object]
        5 release self.lock [object]
        6 call asyncio.wait_for
        7 suspend
        8 acquire.async self.lock [object]
        9 release self.lock [object]
        10 exit.end
        "#,
    );
}

#[test]
fn asking_forgiveness_is_a_test() {
    let program = r#"
class A:
    async def f(self, k):
        try:
            return self.d[k]
        except KeyError:
            pass
        self.d[k] = await load(k)
        return self.d[k]
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read.get self.d[k] [object] decides 1..2 leaves | 2..3
        1 exit.return
        2 catch
        3 call load
        4 suspend
        5 write.insert self.d[k] [object] from [3]
        6 read.get self.d[k] [object]
        7 exit.return
        "#,
    );
}

#[test]
fn names_belong_to_the_function_unless_they_are_declared_otherwise() {
    let program = r#"
import asyncio
total = 0
seen = {}
def f():
    total = 1
    seen["a"] = total
    return total
def g():
    global total
    total = 2
def h():
    count = 0
    def inner():
        nonlocal count
        count += 1
    return inner
class C:
    total = 5
    def m(self):
        return total, self.total
def w(xs):
    return [last := x for x in xs], last
"#;
    expect(
        "a.py",
        program,
        "f",
        r#"
        0 write.insert.set seen["a"] [module]
        1 exit.return
        "#,
    );
    expect(
        "a.py",
        program,
        "g",
        r#"
        0 write.assign.set total [module]
        1 exit.end
        "#,
    );
    expect(
        "a.py",
        program,
        "h.inner",
        r#"
        0 read count [variable]
        1 write.update count [variable] from [0]
        2 exit.end
        "#,
    );
    expect(
        "a.py",
        program,
        "C.m",
        r#"
        0 read total [module]
        1 read self.total [object]
        2 exit.return
        "#,
    );
    expect(
        "a.py",
        program,
        "w",
        r#"
        0 exit.return
        "#,
    );
}

#[test]
fn defaults_and_decorators_run_where_the_function_is_defined() {
    let program = r#"
cache = {}
def f():
    @register(cache["a"])
    def inner(x=cache["b"], *, y: int = cache["c"]):
        return x, y
    return inner
"#;
    expect(
        "a.py",
        program,
        "f",
        r#"
        0 read.get cache["a"] [module]
        1 call register
        2 read.get cache["b"] [module]
        3 read.get cache["c"] [module]
        4 exit.return
        "#,
    );
    expect(
        "a.py",
        program,
        "f.inner",
        r#"
        0 exit.return
        "#,
    );
}

#[test]
fn return_in_finally_swallows() {
    let program = r#"
class A:
    async def f(self):
        try:
            await g()
        finally:
            return self.x
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 call g
        1 suspend
        2 read self.x [object]
        3 exit.return
        4 read self.x [object]
        5 exit.return
        "#,
    );
}

#[test]
fn match_has_guards_and_binds_names() {
    let program = r#"
class A:
    def f(self, command):
        match command, self.mode:
            case ["go", x] if self.ok and x:
                self.x = x
            case Point(x=0) as point:
                self.point = point
            case {"k": v, **rest}:
                return v
            case _:
                self.other = True
        match command:
            case other:
                return other
        self.never = 1
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read self.mode [object] decides 1..4 | 1..1 decides 4..5 | 1..4 decides 5..6 leaves | 1..5 decides 6..7 | 1..6
        1 read self.ok [object] decides 2..3 | 3..3
        2 read
        3 write.assign self.x [object]
        4 write.assign self.point [object]
        5 exit.return
        6 write.assign.set self.other [object]
        7 exit.return
        "#,
    );
}

#[test]
fn methods_of_collections_read_and_write_them() {
    let program = r#"
class A:
    def f(self, k, v):
        self.d.setdefault(k, []).append(v)
        old = self.d.pop(k, None)
        self.d |= {k: v}
        self.d.update(a=old)
        del self.d[k], self.e
        self.s.add(k)
        self.s.discard(k)
        self.q.append(v)
        self.q.popleft()
        self.q.clear()
        return len(self.q), self.d.get(k, 0), self.q[:], list(self.d.items()), self.s.copy()
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read.check self.d [object] decides 2..2 | 1..2
        1 write.insert.reset self.d [object]
        2 write.delete.reset self.d [object]
        3 read self.d [object]
        4 write.update self.d [object] from [3]
        5 write.insert self.d [object] from [2]
        6 write.delete.reset self.d[k] [object]
        7 write.delete.reset self.e [object]
        8 write.insert self.s [object]
        9 write.delete.reset self.s [object]
        10 write.append self.q [object]
        11 write.delete.reset self.q [object]
        12 write.clear.reset self.q [object]
        13 read.len self.q [object]
        14 read.get self.d [object]
        15 read.copy self.q [object]
        16 read.copy self.d [object]
        17 read.copy self.s [object]
        18 exit.return
        "#,
    );
}

#[test]
fn tests_of_absence_are_turned_round() {
    let program = r#"
class A:
    def f(self, k):
        if k not in self.d and self.one is None:
            self.a = 1
        if self.two is not None or not self.three:
            self.b = 1
        if len(self.d) == 0:
            self.c = 1
        if not hasattr(self, "_client"):
            self._client = Client()
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read.get self.d [object] decides 1..2 | 2..2 decides 2..3 | 3..3
        1 read self.one [object] decides 2..3 | 3..3
        2 write.assign.set self.a [object]
        3 read self.two [object] decides 5..5 | 4..5 decides 5..6 | 6..6
        4 read self.three [object] decides 5..6 | 6..6
        5 write.assign.set self.b [object]
        6 read.len self.d [object] decides 7..8 | 8..8
        7 write.assign.set self.c [object]
        8 read hasattr(self, "_client") [object] decides 9..11 | 11..11
        9 call Client
        10 write.assign.fresh self._client [object] from [9]
        11 exit.end
        "#,
    );
}

#[test]
fn a_walrus_is_worth_what_it_stores() {
    let program = r#"
class A:
    async def f(self, k):
        if (job := self.jobs.get(k)) is None:
            job = self.jobs[k] = await make(k)
        return job
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read.get self.jobs [object] decides 1..4 | 4..4
        1 call make
        2 suspend
        3 write.insert self.jobs[k] [object] from [1]
        4 exit.return
        "#,
    );
}

#[test]
fn several_targets_get_what_stands_across() {
    let program = r#"
class A:
    async def f(self):
        self.a = self.b = None
        batch, self.queue = self.queue, []
        self.c, self.d = await g()
        (self.e, self.g), h = await g()
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 write.assign.reset self.b [object]
        1 write.assign.reset self.a [object]
        2 read self.queue [object]
        3 write.assign.reset self.queue [object]
        4 call g
        5 suspend
        6 write.assign self.c [object] from [4]
        7 write.assign self.d [object] from [4]
        8 call g
        9 suspend
        10 write.assign self.e [object]
        11 write.assign self.g [object]
        12 exit.end
        "#,
    );
}

#[test]
fn sync_and_async_locks_look_alike_and_threads_run_beside() {
    let program = r#"
import threading, asyncio
from functools import partial
class A:
    def __init__(self):
        self.slow = threading.RLock()
        self.fast = asyncio.Lock()
    async def f(self, loop, pool):
        with self.slow:
            await g()
        async with self.fast:
            await g()
        threading.Thread(target=self.run, daemon=True).start()
        await loop.run_in_executor(None, lambda: self.run())
        pool.submit(partial(self.run, 1))
        loop.call_later(5, self.run)
        task.add_done_callback(self.run)
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 acquire.sync self.slow [object]
        1 call g
        2 suspend
        3 release.sync self.slow [object]
        4 release.sync self.slow [object]
        5 suspend
        6 acquire.async self.fast [object]
        7 call g
        8 suspend
        9 release.async self.fast [object]
        10 release.async self.fast [object]
        11 read self.run [object]
        12 call threading.Thread
        13 spawn.thread self.run
        14 call threading.Thread(target=self.run, daemon=True).start
        15 call loop.run_in_executor
        16 spawn.thread lambda: self.run()
        17 suspend.join
        18 read self.run [object]
        19 call partial
        20 call pool.submit
        21 spawn.thread partial(self.run, 1)
        22 read self.run [object]
        23 call loop.call_later
        24 spawn.timer self.run
        25 read self.run [object]
        26 call task.add_done_callback
        27 spawn.later self.run
        28 exit.end
        "#,
    );
}

#[test]
fn only_a_sleep_for_a_time_that_is_written_down_is_a_sleep() {
    let program = r#"
import asyncio, time
from asyncio import sleep
DELAY = 2
async def f(delay):
    await asyncio.sleep(0.1)
    await asyncio.sleep(0)
    await sleep(DELAY)
    await sleep(delay)
    time.sleep(1)
    time.sleep(delay)
"#;
    expect(
        "a.py",
        program,
        "f",
        r#"
        0 call asyncio.sleep
        1 suspend.sleep
        2 call asyncio.sleep
        3 suspend
        4 read DELAY [module]
        5 call sleep
        6 suspend.sleep
        7 call sleep
        8 suspend
        9 call time.sleep
        10 block.sleep
        11 call time.sleep
        12 block
        13 exit.end
        "#,
    );
}

#[test]
fn files_are_truncated_loaded_and_renamed() {
    let program = r#"
import json, os, shutil
from pathlib import Path
class A:
    def f(self):
        with open(self.path, "w") as file:
            json.dump(self.d, file)
        json.dump(self.d, open(self.path, mode="wb"))
        Path(self.path).write_text("x")
        self.path.write_bytes(b"")
        with open(self.path) as file:
            self.d = json.load(file)
        open(self.path, "a")
        os.replace(self.temporary, self.path)
        self.temporary.replace(self.path)
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read self.path [object]
        1 write.truncate self.path [object] from [0, 2]
        2 read self.d [object]
        3 call json.dump
        4 read self.d [object]
        5 read self.path [object]
        6 write.truncate self.path [object] from [5, 4]
        7 call json.dump
        8 read self.path [object]
        9 call Path
        10 write.truncate.set self.path [object]
        11 read self.path [object]
        12 write.truncate.reset self.path [object]
        13 read self.path [object]
        14 read.load self.path [object]
        15 call json.load
        16 write.assign self.d [object] from [15]
        17 read self.path [object]
        18 call open
        19 read self.temporary [object]
        20 read self.path [object]
        21 rename self.temporary [object]
        22 rename self.path [object]
        23 read self.temporary [object]
        24 read self.path [object]
        25 rename self.temporary [object]
        26 rename self.path [object]
        27 exit.end
        "#,
    );
}

#[test]
fn handlers_let_pass_what_they_do_not_take() {
    let program = r#"
class A:
    async def f(self):
        self.lock.acquire()
        try:
            await g()
        except Exception:
            pass
        self.lock.release()
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 acquire self.lock [object]
        1 call g
        2 suspend
        3 catch.all
        4 release self.lock [object]
        5 exit.end
        "#,
    );
}

#[test]
fn stores_with_names_for_their_entries() {
    let program = r#"
class A:
    async def f(self, k):
        job = self.store.get_job(k)
        if job:
            await self.store.set_job(k, job)
        self.store.delete_job(k)
        self.get_job(k)
        self.pop(k)
        self.jobs.stop_all(k)
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read.get self.store [object] decides 1..3 | 3..3
        1 write.insert self.store [object] from [0]
        2 suspend
        3 write.delete.reset self.store [object]
        4 call self.get_job
        5 call self.pop
        6 read self.jobs [object]
        7 call.stop self.jobs [object]
        8 exit.end
        "#,
    );
}

#[test]
fn a_chain_of_fields_is_one_place_and_labels_are_no_names() {
    let program = r#"
state = None
class A:
    def f(self, jobs):
        self.a.b.c = state.d
        g(state=jobs, other=self.a.state)
        live = self.live
        live[1] = 2
        n = self.n
        n += 1
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read state.d [module]
        1 write.assign self.a.b.c [object] from [0]
        2 read self.a.state [object]
        3 call g
        4 read self.live [object]
        5 write.insert.set live[1] [object]
        6 read self.n [object]
        7 exit.end
        "#,
    );
}

#[test]
fn annotations_do_not_run() {
    let program = r#"
import asyncio
limits = {}
class A:
    def f(self, lock: asyncio.Lock, n: limits["a"] = 1) -> limits["b"]:
        x: limits["c"] = n
        return x
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 exit.return
        "#,
    );
}

#[test]
fn a_loop_without_end_is_left_by_an_exit_alone() {
    let program = r#"
class A:
    async def f(self):
        while True:
            if await g():
                return
        self.never = 1
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 call g decides 2..3 leaves | 3..3
        1 suspend
        2 exit.return
        "#,
    );
}

#[test]
fn yield_gives_way_and_makes_a_generator() {
    let program = r#"
class A:
    async def f(self):
        for x in self.xs:
            if x:
                yield x
"#;
    expect(
        "a.py",
        program,
        "A.f",
        r#"
        0 read.iterate self.xs [object] decides 2..3 | 3..3
        1 item self.xs [object]
        2 suspend
        3 exit.end
        "#,
    );
}

#[test]
fn cancellation_passes_a_handler_of_errors() {
    let throws = |head: &str, handler: &str| {
        let program = format!("{head} f(self):\n    try:\n        g()\n    except {handler}:\n        pass\n");
        let found = functions("a.py", &program);
        let function = found.iter().find(|function| function.path == "f").unwrap();
        (0..function.graph.len() as u32).any(|point| function.graph.next(point).contains(&THROW))
    };
    assert!(throws("async def", "Exception"), "a cancelled task");
    assert!(!throws("def", "Exception"), "no task, no cancellation");
    assert!(throws("def", "ValueError"));
    assert!(throws("def", "(KeyError, ValueError) as e"));
    assert!(!throws("async def", "BaseException as e"));
}

#[test]
fn what_is_public_runs_at_startup_or_is_a_test() {
    let program = r#"
class Open:
    def __init__(self): pass
    def run(self): pass
    def _own(self): pass
    def __len__(self): return 0
class _Closed:
    def run(self): pass
def api():
    def inner(): pass
    @app.get("/")
    def _handler(): pass
def _helper(): pass
def test_it(): pass
async def main(): pass
"#;
    let found = functions("a.py", program);
    let named = |is: &dyn Fn(&Function) -> bool| {
        let paths: Vec<&str> = found
            .iter()
            .filter(|function| function.parent.is_some() && is(function))
            .map(|function| function.path.as_str())
            .collect();
        paths.join(" ")
    };
    assert_eq!(
        named(&|function| function.is_public),
        "Open.__init__ Open.run Open.__len__ api api._handler test_it main"
    );
    assert_eq!(named(&|function| function.is_startup), "Open.__init__ main");
    assert_eq!(named(&|function| function.is_test), "test_it");
}

#[test]
fn types_are_known_through_imports_and_wrappers() {
    let carries = |annotation: &str| {
        let program = format!(
            "from sqlalchemy.ext.asyncio import AsyncSession as Db\nimport sqlalchemy.orm\nfrom typing import Optional, Annotated\nasync def f(db: {annotation}):\n    await g(db)\n    await h(db=db)\n"
        );
        let found = functions("a.py", &program);
        let function = found.iter().find(|function| function.path == "f").unwrap();
        function.calls.iter().filter(|call| !call.carries.is_empty()).count()
    };
    for annotation in [
        "Db",
        "Optional[Db]",
        "Annotated[Db, Depends(get)]",
        "Db | None",
        "\"Db\"",
        "Optional[\"Db\"]",
        "sqlalchemy.orm.Session",
    ] {
        assert_eq!(carries(annotation), 2, "{annotation}");
    }
    assert_eq!(carries("list[Db]"), 0);
}

#[test]
fn a_generator_is_told_by_what_stands_in_it() {
    let program = "class A:\n    async def f(self):\n        if x:\n            yield self.a\n    def g(self):\n        h = lambda: (yield)\n";
    let tape = tape(Path::new("a.py"), program).unwrap();
    assert!(tape.contains("A.f async generator\n"), "{tape}");
    assert!(!tape.contains("A.g generator"), "{tape}");
}

#[test]
fn deep_nesting_and_many_finallies_end() {
    let brackets = format!("def f(self):\n    return {}self.x{}\n", "(".repeat(10_000), ")".repeat(10_000));
    assert!(tape(Path::new("a.py"), &brackets).is_some());
    let mut nested = "def f():\n".to_string();
    for depth in 0..9 {
        let indent = "  ".repeat(depth + 1);
        nested += &format!("{indent}try:\n{indent}  g()\n{indent}finally:\n");
    }
    nested += &format!("{}return 1\n", "  ".repeat(10));
    let found = tape(Path::new("a.py"), &nested).unwrap();
    assert!(found.lines().count() < 5_000, "{}", found.lines().count());
}

#[test]
fn broken_code_is_no_complete_function() {
    let tape =
        tape(Path::new("a.py"), "def f(self):\n    x = (1,\n    self.y = )\ndef g(self):\n    return 1\n").unwrap();
    assert!(tape.contains("incomplete"), "{tape}");
}
