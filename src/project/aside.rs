//! Which files stand beside a project: its tests, and what somebody runs by hand while nothing else runs.

use crate::facts::Name;
use rustc_hash::FxHashSet;
use std::path::Path;

/// The names of the methods that a text calls, as its letters alone show: `.name(`. What a test calls on something is there for
/// whoever has the like of it.
pub fn called(text: &str) -> FxHashSet<Name> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80;
    let mut names = FxHashSet::default();
    for dot in memchr::memchr_iter(b'.', text.as_bytes()) {
        let Some(rest) = text.get(dot + 1..) else { continue };
        let length = rest.bytes().take_while(|byte| is_part(*byte)).count();
        if rest.as_bytes().get(length) == Some(&b'(')
            && let Some(name) = rest.get(..length).filter(|name| !name.is_empty())
        {
            names.insert(Name::of(name));
        }
    }
    names
}

/// True for files that hold tests, or that somebody runs by hand while nothing else runs, by their path.
pub fn is_test(path: &Path) -> bool {
    // Packages that set up a new project, `npm create x`, and those that write its documentation; that of older versions.
    let is_generator =
        |part: &str| part.starts_with("create-") || part.starts_with("docs-gen") || part.ends_with("_docs");
    let helps_tests = |part: &str| ["test-", "test_", "smoke-"].iter().any(|start| part.starts_with(start));
    // The tools of those who write the project stand at its top, or beside its packages; so does what they do with it.
    let tools = path.starts_with("tools") || path.starts_with("dev") || path.starts_with("packages/tools");
    let folder = path.parent().is_some_and(|folder| {
        folder.components().filter_map(|part| part.as_os_str().to_str()).any(|part| {
            is_generator(part)
                || helps_tests(part)
                || matches!(
                    part,
                    "test"
                        | "tests"
                        | "__tests__"
                        | "spec"
                        | "e2e"
                        | "fixtures"
                        | "__mocks__"
                        | "testing"
                        | "benches"
                        | "benchmarks"
                        | "scripts"
                        | "docs"
                        | "contrib"
                        | "examples"
                        | "demos"
                )
        })
    });
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
    let stem = name.split('.').next().unwrap_or("");
    folder
        || tools
        || name.contains(".test.")
        || name.contains(".spec.")
        || stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem == "conftest"
        || matches!(name, "build.rs" | "build.js" | "build.mjs" | "build.ts")
}

/// The same for a file below the root of a project.
pub fn is_test_below(root: &Path, path: &Path) -> bool {
    is_test(path.strip_prefix(root).unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_on_something_is_seen_in_the_letters() {
        let names = called("store.put(1); a.b.c(), x .d (e.f) 1.0 über.größe() .(");
        let expected = ["put", "c", "größe"].map(Name::of);
        assert_eq!(names, expected.into_iter().collect());
    }
}
