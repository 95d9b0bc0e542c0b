//! Which file a module is, as each language finds it. What cannot be found is not of the project, and nothing is said of it.

mod python;
mod rust;
mod typescript;

use crate::facts::Name;
use crate::syntax;
use rustc_hash::FxHashMap;
use std::path::Path;

/// What a name from another file stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The index of the file.
    pub file: u32,
    /// The name in that file; none for the file as a module.
    pub name: Option<Name>,
}

/// The files of a project, and what else says how they find each other.
#[derive(Clone, Debug, Default)]
pub struct Resolver {
    /// The paths relative to the root, with `/`.
    paths: Vec<String>,
    files: FxHashMap<String, u32>,
    scripts: typescript::Scripts,
    crates: rust::Crates,
    /// The modules below the packages of Python, by the file of the package and their names.
    modules: FxHashMap<(u32, Name), u32>,
}

impl Resolver {
    /// Looks around among the files. `read` gives the text of a file of the project by its path relative to the root, with
    /// `/`: configuration, if it is there.
    pub fn new(paths: Vec<String>, read: &dyn Fn(&str) -> Option<String>) -> Resolver {
        let files: FxHashMap<String, u32> = paths.iter().zip(0..).map(|(path, at)| (path.clone(), at)).collect();
        let of = |folder: &'static str| {
            paths
                .iter()
                .filter(move |path| syntax::by_path(Path::new(path)).is_some_and(|known| known.folder == folder))
        };
        let scripts = typescript::Scripts::new(&folders(of("typescript")), read);
        let crates = rust::Crates::new(&folders(of("rust")), read);
        let modules = python::modules(&files);
        Resolver { files, scripts, crates, modules, paths }
    }

    /// The paths of the files, by index.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// The index of a file.
    pub fn file(&self, path: &str) -> Option<u32> {
        self.files.get(path).copied()
    }

    /// The module of that name below the package that a file stands for.
    pub fn below(&self, file: u32, name: Name) -> Option<u32> {
        self.modules.get(&(file, name)).copied()
    }

    /// What `export` of `module` stands for in a file; the module itself where `export` is empty.
    pub fn resolve(&self, from: u32, module: &str, export: &str) -> Option<Target> {
        let path = self.paths.get(from as usize)?;
        let language = syntax::by_path(Path::new(path))?;
        match language.folder {
            "python" => python::resolve(self, path, module, export),
            "rust" => rust::resolve(self, path, module, export),
            _ => typescript::resolve(self, path, module, export),
        }
    }
}

/// The folders of files and all folders around them, each once.
fn folders<'p>(paths: impl Iterator<Item = &'p String>) -> Vec<String> {
    let mut known = std::collections::BTreeSet::new();
    for path in paths {
        let mut folder = parent(path);
        while known.insert(folder.to_string()) && !folder.is_empty() {
            folder = parent(folder);
        }
    }
    known.into_iter().collect()
}

/// The folder of a path; empty for the root.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path below a folder, with `.` and `..` done away with; none where it leads out of the project.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}
