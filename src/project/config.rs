//! `racelens.toml`: how much rules weigh, for the whole project and for some of its paths, what to look at, and what the
//! project calls its own.
//!
//! ```toml
//! profile = "strict"
//! include = ["src/"]
//! exclude = ["fixtures/"]
//!
//! [rules]
//! lost-update = "error"
//!
//! [[paths]]
//! glob = ["legacy/**"]
//! rules = { lost-update = "hint" }
//!
//! [names]
//! async-locks = ["Turnstile"]
//! ```
//!
//! Globs are those of `.gitignore`, relative to the folder of the file. Of several `[[paths]]` that match, later ones win.

use crate::audit::{Catalogue, FOLDER, Names, Own, Profile, Settings, Severity, with_own};
use crate::syntax::suggest;
use crate::text::{Encoding, Lines};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The name of the file.
pub const FILE_NAME: &str = "racelens.toml";

/// What `racelens.toml` says, as it is written.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "racelens.toml")]
struct Written {
    /// How much is told where nothing else is said: minimal (errors and warnings), recommended (the default), or strict
    /// (hints weigh as infos).
    #[serde(default)]
    profile: Profile,
    /// The only files and folders that are audited, as globs of `.gitignore`, relative to this file; all where none is named.
    #[serde(default)]
    include: Vec<String>,
    /// Files and folders that are not audited, as globs of `.gitignore`, relative to this file.
    #[serde(default)]
    exclude: Vec<String>,
    /// Rule id to severity: off, hint, info, warning or error.
    #[serde(default)]
    rules: BTreeMap<String, Severity>,
    /// Severities for some paths. Where several entries match a path, later ones win.
    #[serde(default)]
    paths: Vec<WrittenPaths>,
    /// What the project calls its own: locks, sleeping and blocking functions and the like.
    #[serde(default)]
    names: Names,
}

/// The severities of some paths.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WrittenPaths {
    /// Which paths, as globs of `.gitignore`, relative to this file.
    glob: Vec<String>,
    /// Rule id to severity: off, hint, info, warning or error.
    rules: BTreeMap<String, Severity>,
}

/// Every key that the file may hold.
const KEYS: [&str; 14] = [
    "profile",
    "include",
    "exclude",
    "rules",
    "paths",
    "glob",
    "names",
    "locks",
    "async-locks",
    "handlers",
    "blocking",
    "sleeping",
    "serialized-entry-points",
    "state-files",
];
const PROFILES: [&str; 3] = ["minimal", "recommended", "strict"];
const SEVERITIES: [&str; 5] = ["off", "hint", "info", "warning", "error"];

/// The settings of a project.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file that they come from.
    file: Option<PathBuf>,
    root: PathBuf,
    /// The pages of the project's rules: id and text.
    pages: Vec<(String, String)>,
    settings: Settings,
    include: Gitignore,
    exclude: Gitignore,
    paths: Vec<(Gitignore, BTreeMap<String, Severity>)>,
}

/// Why a `racelens.toml` cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// 1-based line, where the fault has one.
    pub line: Option<u32>,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path.display(), self.message),
            None => write!(f, "{}: {}", self.path.display(), self.message),
        }
    }
}

impl std::error::Error for ConfigError {}

/// The settings of the project at `root`: those of the nearest `racelens.toml` there or in a folder above, else the
/// defaults.
///
/// # Errors
/// [`ConfigError`] where the file cannot be read or says what it may not say.
pub fn load(root: &Path) -> Result<Config, ConfigError> {
    for folder in root.ancestors() {
        let file = folder.join(FILE_NAME);
        match fs::read_to_string(&file) {
            Ok(text) => {
                let rules = own_rules(folder)?;
                return read(root, &file, &text, Catalogue::builtin(), &rules);
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                let rules = own_rules(folder)?;
                if !rules.is_empty() {
                    let config = read(root, &file, "", Catalogue::builtin(), &rules)?;
                    return Ok(Config { file: None, ..config });
                }
            }
            Err(error) => {
                return Err(ConfigError { path: file, line: None, message: error.to_string() });
            }
        }
    }
    Ok(Config::none(root))
}

