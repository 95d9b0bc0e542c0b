//! Modules of Python: packages, relative imports, and the folders that imports begin in.

use super::{Resolver, Target, join, parent};
use crate::facts::Name;

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

/// The `__init__.py` beside a module, or around a package.
pub(super) fn package_of(resolver: &Resolver, path: &str) -> Option<u32> {
    let path = path.strip_suffix(".py")?;
    resolver.file(&at(parent(path.strip_suffix("/__init__").unwrap_or(path)), "__init__.py"))
}

fn at(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") }
}

/// What `export` of the module at a path below a folder is: a module of its own, or a name in it.
fn below(resolver: &Resolver, folder: &str, path: &str, export: &str) -> Option<Target> {
    let whole = join(folder, path)?;
    if !export.is_empty()
        && let Some(file) = module_at(resolver, &at(&whole, export))
    {
        return Some(Target { file, name: None });
    }
    let file = module_at(resolver, &whole)?;
    Some(Target { file, name: (!export.is_empty()).then(|| Name::of(export)) })
}

fn module_at(resolver: &Resolver, path: &str) -> Option<u32> {
    [".py", ".pyi", "/__init__.py"].iter().find_map(|end| resolver.file(&format!("{path}{end}")))
}
