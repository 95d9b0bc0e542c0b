//! Modules of Python: packages, relative imports, and the folders that imports begin in.

use super::{Resolver, Target, join, parent};
use crate::facts::Name;
use rustc_hash::FxHashMap;

/// `from module import export`, `import module`.
pub(super) fn resolve(resolver: &Resolver, from: &str, module: &str, export: &str) -> Option<Target> {
    let dots = module.len() - module.trim_start_matches('.').len();
    let path = module.trim_start_matches('.').replace('.', "/");
    if dots > 0 {
        let mut folder = parent(from);
        for _ in 1..dots {
            folder = parent(folder);
        }
        return below(resolver, folder, &path, export);
    }
    // A package begins where no `__init__.py` is any more.
    let mut folder = parent(from);
    loop {
        let inside = resolver.file(&at(folder, "__init__.py")).is_some();
        if !inside {
            let found =
                below(resolver, folder, &path, export).or_else(|| below(resolver, &at(folder, "src"), &path, export));
            if found.is_some() {
                return found;
            }
        }
        if folder.is_empty() {
            return None;
        }
        folder = parent(folder);
    }
}

/// The modules below packages, by the file of the package and their names.
pub(super) fn modules(files: &FxHashMap<String, u32>) -> FxHashMap<(u32, Name), u32> {
    let module = |(path, file): (&String, &u32)| {
        let stem = path.strip_suffix(".py")?;
        let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
        let package = files.get(&at(parent(stem), "__init__.py")).filter(|package| *package != file)?;
        Some(((*package, Name::of(stem.rsplit('/').next()?)), *file))
    };
    files.iter().filter_map(module).collect()
}

fn at(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") }
}

/// What `export` of the module at a path below a folder is: a name in it, or a module of its own. A package may give the name
/// of a module below it to something else, so it is asked first.
fn below(resolver: &Resolver, folder: &str, path: &str, export: &str) -> Option<Target> {
    let whole = join(folder, path)?;
    if let Some(file) = module_at(resolver, &whole) {
        return Some(Target { file, name: (!export.is_empty()).then(|| Name::of(export)) });
    }
    let file = module_at(resolver, &at(&whole, export)).filter(|_| !export.is_empty())?;
    Some(Target { file, name: None })
}

fn module_at(resolver: &Resolver, path: &str) -> Option<u32> {
    [".py", ".pyi", "/__init__.py"].iter().find_map(|end| resolver.file(&format!("{path}{end}")))
}
