//! `racelens completions` and `racelens man`: what a shell and man(1) want to know of the command line.

use super::{Arguments, CLEAN, print};
use clap::CommandFactory;
use clap_complete::Shell;

/// Prints the completions for a shell.
pub(super) fn completions(shell: Shell) -> Result<u8, String> {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "racelens", &mut out);
    print(&String::from_utf8_lossy(&out))?;
    Ok(CLEAN)
}

/// Prints the manual page of racelens, or of one of its commands.
pub(super) fn manual(command: Option<&str>) -> Result<u8, String> {
    let mut all = Arguments::command();
    all.build();
    let page = match command {
        None => all,
        Some(name) => {
            let known = all.get_subcommands().find(|command| command.get_name() == name);
            known.ok_or_else(|| format!("there is no command `{name}`"))?.clone()
        }
    };
    let mut out = Vec::new();
    clap_mangen::Man::new(page).render(&mut out).map_err(|error| error.to_string())?;
    print(&String::from_utf8_lossy(&out))?;
    Ok(CLEAN)
}