/// More files, or longer ones, are no rules that somebody wrote.
const MOST_FILES: usize = 400;
const LONGEST: u64 = 256 << 10;

/// The files that [`load`] would read for a root, and when each was written.
pub fn sources(root: &Path) -> Vec<(PathBuf, SystemTime)> {
    let written = |file: PathBuf| Some((file.clone(), fs::metadata(&file).and_then(|data| data.modified()).ok()?));
    let of_folder = |folder: &Path| {
        let own = folder.join(FOLDER);
        let rules = own.is_dir().then(|| ignore::WalkBuilder::new(&own).standard_filters(false).build());
        let rules = rules.into_iter().flatten().flatten().take(MOST_FILES).map(|entry| entry.into_path());
        let files = std::iter::once(folder.join(FILE_NAME)).chain(rules);
        let mut files: Vec<(PathBuf, SystemTime)> = files.filter_map(written).collect();
        files.sort();
        files
    };
    root.ancestors().map(of_folder).find(|files| !files.is_empty()).unwrap_or_default()
}

/// The files of the rules of a project, by their paths in its `.racelens/`; links are not followed.
fn own_rules(folder: &Path) -> Result<Vec<(String, String)>, ConfigError> {
    let folder = folder.join(FOLDER);
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    let fault = |path: &Path, message: String| ConfigError { path: path.to_path_buf(), line: None, message };
    let walk = ignore::WalkBuilder::new(&folder).standard_filters(false).sort_by_file_name(Ord::cmp).build();
    for entry in walk.flatten() {
        let path = entry.path();
        let ours = path.extension().is_some_and(|end| end == "md" || end == "scm");
        if !ours || !entry.file_type().is_some_and(|kind| kind.is_file()) || path.ends_with("README.md") {
            continue;
        }
        if entry.metadata().is_ok_and(|data| data.len() > LONGEST) || files.len() == MOST_FILES {
            return Err(fault(path, format!("too much: {MOST_FILES} files of {LONGEST} bytes are the most")));
        }
        let text = fs::read_to_string(path).map_err(|error| fault(path, error.to_string()))?;
        let name = path.strip_prefix(&folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
        files.push((name, text));
    }
    Ok(files)
}

/// The settings that the text of a `racelens.toml` states, with the rules of the project.
fn read(
    root: &Path,
    file: &Path,
    text: &str,
    catalogue: &Catalogue,
    rules: &[(String, String)],
) -> Result<Config, ConfigError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let fault = |at: Option<usize>, message: String| {
        let line = at.map(|at| Lines::new(text).position(text, at as u32, Encoding::Utf8).line + 1);
        ConfigError { path: file.to_path_buf(), line, message }
    };
    let written: Written = toml::from_str(text).map_err(|error| {
        let under = error.span().and_then(|span| text.get(span)).unwrap_or("").trim_matches(['"', '\'']);
        let words: &[&str] = match error.message() {
            message if message.contains("`recommended`") => &PROFILES,
            message if message.starts_with("unknown variant") => &SEVERITIES,
            _ => &KEYS,
        };
        let known = error.message().starts_with("unknown");
        let hint = if known { suggest::hint(under, words.iter().copied()) } else { String::new() };
        fault(error.span().map(|span| span.start), format!("{}{hint}", error.message()))
    })?;

    if let Some((name, why)) = written.names.fault() {
        return Err(fault(place_of(text, name), format!("`{name}` is {why}")));
    }
    let own = match written.names.is_empty() && rules.is_empty() {
        true => None,
        false => Some(with_own(&written.names, rules)),
    };
    if let Some((_, faults)) = &own
        && let Some(found) = faults.first()
    {
        // Of a file of the project it is told where it is; a name stands in this one.
        let own = rules.iter().any(|(path, _)| found.file == format!("{FOLDER}/{path}"));
        return Err(match own {
            true => ConfigError {
                path: file.with_file_name("").join(&found.file),
                line: Some(found.line),
                message: found.message.clone(),
            },
            false => fault(place_of(text, "names"), format!("a name that cannot be looked for: {found}")),
        });
    }
    let own = own.map(|(catalogue, _)| Own(catalogue));
    let catalogue = own.as_ref().map_or(catalogue, |own| &own.0);
    for id in written.rules.keys().chain(written.paths.iter().flat_map(|paths| paths.rules.keys())) {
        if catalogue.rule(id).is_none() {
            return Err(fault(place_of(text, id), unknown_rule(catalogue, id)));
        }
    }
    let folder = file.parent().unwrap_or(root);
    let matcher = |globs: &[String]| {
        let mut builder = GitignoreBuilder::new(folder);
        for glob in globs {
            if let Err(error) = builder.add_line(None, glob) {
                return Err(fault(place_of(text, glob), format!("`{glob}` is not a glob: {error}")));
            }
        }
        builder.build().map_err(|error| fault(None, error.to_string()))
    };
    let mut paths = Vec::new();
    for entry in written.paths {
        paths.push((matcher(&entry.glob)?, entry.rules));
    }
    Ok(Config {
        file: Some(file.to_path_buf()),
        root: root.to_path_buf(),
        pages: rules
            .iter()
            .filter_map(|(path, text)| Some((path.strip_suffix(".md")?.to_string(), text.clone())))
            .collect(),
        settings: Settings { rules: written.rules, profile: written.profile, own, ..Settings::default() },
        include: matcher(&written.include)?,
        exclude: matcher(&written.exclude)?,
        paths,
    })
}

