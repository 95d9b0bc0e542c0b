//! Modules of Rust: crates by their manifests, and the tree of files below their roots.

use super::{Resolver, Target, parent};
use crate::facts::Name;
use rustc_hash::FxHashMap;

/// The crates of a workspace.
#[derive(Clone, Debug, Default)]
pub(super) struct Crates {
    /// The folder of the manifest of each crate, by the name that code calls it by.
    folders: FxHashMap<String, String>,
}

#[derive(serde::Deserialize)]
struct Manifest {
    package: Option<Package>,
    lib: Option<Package>,
}

#[derive(serde::Deserialize)]
struct Package {
    name: Option<String>,
}

impl Crates {
    pub(super) fn new(folders: &[String], read: &dyn Fn(&str) -> Option<String>) -> Crates {
        let mut crates = Crates::default();
        for folder in folders {
            let path = if folder.is_empty() { "Cargo.toml".to_string() } else { format!("{folder}/Cargo.toml") };
            let Some(manifest) = read(&path).and_then(|text| toml::from_str::<Manifest>(&text).ok()) else { continue };
            let name = manifest.lib.and_then(|lib| lib.name).or_else(|| manifest.package?.name);
            if let Some(name) = name {
                crates.folders.insert(name.replace('-', "_"), folder.clone());
            }
        }
        crates
    }

    /// The folder of the crate that a file belongs to.
    fn around<'p>(&self, path: &'p str) -> Option<&'p str> {
        let mut folder = parent(path);
        loop {
            if self.folders.values().any(|known| known == folder) {
                return Some(folder);
            }
            if folder.is_empty() {
                return None;
            }
            folder = parent(folder);
        }
    }
}

/// `use module::export`, both with dots.
pub(super) fn resolve(resolver: &Resolver, from: &str, module: &str, export: &str) -> Option<Target> {
    let steps: Vec<&str> = module.split('.').chain(export.split('.')).filter(|step| !step.is_empty()).collect();
    let (first, mut rest) = steps.split_first()?;
    let mut here = match *first {
        "crate" => root(resolver, resolver.crates.around(from)?)?,
        "self" => resolver.file(from)?,
        "super" => above(resolver, from)?,
        name => match resolver.crates.folders.get(name) {
            Some(folder) => root(resolver, folder)?,
            // `use state::State`, where `mod state;` stands beside it.
            None => below(resolver, resolver.file(from)?, name)?,
        },
    };
    while let [step, more @ ..] = rest {
        here = match *step {
            "super" => above(resolver, resolver.paths().get(here as usize)?)?,
            step => match below(resolver, here, step) {
                Some(file) => file,
                // What lies below a type is of its file.
                None => return Some(Target { file: here, name: Some(Name::of(step)) }).filter(|_| more.is_empty()),
            },
        };
        rest = more;
    }
    Some(Target { file: here, name: None })
}

/// The file that a crate begins in.
fn root(resolver: &Resolver, folder: &str) -> Option<u32> {
    let within = |name: &str| if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") };
    ["src/lib.rs", "src/main.rs"].iter().find_map(|name| resolver.file(&within(name)))
}

/// The folder that the modules below a file lie in.
fn folder_of(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name {
        "lib.rs" | "main.rs" | "mod.rs" => folder.to_string(),
        name => format!("{folder}/{}", name.trim_end_matches(".rs")).trim_start_matches('/').to_string(),
    }
}

/// The module of that name below a file.
fn below(resolver: &Resolver, file: u32, name: &str) -> Option<u32> {
    let folder = folder_of(resolver.paths().get(file as usize)?);
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let found =
        resolver.file(&format!("{prefix}{name}.rs")).or_else(|| resolver.file(&format!("{prefix}{name}/mod.rs")));
    found.filter(|found| *found != file)
}

/// The module around that of a file.
fn above(resolver: &Resolver, path: &str) -> Option<u32> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = if name == "mod.rs" { parent(folder) } else { folder };
    let around =
        [format!("{folder}.rs"), format!("{folder}/mod.rs"), format!("{folder}/lib.rs"), format!("{folder}/main.rs")];
    around.iter().find_map(|path| resolver.file(path.trim_start_matches('/')))
}
