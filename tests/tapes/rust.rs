//! The traps of Rust: order of evaluation, the lives of guards, macros, what runs later.

use racelens::audit::Catalogue;
use racelens::facts::{Facts, Function, Kind, Word, print};
use racelens::syntax::{Document, by_extension};

/// The functions of a program, and their tapes as text.
fn facts(program: &str) -> (Vec<Function>, String) {
    let language = by_extension("rs").expect("Rust is known");
    let knowledge = Catalogue::builtin().knowledge(language).expect("its facts load");
    let document = Document::new(language, program.to_string());
    let facts = Facts::default().read(&document, knowledge);
    let tapes = facts.items.iter().map(|(offset, item)| {
        let text = document.text().get(*offset as usize..).unwrap_or_default();
        print(&item.functions, text, &|at| document.lines().line(offset + at))
    });
    let tapes = tapes.collect();
    (facts.functions().map(|(_, function)| function.clone()).collect(), tapes)
}

/// Whether a lock of that kind is held at some suspension: `acquire .. suspend unless release`.
fn is_held(function: &Function, kind: Kind) -> bool {
    let graph = &function.graph;
    let event = |point: u32| graph.event(point).and_then(|index| function.event(index));
    let starts = (0..graph.len() as u32)
        .filter(|point| event(*point).is_some_and(|event| event.word == Word::Acquire && event.kind == kind));
    starts.into_iter().any(|start| {
        let place = event(start).map(|event| event.place);
        let (mut waiting, mut seen) = (vec![start], vec![start]);
        while let Some(point) = waiting.pop() {
            for next in graph.next(point) {
                if seen.contains(next) {
                    continue;
                }
                seen.push(*next);
                match event(*next) {
                    Some(found) if found.word == Word::Suspend => return true,
                    Some(found) if found.word == Word::Release && Some(found.place) == place => {}
                    _ => waiting.push(*next),
                }
            }
        }
        false
    })
}

const FRAME: &str = "use std::sync::{Condvar, Mutex};
struct S { m: Mutex<Vec<u8>>, n: Mutex<u32>, t: tokio::sync::Mutex<u8>, cv: Condvar, r: std::cell::RefCell<u8> }
impl S {
    async fn asked(&self, c: bool) -> R {
        BODY
    }
}";

/// In a method with this body a lock of std is held over a suspension (or is not).
fn check_held(body: &str, held: bool) {
    let (functions, tapes) = facts(&FRAME.replace("BODY", body));
    let asked = functions.iter().find(|function| function.path == "S.asked").expect("the method is found");
    assert_eq!(is_held(asked, Kind::Sync), held, "{body}\n{tapes}");
}

/// The tape of a method with this body holds these words and subjects in this order, with anything in between.
fn check_order(body: &str, lines: &[&str]) {
    let (_, tapes) = facts(&FRAME.replace("BODY", body));
    let words: Vec<String> =
        tapes.lines().map(|line| line.split_whitespace().skip(2).take(2).collect::<Vec<_>>().join(" ")).collect();
    let mut rest = words.iter();
    for line in lines {
        assert!(
            rest.any(|word| word == line || word.split(' ').next() == Some(*line)),
            "no `{line}` (in this order):\n{tapes}"
        );
    }
}

#[test]
fn the_facts_load() {
    assert!(Catalogue::faults().is_empty(), "{:#?}", Catalogue::faults());
}

// Traps 1 and 2.
#[test]
fn the_right_side_runs_first() {
    check_held("*self.n.lock().unwrap() = f().await;", false);
    check_held("*self.n.lock().unwrap() += f().await;", false);
    check_order(
        "*self.n.lock().unwrap() += f().await;",
        &["suspend", "acquire.sync self.n", "read", "write.update", "release.sync"],
    );
    check_held("self.m.lock().unwrap().push(f().await);", true);
    check_held("f(self.m.lock().unwrap().len()).await;", true);
}

