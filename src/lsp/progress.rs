//! Files that are looked through, as the client shows it: begun, so far along, done.
//!
//! Whoever works only says how far it is and waits for nobody. What the client has not been told yet is not kept: only the
//! newest state counts.

use super::protocol::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::watch;

/// The client is told at each so many percent.
const STRIDE: usize = 5;

/// Counts files, from any number of threads. The work is done when this is dropped.
#[derive(Debug)]
pub struct Meter {
    done: AtomicUsize,
    total: usize,
    told: watch::Sender<usize>,
}

/// What a meter says.
#[derive(Debug)]
pub struct Dial {
    title: String,
    total: usize,
    done: watch::Receiver<usize>,
}

impl Meter {
    /// A meter of so many files, and what is to be shown of it.
    pub fn new(title: String, total: usize) -> (Meter, Dial) {
        let (told, done) = watch::channel(0);
        (Meter { done: AtomicUsize::new(0), total, told }, Dial { title, total, done })
    }

    /// One more file is done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let strides = |done: usize| percent(done, self.total) / STRIDE;
        // Told by the file that makes a stride full; a thread that comes late takes nothing back.
        if strides(done) > strides(done - 1) {
            self.told.send_if_modified(|told| {
                let further = done > *told;
                *told = done.max(*told);
                further
            });
        }
    }
}

fn percent(done: usize, total: usize) -> usize {
    done * 100 / total.max(1)
}

impl Dial {
    /// Shows the client what the meter says, until the meter is gone.
    ///
    /// # Errors
    /// Where the client does not want to show it.
    pub async fn show(mut self, client: Client, token: i32) -> Result<()> {
        let token = NumberOrString::Number(token);
        client.create_work_done_progress(token.clone()).await?;
        let (message, percent) = self.now();
        let progress = client.progress(token, self.title.clone()).with_message(message).with_percentage(percent);
        let progress = progress.begin().await;
        while self.done.changed().await.is_ok() {
            let (message, percent) = self.now();
            progress.report_with_message(message, percent).await;
        }
        progress.finish().await;
        Ok(())
    }

    /// In words, since some clients show no number, and in percent.
    fn now(&mut self) -> (String, u32) {
        let done = *self.done.borrow_and_update();
        (format!("{done} of {} files", self.total), percent(done, self.total) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_steps_are_told_and_the_last_is_the_whole() {
        let (meter, mut dial) = Meter::new("reads".to_string(), 1000);
        let mut told = Vec::new();
        for _ in 0..1000 {
            meter.step();
            if dial.done.has_changed().unwrap_or(false) {
                told.push(dial.now());
            }
        }
        let wanted = |n: usize| (format!("{} of 1000 files", n * 50), n as u32 * 5);
        assert_eq!(told, (1..=20).map(wanted).collect::<Vec<_>>());
        drop(meter);
        assert!(dial.done.has_changed().is_err(), "done");
    }

    #[test]
    fn a_few_files_are_told_one_by_one_and_none_are_no_trouble() {
        let (meter, mut dial) = Meter::new("reads".to_string(), 3);
        let mut told = || {
            meter.step();
            dial.now().1
        };
        assert_eq!([told(), told(), told()], [33, 66, 100]);
        assert_eq!(Meter::new("reads".to_string(), 0).1.now(), ("0 of 0 files".to_string(), 0));
    }
}
