//! Work that nobody waits for: its threads leave the processor to those that somebody waits for.
//!
//! The files of a root are read as soon as the editor is there, which is when the user begins to type. With as many threads at
//! work as there are processors, a keystroke would wait for its turn longer than its judgement takes.

/// From now on the thread that calls this, with all that it starts, has the processor a tenth of the time while others want it. Where the
/// system knows no priority of threads, nothing happens.
pub fn give_way() {
    // On Linux that is the priority of the thread alone; elsewhere it would be that of the whole process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, LOW) {
        tracing::debug!("no lower priority: {error}");
    }
}

/// A low priority, as `nice` counts them. Not the least: beside a build on all processors the index would never get done.
#[cfg(target_os = "linux")]
const LOW: i32 = 10;