// Traps 3, 4, 5 and 6, with the edition of 2024.
#[test]
fn temporaries_of_tests() {
    check_held("match self.m.lock().unwrap().pop() { Some(x) => f(x).await, None => {} }", true);
    check_held("while let Some(x) = self.m.lock().unwrap().pop() { f(x).await; }", true);
    check_held("while let Some(x) = self.m.lock().unwrap().pop() { f(x); } f().await;", false);
    check_held("while !self.m.lock().unwrap().is_empty() { f().await; }", false);
    check_held("if let Some(x) = self.m.lock().unwrap().pop() { f(x).await; }", true);
    check_held("if let Some(x) = self.m.lock().unwrap().pop() { f(x); } else { f().await; }", false);
    check_held("if self.m.lock().unwrap().is_empty() { f().await; }", false);
    check_held("if !self.m.lock().unwrap().is_empty() { f().await; }", false);
    check_held("let Some(x) = self.m.lock().unwrap().pop() else { f().await; return; }; f(x).await;", false);
    check_held("if self.m.lock().unwrap().is_empty() && f().await { g(); }", false);
    check_held("{ self.m.lock().unwrap().len() }; f().await;", false);
    check_held("for x in self.m.lock().unwrap().iter() { f(x).await; }", true);
    check_held("match c { true => self.m.lock().unwrap().push(f().await), _ => {} }", true);
    check_held("if let Ok(g) = self.m.lock() && g.len() > 0 { f().await; }", true);
}

// Trap 7.
#[test]
fn names_and_borrows_hold() {
    check_held("let g = self.m.lock().unwrap(); f().await;", true);
    check_held("let _ = self.m.lock().unwrap(); f().await;", false);
    check_held("let _g = self.m.lock().unwrap(); f().await;", true);
    check_held("let v = &self.n.lock().unwrap(); f(v).await;", true);
    check_held("let v = &*self.n.lock().unwrap(); f(v).await;", true);
    check_held("let v = *self.n.lock().unwrap(); f(v).await;", false);
    check_held("let v = self.n.lock().unwrap().clone(); f(v).await;", false);
    check_held("{ let g = self.m.lock().unwrap(); } f().await;", false);
    check_held("let g = { let x = self.m.lock().unwrap(); x }; f().await;", true);
}

// Trap 8.
#[test]
fn names_that_are_bound_anew() {
    check_held("let g = self.m.lock().unwrap(); let g = g.len(); f(g).await;", true);
    check_held(
        "let mut g = self.m.lock().unwrap(); loop { g = self.cv.wait(g).unwrap(); if g.len() > 0 { break; } } f().await;",
        true,
    );
    check_held("let mut g = self.m.lock().unwrap(); g = self.cv.wait(g).unwrap(); drop(g); f().await;", false);
    check_held("let g; g = self.m.lock().unwrap(); f().await;", true);
    check_held("let mut g = Some(self.m.lock().unwrap()); g = None; f().await;", false);
}

// Trap 9.
#[test]
fn guards_that_are_given_away() {
    check_held("let g = self.m.lock().unwrap(); drop(g); f().await;", false);
    check_held("let g = self.m.lock().unwrap(); std::mem::drop(g); f().await;", false);
    check_held("let g = self.m.lock().unwrap(); if c { drop(g); } f().await;", true);
    check_held("let g = self.m.lock().unwrap(); consume(g); f().await;", false);
    check_held("let g = self.m.lock().unwrap(); look_at(&g); f().await;", true);
    check_held("let g = self.m.lock().unwrap(); let next = move || g.len(); f().await;", false);
    check_held("let g = self.m.lock().unwrap(); if c { return g; } drop(g); f().await;", false);
    // Guards inside aggregates are not followed: silence.
    check_held("let g = self.m.lock().unwrap(); let s = Both { g }; f().await;", false);
    check_held("let g = self.m.lock().unwrap(); let s = (g, 1); f().await;", false);
}

// Trap 10.
#[test]
fn ways_out_release() {
    check_held("{ let g = self.m.lock().unwrap(); h()?; } f().await;", false);
    check_order("let g = self.m.lock().unwrap(); h()?;", &["acquire.sync", "call h", "exit.try", "release.sync"]);
    check_held("let g = self.m.lock().unwrap(); if c { panic!(); } drop(g); f().await;", false);
}

// Trap 11.
#[test]
fn poisoned_guards() {
    check_held("let g = match self.m.lock() { Ok(g) => g, Err(e) => e.into_inner() }; f().await;", true);
    check_held("let g = match self.m.lock() { Ok(g) => g, Err(e) => e.into_inner() }; drop(g); f().await;", false);
    check_held("let g = self.m.lock().unwrap_or_else(|e| e.into_inner()); f().await;", true);
    check_held("if let Ok(g) = self.m.lock() { f().await; }", true);
    check_held("if let Ok(g) = self.m.lock() { drop(g); f().await; }", false);
    check_held("if let Ok(g) = self.m.lock() { g.len(); } f().await;", false);
    check_held("let Ok(g) = self.m.lock() else { return; }; f().await;", true);
    check_held("let Ok(g) = self.m.lock() else { f().await; return; }; drop(g); f().await;", false);
}

