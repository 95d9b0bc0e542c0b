//! What is kept from one run to the next, on disk: it makes runs fast, and never changes what they say.

use crate::{Project, ROOMS, STORE};
use std::fs;
use std::path::PathBuf;

const TRACKS: &str = "\
import threading


class TrackQueue:
    def __init__(self):
        self._lock = threading.Lock()
        self.tracks = []
        self.position = 0

    def add(self, track):
        with self._lock:
            self.tracks.append(track)

    def clear(self):
        with self._lock:
            self.tracks.clear()
            self.position = 0

    def advance(self):
        with self._lock:
            if self.position + 1 < len(self.tracks):
                self.position = self.position + 1
";

const PLAYER: &str = "\
from .tracks import TrackQueue


class Player:
    def __init__(self):
        self.queue = TrackQueue()

    def jump(self, position):
        self.queue.position = position

    def current(self):
        if self.queue.tracks:
            return self.queue.tracks[0]
        return None

async def idle():
    await rest()
";

const ARGUMENTS: [&str; 6] = ["audit", "--strict", "--cache-dir", ".kept", "--format", "json"];

fn project() -> Project {
    Project::new(&[("src/store.ts", STORE), ("src/rooms.ts", ROOMS)])
}

/// The one cache of the project.
fn kept(project: &Project) -> Option<PathBuf> {
    let mut files = fs::read_dir(project.path().join(".kept")).ok()?;
    let file = files.next()?.unwrap().path();
    assert!(files.next().is_none(), "nothing is left beside it");
    Some(file)
}

/// What an audit says with the cache as it is; the same as one without.
fn audit(project: &Project) -> String {
    let with = project.run(&ARGUMENTS);
    let without = project.run(&["audit", "--strict", "--no-cache", "--format", "json"]);
    assert_eq!(with.stdout, without.stdout);
    with.stdout
}

#[test]
fn the_second_run_says_the_same_and_writes_nothing() {
    let project = project();
    let first = audit(&project);
    assert!(first.contains("check-then-act-across-await"), "{first}");
    let before = fs::metadata(kept(&project).unwrap()).unwrap().modified().unwrap();
    assert_eq!(audit(&project), first);
    assert_eq!(fs::metadata(kept(&project).unwrap()).unwrap().modified().unwrap(), before);
}

#[test]
fn what_was_told_is_kept() {
    let project = project();
    audit(&project);
    let bytes = fs::read(kept(&project).unwrap()).unwrap();
    let told = b"check-then-act-across-await";
    assert!(bytes.windows(told.len()).any(|window| window == told));
}

#[test]
fn an_edit_in_one_file_counts_in_another() {
    let project = project();
    let first = audit(&project);
    project.write("src/store.ts", STORE.replace("this.rooms.set(code, room)", "console.log(code, room)").as_bytes());
    assert!(!audit(&project).contains("check-then-act-across-await"));
    project.write("src/store.ts", STORE.as_bytes());
    assert_eq!(audit(&project), first);
}

#[test]
fn lines_that_moved_in_another_file_are_told_where_they_are() {
    let project = Project::new(&[("src/tracks.py", TRACKS), ("src/player.py", PLAYER)]);
    let first = audit(&project);
    assert!(first.contains("lock-bypassed") && first.contains("\"path\": \"src/tracks.py\""), "{first}");
    project.write("src/tracks.py", format!("\n\n{TRACKS}").as_bytes());
    assert_ne!(audit(&project), first);
    project.write("src/tracks.py", TRACKS.as_bytes());
    assert_eq!(audit(&project), first);
}

#[test]
fn settings_paths_and_comments_count() {
    let project = project();
    let first = audit(&project);
    project.write("racelens.toml", b"[rules]\ncheck-then-act-across-await = \"off\"\n");
    assert!(!audit(&project).contains("check-then-act-across-await"));
    project.write("racelens.toml", b"[rules]\ncheck-then-act-across-await = \"info\"\n");
    assert!(audit(&project).contains("\"info\""));
    fs::remove_file(project.path().join("racelens.toml")).unwrap();
    project.write(
        "src/rooms.ts",
        ROOMS
            .replace("    store.put", "    // racelens: allow(check-then-act-across-await) one user\n    store.put")
            .as_bytes(),
    );
    assert!(!audit(&project).contains("\"check-then-act-across-await\""));
    project.write("src/rooms.ts", ROOMS.as_bytes());
    assert_eq!(audit(&project), first);
    fs::rename(project.path().join("src/rooms.ts"), project.path().join("src/rooms.test.ts")).unwrap();
    assert_ne!(audit(&project), first);
}

#[test]
fn forms_with_and_without_fixes_share_it() {
    let project = project();
    let short = project.run(&["audit", "--cache-dir", ".kept", "--format", "github"]);
    let long = audit(&project);
    assert!(long.contains("\"fixes\""));
    assert_eq!(project.run(&["audit", "--cache-dir", ".kept", "--format", "github"]).stdout, short.stdout);
    let map = project.run(&["map", "--cache-dir", ".kept"]).stdout;
    assert_eq!(project.run(&["map", "--no-cache"]).stdout, map);
}

#[test]
fn a_damaged_cache_or_none_to_be_had_is_no_fault() {
    let project = project();
    let first = audit(&project);
    fs::write(kept(&project).unwrap(), b"racelens cache 1 and then nothing of the kind").unwrap();
    assert_eq!(audit(&project), first);
    let file = kept(&project).unwrap();
    assert!(fs::metadata(&file).unwrap().len() > 100, "it is written again");
    fs::remove_dir_all(project.path().join(".kept")).unwrap();
    fs::write(project.path().join(".kept"), b"a file where the folder should be").unwrap();
    assert_eq!(audit(&project), first);
}

#[test]
fn many_runs_at_once_do_each_other_no_harm() {
    let project = project();
    let first = project.run(&["audit", "--strict", "--no-cache", "--format", "json"]).stdout;
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| project.run(&ARGUMENTS).stdout)).collect();
        for run in runs {
            assert_eq!(run.join().unwrap(), first);
        }
    });
    assert_eq!(audit(&project), first);
    assert!(kept(&project).is_some());
}

#[test]
fn without_a_cache_nothing_is_written() {
    let project = project();
    project.run(&["audit", "--no-cache"]);
    let names: Vec<_> = fs::read_dir(project.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["src"]);
}
