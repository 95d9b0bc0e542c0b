//! An editor that dies without a word must not leave us behind.

use std::time::Duration;

const EVERY: Duration = Duration::from_secs(3);

/// Ends this process once the process of the client is gone. A client in another process namespace (behind a container,
/// say) gives a number that means nothing here, so one that is not there to begin with is not watched: then the end of
/// the input is the end of us.
pub fn leave_with(client: u32) {
    if !lives(client) {
        return;
    }
    tokio::spawn(async move {
        while lives(client) {
            tokio::time::sleep(EVERY).await;
        }
        tracing::warn!("the client, process {client}, is gone");
        std::process::exit(1);
    });
}

/// True while a process exists and is no zombie.
#[cfg(target_os = "linux")]
fn lives(id: u32) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{id}/stat")) else {
        return false;
    };
    // The name, in parentheses, may hold anything; the state is the first letter after it.
    let state = stat.rsplit_once(')').map(|(_, rest)| rest.trim_start());
    !state.is_some_and(|state| state.starts_with(['Z', 'X']))
}

/// True while a process exists.
#[cfg(all(unix, not(target_os = "linux")))]
fn lives(id: u32) -> bool {
    let kill =
        std::process::Command::new("kill").args(["-0", &id.to_string()]).stderr(std::process::Stdio::null()).status();
    kill.is_ok_and(|status| status.success())
}

/// Not known here: nothing is watched, and the end of the input is the end of us.
#[cfg(not(unix))]
fn lives(_: u32) -> bool {
    false
}
