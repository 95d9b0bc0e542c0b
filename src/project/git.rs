//! What has changed since a revision, for those who look at changes only.
//!
//! Texts of the revision are read with plumbing that runs nothing of the project: no hook, no filter, no external diff,
//! no monitor of files, no fetch. What differs is worked out here.

use similar::{ChangeTag, TextDiff};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A revision of the repository around a folder.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The folder of the repository, as the file system has it.
    top: PathBuf,
    commit: String,
}

/// The lines of a file that are new or changed, or next to which something was taken away; 1-based.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The revision has not got the file.
    All,
    /// These.
    Lines(BTreeSet<u32>),
}

impl Changed {
    /// True where one of these lines is among them.
    pub fn touches(&self, first: u32, last: u32) -> bool {
        match self {
            Changed::All => true,
            Changed::Lines(lines) => lines.range(first..=last.max(first)).next().is_some(),
        }
    }
}

fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]);
    command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The first line that git prints.
fn ask(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let done = git(folder).args(arguments).output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => "git is not installed, and without it nobody knows what has changed".to_string(),
        _ => format!("git: {error}"),
    })?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        return Err(format!("git: {}", said.lines().next().unwrap_or("it failed without a word")));
    }
    Ok(String::from_utf8_lossy(&done.stdout).lines().next().unwrap_or("").to_string())
}

impl Revision {
    /// The commit where the current one has branched off the one of that name, in the repository around a folder: what
    /// others have done there since is no change of this branch.
    ///
    /// # Errors
    /// Where git is not installed, the folder is in no repository, or there is no such revision.
    pub fn find(folder: &Path, name: &str) -> Result<Revision, String> {
        let top = ask(folder, &["rev-parse", "--show-toplevel"])?;
        let named =
            ask(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")]);
        let named = named.map_err(|error| match error.strip_prefix("git: it failed") {
            Some(_) => format!("git knows no revision `{name}`"),
            None => error,
        })?;
        let commit = ask(folder, &["merge-base", &named, "HEAD"]).unwrap_or(named);
        let top = std::fs::canonicalize(&top).map_err(|error| format!("{top}: {error}"))?;
        Ok(Revision { top, commit })
    }

    /// What has changed in some files since then, as they are now: path and text.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn changed(&self, files: &[(PathBuf, String)]) -> Result<Vec<Changed>, String> {
        let mut child: Child = git(&self.top)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("git: {error}"))?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("git: no way to talk to it".to_string());
        };
        let mut output = BufReader::new(output);
        let mut changed = Vec::with_capacity(files.len());
        for (path, now) in files {
            let before = self.text(path, &mut input, &mut output).map_err(|error| format!("git: {error}"))?;
            changed.push(before.map_or(Changed::All, |before| Changed::Lines(lines(&before, now))));
        }
        drop(input);
        let _ = child.wait();
        Ok(changed)
    }

    /// The text of a file at the revision; none where there is none.
    fn text(&self, path: &Path, input: &mut impl Write, output: &mut impl BufRead) -> std::io::Result<Option<String>> {
        let Some(relative) = path.strip_prefix(&self.top).ok().and_then(Path::to_str) else { return Ok(None) };
        if relative.contains('\n') {
            return Ok(None);
        }
        let relative = relative.replace(std::path::MAIN_SEPARATOR, "/");
        writeln!(input, "{}:{relative}", self.commit)?;
        input.flush()?;
        // "<object> blob <size>", then the bytes and a line end; or "<name> missing".
        let mut head = String::new();
        output.read_line(&mut head)?;
        let mut words = head.trim_end().rsplit(' ');
        let size = words.next().and_then(|size| size.parse::<usize>().ok());
        let (Some(size), Some(sort)) = (size, words.next()) else { return Ok(None) };
        let mut bytes = vec![0; size + 1];
        output.read_exact(&mut bytes)?;
        bytes.pop();
        Ok((sort == "blob").then(|| String::from_utf8_lossy(&bytes).into_owned()))
    }
}

/// The lines of `now` that `before` has not, and those around what was taken away.
fn lines(before: &str, now: &str) -> BTreeSet<u32> {
    // What a checkout does to line ends is no change.
    let even = |text: &str| text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let (before, now) = (even(before), even(now));
    let mut lines = BTreeSet::new();
    let mut line = 0;
    for change in TextDiff::from_lines(&before, &now).iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => line += 1,
            ChangeTag::Insert => {
                line += 1;
                lines.insert(line);
            }
            ChangeTag::Delete => {
                lines.insert(line.max(1));
                lines.insert(line + 1);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_lines_and_the_edges_of_gaps_are_changed() {
        let changed = |before: &str, now: &str| lines(before, now).into_iter().collect::<Vec<_>>();
        assert_eq!(changed("a\nb\nc\n", "a\nb\nc\n"), Vec::<u32>::new());
        assert_eq!(changed("a\r\nb\r\n", "a\nb\n"), Vec::<u32>::new());
        assert_eq!(changed("a\nb\nc\n", "a\nx\nb\nc\n"), [2]);
        assert_eq!(changed("a\nb\nc\nd\n", "a\nc\nd\n"), [1, 2]);
        assert!(Changed::All.touches(7, 7));
        assert!(Changed::Lines([3].into()).touches(2, 3) && !Changed::Lines([3].into()).touches(4, 9));
    }
}
