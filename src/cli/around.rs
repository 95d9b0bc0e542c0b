//! The project around one file: for a command that is asked about that file, and must know the others.

use super::run::{Run, STACK};
use crate::audit::{Auditor, whole};
use crate::project::{Cache, View, discover};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// By these one knows the folder of a project.
const MANIFESTS: [&str; 6] = [".git", "package.json", "tsconfig.json", "pyproject.toml", "setup.py", "Cargo.toml"];

impl Run<'_> {
    /// What a file sees of the project around it: of all below the folder of the `racelens.toml`; or the nearest folder with a
    /// repository, or with a manifest; or the folder of the file.
    ///
    /// # Errors
    /// Threads that cannot be had.
    pub(super) fn view_around(&self, file: &Path) -> Result<Arc<View>, String> {
        let folder = file.parent().unwrap_or(file);
        let root = self.config_folder().filter(|folder| file.starts_with(folder)).unwrap_or_else(|| root_of(folder));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads()).stack_size(STACK).build();
        let pool = pool.map_err(|error| error.to_string())?;
        let excluded = |path: &Path, folder: bool| self.excludes(path, folder);
        let files = discover::discover(&[root.to_path_buf()], self.threads(), &excluded).files;
        let view = pool.install(|| {
            let cache = self.scope.cache(root, self.catalogue().print());
            let cache = cache.as_ref();
            let look = |auditor: &mut Auditor, path: &PathBuf| {
                whole::digest_of(auditor, self.catalogue(), (&self.root, path), cache)
            };
            let digests = files.par_iter().map_init(Auditor::default, look).collect();
            let index = whole::index(self.catalogue(), root, &files, digests, cache);
            // The next run is slower then, and no worse.
            let _ = cache.map(Cache::save);
            let at = files.iter().position(|known| known == file);
            at.map(|at| index.view_of_quiet(at as u32)).unwrap_or_default()
        });
        Ok(Arc::new(view))
    }
}

/// The nearest folder with a repository, else the nearest with a manifest, else the folder itself.
fn root_of(folder: &Path) -> &Path {
    let [repository, manifests @ ..] = MANIFESTS;
    let with = |names: &[&str]| folder.ancestors().find(|folder| names.iter().any(|name| folder.join(name).exists()));
    with(&[repository]).or_else(|| with(&manifests)).unwrap_or(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_repository_comes_before_a_manifest_and_that_before_the_folder() -> std::io::Result<()> {
        let temporary = tempfile::tempdir()?;
        let (folder, package) = (temporary.path().join("packages/a/src"), temporary.path().join("packages/a"));
        fs::create_dir_all(&folder)?;
        assert_eq!(root_of(&folder), folder);
        fs::write(package.join("package.json"), "{}")?;
        assert_eq!(root_of(&folder), package);
        fs::create_dir(temporary.path().join(".git"))?;
        assert_eq!(root_of(&folder), temporary.path());
        Ok(())
    }
}
