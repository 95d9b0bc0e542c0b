//! Writing a file that somebody else may be reading or writing.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Replaces the contents of a file, as a whole or not at all: the new text is written beside it and takes its place.
/// Permissions stay. A link is followed, so that it stays one.
///
/// # Errors
/// What went wrong; also where the file no longer holds `before`, for then the new text was made of something else.
pub fn replace(path: &Path, before: &str, after: &str) -> Result<(), String> {
    let path = fs::canonicalize(path).map_err(|error| error.to_string())?;
    let (temporary, mut file) = beside(&path)?;
    let written = (|| {
        file.write_all(after.as_bytes())?;
        file.set_permissions(fs::metadata(&path)?.permissions())?;
        file.sync_all()?;
        if fs::read(&path)? != before.as_bytes() {
            return Err(std::io::Error::other("it has changed meanwhile; nothing was written"));
        }
        fs::rename(&temporary, &path)
    })();
    written.map_err(|error| {
        let _ = fs::remove_file(&temporary);
        error.to_string()
    })
}

/// Puts a file there, as a whole or not at all, in the place of what was there.
///
/// # Errors
/// What the system says.
pub fn place(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let (temporary, mut file) = beside(path).map_err(std::io::Error::other)?;
    let written = file.write_all(bytes).and_then(|()| fs::rename(&temporary, path));
    written.inspect_err(|_| {
        let _ = fs::remove_file(&temporary);
    })
}

/// A new file in the folder of `path`.
fn beside(path: &Path) -> Result<(PathBuf, File), String> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let process = std::process::id();
    for attempt in 0..100 {
        let temporary = path.with_file_name(format!(".{name}.{process}-{attempt}.tmp"));
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.to_string()),
        }
    }
    Err("no temporary file beside it could be made".to_string())
}
