//! One hazard gives one report: where two rules, or two patterns of one, find the same place in the same span.

use crate::sources::afresh;
use racelens::audit::Severity;
use racelens::syntax::by_extension;

/// A class guards a list, and another looks whether it is empty and then at its length without the lock: a field that is
/// mostly guarded is looked at without its lock, from outside of its class.
const BYPASSED: &str = "
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


class Player:
    def __init__(self):
        self.queue = TrackQueue()

    def current(self):
        if self.queue.tracks:
            return self.queue.tracks[0]
        return None
";

#[test]
fn one_hazard_gives_one_report() {
    let found = afresh(by_extension("py").unwrap(), BYPASSED);
    let told: Vec<(&str, Severity)> = found.iter().map(|finding| (finding.rule.as_str(), finding.severity)).collect();
    assert_eq!(told, [("lock-bypassed", Severity::Warning)]);
}