/// "There is no rule `lost-updat`; did you mean `lost-update`?"
pub fn unknown_rule(catalogue: &Catalogue, id: &str) -> String {
    let hint = suggest::hint(id, catalogue.rules().iter().map(|rule| rule.id.as_str()));
    format!("there is no rule `{id}`{hint}")
}

/// Where the text first has `word` as a whole key or string.
fn place_of(text: &str, word: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

impl Config {
    /// The defaults, for a project without a `racelens.toml`.
    pub fn none(root: &Path) -> Config {
        let root = root.to_path_buf();
        Config {
            file: None,
            root,
            pages: Vec::new(),
            settings: Settings::default(),
            include: Gitignore::empty(),
            exclude: Gitignore::empty(),
            paths: Vec::new(),
        }
    }

    /// The `racelens.toml` that the settings come from.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The settings that hold for a file: an absolute path, or one relative to the root of the project.
    pub fn settings_for(&self, path: &Path) -> Settings {
        let mut settings = self.settings.clone();
        for (globs, rules) in &self.paths {
            if self.hit(globs, path, false) {
                settings.rules.extend(rules.iter().map(|(id, severity)| (id.clone(), *severity)));
            }
        }
        settings
    }

    /// True where the settings leave a file or folder out.
    pub fn excludes(&self, path: &Path, folder: bool) -> bool {
        self.hit(&self.exclude, path, folder)
            // Of a folder nobody can say what in it is asked for.
            || !folder && !self.include.is_empty() && !self.hit(&self.include, path, false)
    }

    /// The pages of the project's rules: id and text.
    pub fn pages(&self) -> &[(String, String)] {
        &self.pages
    }

    /// The catalogue with the names and rules of the project; none where it has none of its own.
    pub fn own(&self) -> Option<&Own> {
        self.settings.own.as_ref()
    }

    fn hit(&self, globs: &Gitignore, path: &Path, folder: bool) -> bool {
        if globs.is_empty() {
            return false;
        }
        let path = self.root.join(path);
        // A path that is not below the folder of the globs cannot be what they mean (and would panic).
        path.starts_with(globs.path()) && globs.matched_path_or_any_parents(&path, folder).is_ignore()
    }
}

/// The JSON schema of `racelens.toml`, for editors that complete and check it.
pub fn schema(catalogue: &Catalogue) -> serde_json::Value {
    let mut schema = schemars::schema_for!(Written).to_value();
    let severity = serde_json::json!({ "$ref": "#/$defs/Severity" });
    let rules: serde_json::Map<String, serde_json::Value> = catalogue
        .rules()
        .iter()
        .map(|rule| {
            let entry = serde_json::json!({ "description": rule.summary, "allOf": [severity] });
            (rule.id.clone(), entry)
        })
        .collect();
    for place in ["/properties/rules", "/$defs/WrittenPaths/properties/rules"] {
        if let Some(serde_json::Value::Object(at)) = schema.pointer_mut(place) {
            at.insert("properties".to_string(), rules.clone().into());
            at.insert("additionalProperties".to_string(), false.into());
        }
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Catalogue {
        let page = |id: &str| {
            let head = "severity: warning\nlanguages: python\nsummary: S.\nmessage: M.";
            (format!("{id}.md"), format!("---\n{head}\n---\n"))
        };
        Catalogue::read(&[page("lost-update"), page("double-lock")]).0
    }

    fn config(text: &str) -> Result<Config, String> {
        let (root, file) = (Path::new("/p/src"), Path::new("/p/racelens.toml"));
        read(root, file, text, &catalogue(), &[]).map_err(|error| error.to_string())
    }

    #[test]
    fn the_last_entry_that_matches_a_path_wins() {
        let text = "[rules]\nlost-update = \"off\"\n\
                    [[paths]]\nglob = [\"legacy/**\", \"*_test.py\"]\nrules = { lost-update = \"hint\", double-lock = \"off\" }\n\
                    [[paths]]\nglob = [\"legacy/new/\"]\nrules = { lost-update = \"error\" }\n";
        let config = config(text);
        let of = |path: &str| -> Vec<String> {
            let settings = config.as_ref().map(|config| config.settings_for(Path::new(path)));
            let rules = settings.map(|settings| settings.rules).unwrap_or_default();
            rules.iter().map(|(id, severity)| format!("{id} {}", severity.word())).collect()
        };
        assert_eq!(of("a.py"), ["lost-update off"]);
        assert_eq!(of("/p/legacy/a.py"), ["double-lock off", "lost-update hint"]);
        assert_eq!(of("deep/x_test.py"), ["double-lock off", "lost-update hint"]);
        assert_eq!(of("/p/legacy/new/a.py"), ["double-lock off", "lost-update error"]);
        assert_eq!(of("/elsewhere/legacy/a.py"), ["lost-update off"]);
    }

    #[test]
    fn exclude_speaks_the_language_of_gitignore() {
        let config = config("exclude = [\"fixtures/\", \"/src/old.py\"]");
        let excludes =
            |path: &str, folder| config.as_ref().is_ok_and(|config| config.excludes(Path::new(path), folder));
        assert!(excludes("/p/a/fixtures", true) && excludes("/p/a/fixtures/b.py", false) && excludes("old.py", false));
        assert!(!excludes("a/old.py", false) && !excludes("fixtures.py", false));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_the_nearest_legal_word() {
        let wrong = |text: &str| config(text).err().unwrap_or_default();
        assert_eq!(
            wrong("[rules]\nlost-updat = \"off\""),
            "/p/racelens.toml:2: there is no rule `lost-updat`; did you mean `lost-update`?"
        );
        assert_eq!(
            wrong("\n[rulez]\n"),
            "/p/racelens.toml:2: unknown field `rulez`, expected one of `profile`, `include`, `exclude`, `rules`, `paths`, `names`; did you mean `rules`?"
        );
        assert_eq!(
            wrong("[rules]\nlost-update = \"waring\""),
            "/p/racelens.toml:2: unknown variant `waring`, expected one of `off`, `hint`, `info`, `warning`, `error`; \
             did you mean `warning`?"
        );
        assert!(wrong("exclude = [").starts_with("/p/racelens.toml:1: "));
        assert!(wrong("exclude = [\"a{\"]").contains("is not a glob"));
    }

    #[test]
    fn the_schema_knows_the_rules() {
        let schema = schema(&catalogue());
        assert!(schema.pointer("/properties/rules/properties/lost-update").is_some(), "{schema:#}");
        assert!(schema.pointer("/$defs/WrittenPaths/properties/rules/properties/double-lock").is_some());
    }
}
