//! `racelens tape`: the events of a file, as the rules see them.

use super::{CLEAN, print};
use crate::audit::{Catalogue, Settings};
use crate::facts::{self, Facts};
use crate::project::config;
use crate::project::discover::{self, Unread};
use crate::syntax::{self, Document};
use std::path::Path;

pub(super) fn run(file: &Path) -> Result<u8, String> {
    let named = |message: &str| format!("{}: {message}", file.display());
    let language =
        syntax::by_path(file).ok_or_else(|| named("not a file of TypeScript, JavaScript, Python or Rust"))?;
    let text = discover::read(file, true).map_err(|unread| match unread {
        Unread::Io(error) => named(&error.to_string()),
        Unread::NotText(why) => named(why),
        Unread::Skip(_) | Unread::Gone => named("nothing to read"),
    })?;
    let settings = settings_of(file)?;
    print(&tape(&Document::new(language, text), settings.catalogue())?)?;
    Ok(CLEAN)
}

/// What holds for a file, with what its project calls its own.
fn settings_of(file: &Path) -> Result<Settings, String> {
    let file = std::fs::canonicalize(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let config = config::load(file.parent().unwrap_or(&file)).map_err(|error| error.to_string())?;
    Ok(config.settings_for(&file))
}

fn tape(document: &Document, catalogue: &Catalogue) -> Result<String, String> {
    let knowledge = catalogue.knowledge(document.language()).ok_or("nothing is known of this language")?;
    let facts = Facts::default().read(document, knowledge);
    let mut out = String::new();
    for (offset, item) in &facts.items {
        let text = document.text().get(*offset as usize..).unwrap_or("");
        out += &facts::print(&item.functions, text, &|at| document.lines().line(offset + at));
    }
    Ok(out)
}
