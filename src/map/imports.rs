//! Which file an import means, by paths alone: one file or none. What only a build tool knows is unknown here.

use super::Sheet;
use crate::facts::Name;
use rustc_hash::FxHashMap;

/// The files of a project by what imports call them.
pub struct Imports {
    /// Paths without extension, and without the name of a file that stands for its folder.
    stems: FxHashMap<String, u32>,
    /// The same by their last step.
    by_last: FxHashMap<String, Vec<(String, u32)>>,
    /// The folders of sources by the name of their package.
    packages: FxHashMap<String, String>,
}

/// What an import means: a file, and a name at its top; no name for the file itself.
pub type Meaning = (u32, Option<Name>);

impl Imports {
    /// The files of these sheets.
    pub fn new(sheets: &[Sheet]) -> Imports {
        let mut imports =
            Imports { stems: FxHashMap::default(), by_last: FxHashMap::default(), packages: FxHashMap::default() };
        for (at, sheet) in (0..).zip(sheets) {
            let stem = stem(&sheet.path);
            let last = stem.rsplit('/').next().unwrap_or("").to_string();
            imports.by_last.entry(last).or_default().push((stem.clone(), at));
            if let Some((package, _)) = stem.rsplit_once("/src").filter(|(_, rest)| rest.is_empty()) {
                let name = package.rsplit('/').next().unwrap_or(package).replace('-', "_");
                imports.packages.insert(name, stem.clone());
            }
            imports.stems.entry(stem).or_insert(at);
        }
        imports
    }

    /// What the path of an import means in a file.
    pub fn resolve(&self, from: &Sheet, path: &str) -> Option<Meaning> {
        match path {
            _ if from.language == "typescript" => self.by_folders(from, path),
            _ if from.language == "rust" => self.by_crate(from, path),
            _ => self.by_dots(from, path),
        }
    }

    /// `../session.session`: a path with slashes, then a name.
    fn by_folders(&self, from: &Sheet, path: &str) -> Option<Meaning> {
        let file = |module: &str| {
            let bare = [".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx"].iter().find_map(|end| module.strip_suffix(end));
            [Some(module), bare].into_iter().flatten().find_map(|module| {
                if module.starts_with('.') {
                    self.stems.get(&joined(folder(&from.path), module)).copied()
                } else {
                    let module = module.trim_start_matches("@/").trim_start_matches("~/");
                    module.contains('/').then(|| self.ending(module)).flatten()
                }
            })
        };
        if let Some(at) = file(path) {
            return Some((at, None));
        }
        let slash = path.rfind('/').unwrap_or(0);
        let dots = path.match_indices('.').map(|(at, _)| at).filter(|at| *at > slash).rev();
        dots.take(4).find_map(|dot| {
            let (module, name) = (path.get(..dot)?, path.get(dot + 1..)?);
            (!name.contains('.')).then(|| file(module)).flatten().map(|at| (at, Some(Name::of(name))))
        })
    }

    /// `.state.jobs`, `app.state.jobs`: packages with dots, then a name.
    fn by_dots(&self, from: &Sheet, path: &str) -> Option<Meaning> {
        let rest = path.trim_start_matches('.');
        let dots = path.len() - rest.len();
        let steps: Vec<&str> = rest.split('.').filter(|step| !step.is_empty()).collect();
        if dots == 0 {
            return split(&steps, |module| {
                let path = module.join("/");
                let near = || self.stems.get(&joined(folder(&from.path), &path)).copied();
                let at_root =
                    || [path.clone(), format!("src/{path}")].iter().find_map(|path| self.stems.get(path).copied());
                near().or_else(at_root).or_else(|| (module.len() > 1).then(|| self.ending(&path)).flatten())
            });
        }
        // `from . import x` has one dot more between its two parts.
        let up = if steps.len() == 1 { dots - 1 } else { dots };
        let base = (1..up).fold(folder(&from.path).to_string(), |base, _| folder(&base).to_string());
        split(&steps, |module| self.stems.get(&joined(&base, &module.join("/"))).copied())
    }

    /// `crate.state.JOBS`, `super.state.JOBS`: modules of a crate, then a name.
    fn by_crate(&self, from: &Sheet, path: &str) -> Option<Meaning> {
        let mut steps: Vec<&str> = path.split('.').filter(|step| !step.is_empty()).collect();
        let own = stem(&from.path);
        let root = match from.path.rfind("/src/") {
            Some(at) => from.path.get(..at + 4)?.to_string(),
            None if from.path.starts_with("src/") => "src".to_string(),
            None => String::new(),
        };
        let mut base = match *steps.first()? {
            "crate" => root,
            "self" => own,
            "super" => folder(&own).to_string(),
            name => match self.packages.get(name) {
                Some(source) => source.clone(),
                None => {
                    steps.insert(0, "");
                    folder(&from.path).to_string()
                }
            },
        };
        let mut rest = steps.get(1..)?;
        while let [first, more @ ..] = rest
            && *first == "super"
        {
            base = folder(&base).to_string();
            rest = more;
        }
        split(rest, |module| self.stems.get(&joined(&base, &module.join("/"))).copied())
    }

