//! The queue of parcels, and the place in it that survives a restart.

use crate::labels::Labels;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;

pub struct Worker {
    done: Arc<Mutex<u64>>,
    stop: mpsc::Sender<()>,
    task: JoinHandle<()>,
}

impl Worker {
    /// The printer's driver stays on the thread that opened it, and so does the worker: call this on a `LocalSet`.
    pub fn start(labels: Arc<Labels>, mut parcels: mpsc::Receiver<u64>, state: PathBuf) -> Worker {
        let (stop, mut stopped) = mpsc::channel(1);
        let done = Arc::new(Mutex::new(load(&state).unwrap_or(0)));
        let count = Arc::clone(&done);
        let task = tokio::task::spawn_local(async move {
            loop {
                let parcel = tokio::select! {
                    parcel = parcels.recv() => parcel,
                    _ = stopped.recv() => None,
                };
                let Some(parcel) = parcel else { break };
                // One parcel at a time: the printer has one roll of paper.
                let mut count = count.lock().await;
                if print(&labels, parcel).await.is_ok() {
                    *count += 1;
                }
                let _ = save(&state, *count);
            }
        });
        Worker { done, stop, task }
    }

    pub async fn done(&self) -> u64 {
        *self.done.lock().await
    }

    /// Ends after the parcel at hand.
    pub async fn stop(self) {
        let _ = self.stop.send(()).await;
        let _ = self.task.await;
    }
}

async fn print(labels: &Labels, parcel: u64) -> Result<(), reqwest::Error> {
    let mut pause = Duration::from_millis(200);
    for _ in 0..3 {
        match labels.label(parcel).await {
            Ok(_) => return Ok(()),
            Err(error) if error.is_timeout() => tokio::time::sleep(pause).await,
            Err(error) => return Err(error),
        }
        pause *= 2;
    }
    labels.label(parcel).await.map(|_| ())
}

fn load(state: &Path) -> Option<u64> {
    fs::read_to_string(state).ok()?.trim().parse().ok()
}

/// A crash leaves the old number or the new one.
fn save(state: &Path, done: u64) -> io::Result<()> {
    let next = state.with_extension("next");
    let mut file = fs::File::create(&next)?;
    writeln!(file, "{done}")?;
    file.sync_all()?;
    fs::rename(&next, state)
}
