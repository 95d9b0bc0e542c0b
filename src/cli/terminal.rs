//! What the terminal at the other end can do.

use clap::ColorChoice;
use std::env;
use std::io::{self, IsTerminal};

/// Whether what goes to stdout is coloured.
pub(super) fn colored(choice: ColorChoice) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => io::stdout().is_terminal() && !is_set("NO_COLOR") && !dumb(),
    }
}

/// Whether places in what goes to stdout are links that the terminal opens.
pub(super) fn linked(choice: ColorChoice) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => io::stdout().is_terminal() && !dumb() && opens_links(&|name| env::var(name).ok()),
    }
}

/// Whether the terminal prints what it is sent and does nothing else.
pub(super) fn dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Characters in a line of the terminal, or 100.
pub(super) fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0).clamp(40, 180))
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Terminals cannot be asked whether they know OSC 8, so it goes by the names that those have who do. The one of VS Code is
/// not among them: it makes links of places by itself, with their line.
fn opens_links(variable: &dyn Fn(&str) -> Option<String>) -> bool {
    if let Some(forced) = variable("FORCE_HYPERLINK") {
        return forced != "0";
    }
    let program = variable("TERM_PROGRAM").unwrap_or_default();
    let known = ["iTerm.app", "WezTerm", "ghostty", "Hyper", "Tabby", "WarpTerminal", "rio", "mintty"];
    let term = variable("TERM").unwrap_or_default();
    known.contains(&program.as_str())
        || ["xterm-kitty", "alacritty", "foot", "xterm-ghostty", "wezterm", "contour"]
            .iter()
            .any(|known| term.starts_with(known))
        || ["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"].iter().any(|name| variable(name).is_some())
        || variable("VTE_VERSION").and_then(|version| version.parse().ok()).is_some_and(|version: u32| version >= 5000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opens(variables: &[(&str, &str)]) -> bool {
        opens_links(&|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.to_string())
        })
    }

    #[test]
    fn links_are_for_terminals_that_are_known_to_open_them() {
        assert!(!opens(&[]));
        assert!(!opens(&[("TERM", "xterm-256color")]));
        assert!(opens(&[("TERM", "xterm-kitty")]));
        assert!(opens(&[("TERM", "xterm-256color"), ("VTE_VERSION", "6800")]));
        assert!(!opens(&[("VTE_VERSION", "4600")]));
        assert!(opens(&[("TERM_PROGRAM", "WezTerm")]));
        assert!(!opens(&[("TERM_PROGRAM", "vscode")]));
        assert!(!opens(&[("TERM_PROGRAM", "Apple_Terminal")]));
        assert!(opens(&[("FORCE_HYPERLINK", "1")]) && !opens(&[("FORCE_HYPERLINK", "0"), ("TERM", "foot")]));
    }
}
