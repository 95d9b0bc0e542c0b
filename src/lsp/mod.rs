//! The language server: from the bytes of an editor to findings and back.
//!
//! The only floor that names a type of the protocol. Five places hold all state, each its own, so there is no lock:
//! the [`gate`] owns the documents and changes them in the order of the wire; the [`analysis`] thread owns the auditors,
//! the settings and the verdicts; the [`indexer`] thread owns what the files of a root say to each other; the [`surveyor`]
//! thread judges what is not open; the [`outbox`] owns the way to the client. Requests hold snapshots.

mod actions;
mod analysis;
mod background;
mod convert;
mod diagnostics;
mod documents;
mod dossier;
mod feedback;
mod gate;
mod hover;
mod indexer;
mod mending;
mod outbox;
mod process;
mod profile;
mod progress;
mod protocol;
#[cfg(debug_assertions)]
mod rehearsal;
mod server;
mod settings;
mod state;
mod survey;
mod surveyor;
mod wire;

use gate::Gate;
use protocol::{LspService, Transport};
use server::Server;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

/// How many requests are under way at once before the reader waits.
const CONCURRENCY: usize = 256;

/// How long answers are still worked on after the input has ended.
const GRACE: Duration = Duration::from_secs(5);

/// Bytes between the sieve and the transport.
const PIPE: usize = 1 << 16;

/// Serves one client until it exits or its end of `input` closes. True where it took its leave as the protocol says:
/// `shutdown` before `exit`.
pub async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite) -> bool {
    let shut_down = Arc::new(AtomicBool::new(false));
    let (service, socket) =
        LspService::build(|client| Server { client }).custom_method("racelens/text", Server::text).finish();
    let gate = Gate::new(service, shut_down.clone());
    let (sifted, out) = tokio::io::duplex(PIPE);
    let sift = async move {
        if let Err(error) = wire::sift(input, out).await {
            tracing::warn!("the input broke off: {error}");
        }
        // The transport sees the end of its input and ends when all is answered, which nobody may be there to hear.
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        () = Transport::new(sifted, output, socket).concurrency_level(CONCURRENCY).serve(gate) => {}
        () = sift => {}
    }
    shut_down.load(Ordering::Acquire)
}

/// Serves the client at the other end of standard input and output. What goes wrong is logged on standard error; the
/// environment variable `RACELENS_LOG` says how much of it, such as `debug`.
pub fn run_stdio() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("RACELENS_LOG").unwrap_or_else(|_| "warn".into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    // Fails where the program has set up its log before.
    let _ = log.try_init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let orderly = runtime.block_on(serve(tokio::io::stdin(), tokio::io::stdout()));
    // The thread that reads the input cannot be woken from its read, so it is not waited for.
    runtime.shutdown_background();
    if orderly { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
