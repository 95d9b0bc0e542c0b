//! `racelens map`: the state that functions share, within files and across them.

use crate::{Project, ROOMS, STORE};
use serde_json::Value;
use std::collections::BTreeSet;

const SESSION: &str = "\
export class Session {
  private _driver = 'a';
  busy = false;
  readonly limit = 3;
  last?: Date;

  get driver() { return this._driver; }
  set driver(value: string) { this._driver = value; }

  async send(text: string) {
    if (this.busy) return;
    await post(text);
    this.busy = true;
    this.last = new Date();
  }
}

export const session = new Session();
";

const HANDLERS: &str = "\
import { session as shared } from './session';
import * as state from './state';

export async function onText(text: string) {
  if (shared.busy) return;
  shared.driver = 'b';
  state.jobs.set(text, 1);
  await shared.send(text);
}
";

const STATE: &str = "export const jobs = new Map<string, number>();\nexport const limits = new Map();\n";

fn project() -> Project {
    Project::new(&[
        ("src/session.ts", SESSION),
        ("src/handlers.ts", HANDLERS),
        ("src/state.ts", STATE),
        ("src/session.test.ts", "import { session } from './session';\nit('x', () => { session.busy = true; });\n"),
    ])
}

#[test]
fn places_of_two_files_are_one_place() {
    insta::assert_snapshot!(project().run(&["map"]).quiet().1);
}

#[test]
fn json_has_each_place_with_its_lines() {
    let map: Value = serde_json::from_str(project().run(&["map", "--format", "json"]).quiet().1).unwrap();
    let names: Vec<&str> =
        map["places"].as_array().unwrap().iter().map(|place| place["place"].as_str().unwrap()).collect();
    assert_eq!(names, ["Session._driver", "Session.busy", "Session.last", "jobs"]);
    insta::assert_snapshot!(format!("{:#}", map["places"][0]));
}

#[test]
fn all_shows_what_nothing_changes_too() {
    let project =
        Project::new(&[("a.py", "LIMIT = 3\n\n\ndef one():\n    return LIMIT\n\n\ndef two():\n    return LIMIT\n")]);
    assert!(project.run(&["map", "--all"]).stdout.starts_with("LIMIT  start-up only\n"));
    assert_eq!(project.run(&["map"]).quiet(), (0, "No state is shared.\n"));
}

