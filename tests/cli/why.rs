//! `racelens audit --why-silent`: what came near a line, and what it lacked.

use crate::Project;

const STOCK: &str = "\
import asyncio


class Stock:
    def __init__(self):
        self._lock = asyncio.Lock()
        self._left = {}
        self._open = None

    async def take(self, article):
        async with self._lock:
            if self._left.get(article):
                await asyncio.sleep(1)
                self._left[article] = 0

    async def open(self):
        if self._open is None:
            self._open = 1
            await asyncio.sleep(1)

    async def start(self):
        if self._open is None:
            await asyncio.sleep(1)
            self._open = 1
";

fn why(spot: &str) -> String {
    let project = Project::new(&[("src/stock.py", STOCK)]);
    project.run(&["audit", "--why-silent", spot]).quiet().1.to_string()
}

#[test]
fn a_lock_is_named() {
    insta::assert_snapshot!(why("src/stock.py:14").split("\n\n").next().unwrap(), @r"
    check-then-act-across-await about `self._left[article]`, in Stock.take
        check      line 12    self._left.get(article)
        suspend    line 13    await asyncio.sleep(1)
        write      line 14    self._left[article] = 0
        silent:    `self._lock` is held from the first step to the last, and by whoever would interfere.
    ");
}

#[test]
fn a_step_that_is_missing_is_named() {
    let told = why("src/stock.py:19");
    let near = told.split("\n\n").find(|near| near.starts_with("check-then-act")).unwrap();
    insta::assert_snapshot!(near, @r"
    check-then-act-across-await about `self._open`, in Stock.open
        check      line 17    self._open
        suspend    line 19    await asyncio.sleep(1)
        write      missing
        silent:    no `write` after it on any path
    ");
}

#[test]
fn what_is_reported_is_said_so() {
    let told = why("src/stock.py:23:5");
    assert!(told.contains("reported on line 24 (warning)"), "{told}");
}

#[test]
fn nothing_near_is_said_in_a_line() {
    assert_eq!(why("src/stock.py:1"), "No rule looks for anything that is on this line.\n");
}

#[test]
fn a_comment_that_allows_is_named() {
    let comment = "  # racelens: allow(lazy-init-race, check-then-act-across-await): one caller\n";
    let allowed = format!("{}{comment}", STOCK.trim_end());
    let project = Project::new(&[("stock.py", &allowed)]);
    let told = project.run(&["audit", "--why-silent", "stock.py:24"]).stdout;
    assert!(told.contains(": allowed by a comment.\n"), "{told}");
}

#[test]
fn a_line_that_is_not_there_is_2() {
    let project = Project::new(&[("stock.py", STOCK)]);
    let told = |spot: &str| {
        let run = project.run(&["audit", "--why-silent", spot]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        run.stderr
    };
    assert!(told("stock.py:999").contains("it has no line 999"));
    assert!(told("nowhere.py:1").contains("nowhere.py"));
    assert!(told("stock.py").contains("not FILE:LINE"));
}

const STORE: &str = "\
export class RoomStore {
  private rooms = new Map<string, Room>();

  has(code: string): boolean {
    return this.rooms.has(code);
  }

  put(code: string, room: Room): void {
    if (!this.rooms.has(code)) this.rooms.set(code, room);
  }

  set(code: string, room: Room): void {
    this.rooms.set(code, room);
  }
}

export const store = new RoomStore();
";

const ROOMS: &str = "\
import { store } from './store';

export async function enter(code: string) {
  if (!store.has(code)) {
    const room = await createRoom(code);
    store.set(code, room);
  }
}

export async function open(code: string) {
  if (!store.has(code)) {
    const room = await createRoom(code);
    store.put(code, room);
  }
}
";

#[test]
fn the_other_files_of_the_project_count() {
    let project = Project::new(&[("package.json", "{}"), ("src/store/store.ts", STORE), ("src/store/rooms.ts", ROOMS)]);
    let why = |spot: &str| project.run(&["audit", "--why-silent", spot]).quiet().1.to_string();
    assert!(why("src/store/rooms.ts:6").starts_with("check-then-act-across-await: reported on line 6 (warning)"));
    insta::assert_snapshot!(why("src/store/rooms.ts:13").split("\n\n").next().unwrap());
}