// Trap 12.
#[test]
fn which_lock_it_is() {
    check_held("let g = self.t.lock().await; f().await;", false);
    check_order("let g = self.t.lock().await;", &["suspend", "acquire.async self.t"]);
    let program = "use tokio::sync::Mutex as Later; use parking_lot as pl;
        struct S { a: std::sync::Arc<Later<u8>>, b: pl::Mutex<u8>, c: Unknown }
        impl S {
            async fn a(&self) { let g = self.a.lock().await; f().await; }
            async fn b(&self) { let g = self.b.lock(); f().await; }
            async fn c(&self) { let g = self.c.lock(); f().await; }
        }";
    let (functions, tapes) = facts(program);
    let kinds = |path: &str| {
        functions
            .iter()
            .find(|function| function.path == path)
            .map(|function| [Kind::Sync, Kind::Async, Kind::Guard].map(|kind| is_held(function, kind)))
    };
    assert_eq!(kinds("S.a"), Some([false, true, false]), "{tapes}");
    assert_eq!(kinds("S.b"), Some([true, false, false]), "{tapes}");
    assert_eq!(kinds("S.c"), Some([false, false, true]), "{tapes}");
}

// Trap 13.
#[test]
fn what_runs_later() {
    check_held("let g = self.m.lock().unwrap(); let later = async { f().await }; drop(g); later.await;", false);
    check_held("let g = self.m.lock().unwrap(); async { f().await }.await;", true);
    check_held("let g = self.m.lock().unwrap(); spawn(async move { g.len(); }); f().await;", false);
}

// Trap 14.
#[test]
fn tokens_of_macros() {
    check_held("let g = self.m.lock().unwrap(); tokio::select! { _ = f() => {}, _ = h() => { k().await; } }", true);
    check_held(
        "{ let g = self.m.lock().unwrap(); } tokio::select! { _ = f() => {}, _ = h() => { k().await; } }",
        false,
    );
    check_held("let g = self.m.lock().unwrap(); println!(\"{}\", f().await);", true);
    check_order("tokio::join!(a, b);", &["suspend.join"]);
}

// Trap 15.
#[test]
fn cells_atomics_and_entries() {
    let (functions, tapes) = facts(&FRAME.replace("BODY", "let r = self.r.borrow_mut(); f().await;"));
    assert!(functions.iter().any(|function| is_held(function, Kind::Guard)), "{tapes}");
    check_held("let r = self.r.borrow_mut(); f().await;", false);
    check_order(
        "if self.flag.load(Ordering::SeqCst) { return; } f().await; self.flag.store(true, Ordering::SeqCst);",
        &["read.atomic self.flag", "suspend", "write.assign.set self.flag"],
    );
    check_order(
        "if self.flag.swap(true, Ordering::SeqCst) { return; }",
        &["read self.flag", "write.assign.set self.flag"],
    );
    check_order("self.jobs.entry(k).or_insert(v);", &["write.ifempty self.jobs"]);
    let (_, tapes) = facts(&FRAME.replace("BODY", "self.jobs.entry(k).or_insert(v);"));
    assert!(
        !tapes.contains("read.get") && !tapes.contains("write.insert"),
        "an entry is checked and filled at one stroke\n{tapes}"
    );
}

#[test]
fn a_check_and_what_it_decides() {
    let body = "if self.jobs.lock().unwrap().contains_key(&id) { return; } let job = make(&id).await; self.jobs.lock().unwrap().insert(id.clone(), job);";
    let (functions, tapes) = facts(&FRAME.replace("BODY", body));
    let asked = functions.iter().find(|function| function.path == "S.asked").expect("the method is found");
    let of =
        |word: Word| asked.events.iter().find(|event| event.word == word && event.key.is_some()).expect("it is there");
    let (check, write) = (of(Word::Read), of(Word::Write));
    assert!(check.is_check() && check.place == write.place, "{tapes}");
    assert_eq!(check.key.map(|key| key.text), write.key.map(|key| key.text), "{tapes}");
}

#[test]
fn what_a_guard_stands_for() {
    check_order(
        "let mut g = self.n.lock().unwrap(); xs.for_each(|x| g.total = x); *g = 1;",
        &["acquire.sync self.n", "write.assign.set *g"],
    );
    let (functions, tapes) =
        facts(&FRAME.replace("BODY", "let mut g = self.n.lock().unwrap(); xs.for_each(|x| keep(g.total)); *g = 1;"));
    let asked = functions.iter().find(|function| function.path == "S.asked").expect("the method is found");
    let place = |word: Word| asked.events.iter().find(|event| event.word == word).map(|event| event.place);
    assert_eq!(place(Word::Acquire), place(Word::Write), "{tapes}");
}
