//! `racelens map`: the state that functions share, within files and across them.

use crate::Project;
use serde_json::Value;

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