    /// The only file whose path ends so.
    fn ending(&self, path: &str) -> Option<u32> {
        let last = path.rsplit('/').next()?;
        let ends = |stem: &str| stem.strip_suffix(path).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
        let mut fit = self.by_last.get(last)?.iter().filter(|(stem, _)| ends(stem));
        let (_, at) = fit.next()?;
        fit.next().is_none().then_some(*at)
    }
}

/// All steps a file, or all but the last, which is a name in it.
fn split(steps: &[&str], file: impl Fn(&[&str]) -> Option<u32>) -> Option<Meaning> {
    if let Some(at) = file(steps) {
        return Some((at, None));
    }
    let (name, module) = steps.split_last()?;
    file(module).map(|at| (at, Some(Name::of(name))))
}

/// A path without extension, and without the name of a file that stands for its folder.
fn stem(path: &str) -> String {
    let slash = path.rfind('/').map_or(0, |at| at + 1);
    let name = path.get(slash..).unwrap_or("");
    let dot = name.rfind('.').map_or(path.len(), |at| slash + at);
    let stem = path.get(..dot).unwrap_or(path).trim_end_matches(".d");
    match stem.rsplit_once('/') {
        Some((folder, "index" | "__init__" | "mod" | "lib" | "main")) => folder.to_string(),
        None if matches!(stem, "index" | "__init__" | "mod" | "lib") => String::new(),
        _ => stem.to_string(),
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A relative path as seen from a folder.
fn joined(folder: &str, path: &str) -> String {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Catalogue;
    use crate::syntax::{Document, by_path};

    fn sheets(paths: &[&str]) -> Vec<Sheet> {
        let read = |path: &&str| {
            let language = by_path(path.as_ref())?;
            let knowledge = Catalogue::builtin().knowledge(language)?;
            Some(super::super::sheet(path, &Document::new(language, String::new()), knowledge, &[]))
        };
        paths.iter().filter_map(read).collect()
    }

    fn meant(paths: &[&str], path: &str) -> Option<String> {
        let sheets = sheets(paths);
        let (at, name) = Imports::new(&sheets).resolve(sheets.first()?, path)?;
        let name = if name.is_some() { " name" } else { "" };
        Some(format!("{}{name}", sheets.get(at as usize)?.path))
    }

    #[test]
    fn a_relative_import_is_a_path() {
        let paths = ["src/a/user.ts", "src/session.ts", "src/queue/index.ts", "src/a/one.service.ts"];
        assert_eq!(meant(&paths, "../session.session").as_deref(), Some("src/session.ts name"));
        assert_eq!(meant(&paths, "../session.js.session").as_deref(), Some("src/session.ts name"));
        assert_eq!(meant(&paths, "../queue.jobs").as_deref(), Some("src/queue/index.ts name"));
        assert_eq!(meant(&paths, "./one.service.One").as_deref(), Some("src/a/one.service.ts name"));
        assert_eq!(meant(&paths, "../queue").as_deref(), Some("src/queue/index.ts"));
        assert_eq!(meant(&paths, "session.session"), None);
    }

    #[test]
    fn packages_have_dots() {
        let paths = ["app/api/views.py", "app/api/state.py", "app/__init__.py", "app/core/jobs.py", "lib/core/jobs.py"];
        assert_eq!(meant(&paths, ".state.jobs").as_deref(), Some("app/api/state.py name"));
        assert_eq!(meant(&paths, "..core.jobs.queue").as_deref(), Some("app/core/jobs.py name"));
        assert_eq!(meant(&paths, "..state").as_deref(), Some("app/api/state.py"));
        assert_eq!(meant(&paths, "app.core.jobs.queue").as_deref(), Some("app/core/jobs.py name"));
        // Two files end so.
        assert_eq!(meant(&paths, "core.jobs.queue"), None);
    }

    #[test]
    fn crates_have_modules() {
        let paths =
            ["web/src/api/user.rs", "web/src/lib.rs", "web/src/state.rs", "web/src/api/mod.rs", "job-store/src/lib.rs"];
        assert_eq!(meant(&paths, "crate.state.JOBS").as_deref(), Some("web/src/state.rs name"));
        assert_eq!(meant(&paths, "crate.JOBS").as_deref(), Some("web/src/lib.rs name"));
        assert_eq!(meant(&paths, "super.JOBS").as_deref(), Some("web/src/api/mod.rs name"));
        assert_eq!(meant(&paths, "super.super.state.JOBS").as_deref(), Some("web/src/state.rs name"));
        assert_eq!(meant(&paths, "job_store.JOBS").as_deref(), Some("job-store/src/lib.rs name"));
        assert_eq!(meant(&paths, "std.sync.Mutex"), None);
    }
}