#[test]
fn locks_and_files_are_told() {
    let python = "\
import json
import threading

STATE = 'state.json'


class Jobs:
    def __init__(self):
        self._lock = threading.Lock()
        self.done = 0
        self.open = {}

    def finish(self, job):
        with self._lock:
            self.done += 1
            self.open.pop(job)

    def count(self):
        with self._lock:
            return self.done

    def peek(self, job):
        return self.open.get(job)


def save(jobs):
    with open(STATE, 'w') as file:
        json.dump(jobs, file)


def load():
    with open(STATE) as file:
        return json.load(file)
";
    let project = Project::new(&[("jobs.py", python)]);
    let map: Value = serde_json::from_str(project.run(&["map", "--format", "json"]).quiet().1).unwrap();
    let told: Vec<String> = map["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| {
            let word = |key: &str| place[key].as_str().unwrap().to_string();
            format!("{} {} {} {}", word("place"), word("kind"), word("verdict"), place["guarded_by"])
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_folder_that_is_not_there_is_2() {
    let run = project().run(&["map", "nowhere"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("nowhere"), "{}", run.stderr);
}

/// The places of a map: name, and the files of the lines that touch it.
fn shared(project: &Project) -> Vec<String> {
    let map: Value = serde_json::from_str(project.run(&["map", "--format", "json"]).quiet().1).unwrap();
    let places = map["places"].as_array().unwrap().iter();
    let told = places.map(|place| {
        let touched = [&place["writes"], &place["reads"]].into_iter().flat_map(|list| list.as_array().unwrap());
        let files: BTreeSet<&str> = touched.map(|access| access["path"].as_str().unwrap()).collect();
        format!("{}: {}", place["place"].as_str().unwrap(), files.into_iter().collect::<Vec<_>>().join(" "))
    });
    told.collect()
}

#[test]
fn names_mean_what_the_configuration_of_typescript_says() {
    let state = "export const limits = { jobs: 0 };\n";
    let store = "class Store {\n  open = new Map();\n}\nexport default new Store();\n";
    let project = Project::new(&[
        ("tsconfig.json", "{ \"compilerOptions\": { \"paths\": { \"~/*\": [\"./app/*\"] } } } // ours"),
        ("app/state.ts", state),
        ("app/use.ts", "import { limits } from '~/state';\nexport function add() { limits.jobs += 1; }\n"),
        ("packages/store/package.json", "{ \"name\": \"@us/store\", \"main\": \"dist/index.js\" }"),
        ("packages/store/src/index.ts", "export { default } from './store';\nexport * as state from '~/state';\n"),
        ("packages/store/src/store.ts", store),
        (
            "app/other.ts",
            "import store, { state } from '@us/store';\nexport function put() { store.open.set('a', 1); state.limits.jobs = 2; }\n",
        ),
        ("app/third.ts", "import held from '@us/store';\nexport function drop() { held.open.delete('a'); }\n"),
    ]);
    assert_eq!(shared(&project), ["limits: app/other.ts app/use.ts", "Store.open: app/other.ts app/third.ts"]);
}

#[test]
fn names_mean_what_the_packages_of_python_say() {
    let project = Project::new(&[
        ("src/app/__init__.py", "from .state import state\n"),
        ("src/app/state.py", "class State:\n    pass\n\n\nstate = State()\n"),
        ("src/app/limits.py", "times = 0\n"),
        ("src/app/api/__init__.py", ""),
        ("src/app/api/views.py", "from app import state as known\n\n\ndef add(job):\n    known.jobs[job] = 1\n"),
        (
            "src/app/api/admin.py",
            "from .. import limits\nfrom ..state import state\n\n\ndef drop(job):\n    state.jobs.pop(job)\n    limits.times += 1\n",
        ),
        ("tests/test_it.py", "from app.state import state\n\n\ndef test_it():\n    state.jobs[1] = 2\n"),
    ]);
    assert_eq!(
        shared(&project),
        ["State.jobs: src/app/api/admin.py src/app/api/views.py", "times: src/app/api/admin.py src/app/limits.py"]
    );
}

#[test]
fn names_mean_what_the_crates_of_rust_say() {
    let project = Project::new(&[
        ("web/Cargo.toml", "[package]\nname = \"web\"\n"),
        ("web/src/main.rs", "mod state;\nmod api;\nfn main() {}\n"),
        (
            "web/src/state.rs",
            "use std::sync::Mutex;\npub static STATE: State = State::new();\npub struct State {\n    pub open: Mutex<Vec<u32>>,\n}\n",
        ),
        (
            "web/src/api.rs",
            "use crate::state::{STATE, State};\nuse job_store::KNOWN;\npub fn add() {\n    STATE.open.lock().unwrap().push(1);\n    KNOWN.jobs.lock().unwrap().push(1);\n}\nimpl State {\n    pub fn clear(&self) {\n        self.open.lock().unwrap().clear();\n    }\n}\n",
        ),
        ("store/Cargo.toml", "[package]\nname = \"job-store\"\n"),
        ("store/src/lib.rs", "mod known;\npub use known::KNOWN;\n"),
        (
            "store/src/known.rs",
            "use std::sync::Mutex;\npub struct Known {\n    pub jobs: Mutex<Vec<u32>>,\n}\npub static KNOWN: Known = Known::new();\npub fn clear() {\n    KNOWN.jobs.lock().unwrap().clear();\n}\n",
        ),
    ]);
    assert_eq!(shared(&project), ["Known.jobs: store/src/known.rs web/src/api.rs", "State.open: web/src/api.rs"]);
}

#[test]
fn a_hazard_in_a_caller_of_another_file_is_one_of_the_place() {
    let project = Project::new(&[("src/store.ts", STORE), ("src/rooms.ts", ROOMS)]);
    let text = project.run(&["map"]).quiet().1.to_string();
    assert!(text.contains("RoomStore.rooms  hazard") && text.contains("on line 5 of src/rooms.ts"), "{text}");
}

#[test]
fn what_a_class_inherits_is_one_place() {
    let base = "\
export abstract class Channel {
  protected open = false;
  protected last: string | null = null;

  close() {
    this.open = false;
  }
}
";
    let voice = "\
import { Channel } from './channel';

export class Voice extends Channel {
  async join(who: string) {
    this.open = true;
    await greet(who);
    this.last = who;
  }
}

export class Stage extends Voice {
  speaker() {
    return this.last;
  }
}
";
    let project = Project::new(&[("src/channel.ts", base), ("src/voice.ts", voice)]);
    let places = ["Channel.last: src/voice.ts", "Channel.open: src/channel.ts src/voice.ts"];
    let mut found = shared(&project);
    found.sort();
    assert_eq!(found, places);
    let project =
        Project::new(&[("src/all.ts", &format!("{base}{}", voice.lines().skip(2).collect::<Vec<_>>().join("\n")))]);
    let mut found = shared(&project);
    found.sort();
    assert_eq!(found, ["Channel.last: src/all.ts", "Channel.open: src/all.ts"]);
}

#[test]
fn what_an_object_holds_is_a_place_of_its_class() {
    let python = "\
import asyncio


class Queue:
    def __init__(self):
        self.tracks = []

    def add(self, track):
        self.tracks.append(track)


class Player:
    def __init__(self):
        self.queue = Queue()

    async def play(self):
        while self.queue.tracks:
            await asyncio.sleep(1)
            self.queue.tracks.pop()
";
    let project = Project::new(&[("player.py", python)]);
    assert_eq!(shared(&project), ["Queue.tracks: player.py"]);
}
