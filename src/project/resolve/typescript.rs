//! Modules of TypeScript and JavaScript: relative paths, index files, `paths` of tsconfig.json, packages of the workspace.

use super::{Resolver, Target, join, parent};
use crate::facts::Name;
use rustc_hash::FxHashMap;
use serde_json::Value;

/// What tsconfig.json and package.json say of where modules are.
#[derive(Clone, Debug, Default)]
pub(super) struct Scripts {
    /// By the folder of the configuration.
    configs: FxHashMap<String, Config>,
    /// The packages of the workspace by name.
    packages: FxHashMap<String, Package>,
}

#[derive(Clone, Debug, Default)]
struct Config {
    /// The folder that bare modules are looked for in.
    base: Option<String>,
    /// Patterns with one `*` at most, each with the paths, relative to the root, that it stands for.
    paths: Vec<(String, Vec<String>)>,
}

#[derive(Clone, Debug)]
struct Package {
    folder: String,
    /// The files that it begins in, as its manifest names them.
    entries: Vec<String>,
}

/// A chain of configurations that extend each other is followed so far.
const MAX_EXTENDS: u32 = 8;

/// The ends that a module's name may lack, in the order in which they are tried.
const ENDS: [&str; 9] = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

/// What a module that is named by what it compiles to is written in.
const COMPILED: [(&str, &[&str]); 4] =
    [(".js", &[".ts", ".tsx"]), (".jsx", &[".tsx"]), (".mjs", &[".mts"]), (".cjs", &[".cts"])];

impl Scripts {
    pub(super) fn new(folders: &[String], read: &dyn Fn(&str) -> Option<String>) -> Scripts {
        let mut scripts = Scripts::default();
        for folder in folders {
            for name in ["tsconfig.json", "jsconfig.json"] {
                if let Some(config) = config(&within(folder, name), read, MAX_EXTENDS) {
                    scripts.configs.insert(folder.clone(), config);
                    break;
                }
            }
            if let Some(manifest) = read(&within(folder, "package.json")).and_then(|text| json(&text))
                && let Some(name) = manifest.get("name").and_then(Value::as_str)
            {
                let entries = ["source", "types", "typings", "module", "main"];
                let mut found: Vec<String> =
                    entries.iter().filter_map(|key| manifest.get(key)?.as_str().map(str::to_string)).collect();
                if let Some(exports) = manifest.get("exports") {
                    strings(exports.get(".").unwrap_or(exports), &mut found, 4);
                }
                scripts.packages.insert(name.to_string(), Package { folder: folder.clone(), entries: found });
            }
        }
        scripts
    }
}

fn within(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") }
}

/// The texts in a value, a few levels deep.
fn strings(value: &Value, found: &mut Vec<String>, depth: u32) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Object(map) if depth > 0 => map.values().for_each(|value| strings(value, found, depth - 1)),
        Value::Array(list) if depth > 0 => list.iter().for_each(|value| strings(value, found, depth - 1)),
        _ => {}
    }
}

/// JSON as these files have it: with comments, and commas before what closes.
fn json(text: &str) -> Option<Value> {
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' if quoted => {
                plain.push(c);
                plain.extend(rest.next());
            }
            '"' => {
                quoted = !quoted;
                plain.push(c);
            }
            '/' if !quoted && rest.peek() == Some(&'/') => while rest.next_if(|c| *c != '\n').is_some() {},
            '/' if !quoted && rest.peek() == Some(&'*') => {
                rest.next();
                let mut last = ' ';
                for c in rest.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            '}' | ']' if !quoted => {
                let kept = plain.trim_end().trim_end_matches(',').len();
                plain.truncate(kept);
                plain.push(c);
            }
            c => plain.push(c),
        }
    }
    serde_json::from_str(plain.trim_start_matches('\u{feff}')).ok()
}

/// What a configuration says, with what it extends.
fn config(path: &str, read: &dyn Fn(&str) -> Option<String>, depth: u32) -> Option<Config> {
    let value = json(&read(path)?)?;
    let folder = parent(path);
    let mut made = Config::default();
    if depth > 0
        && let Some(extends) = value.get("extends")
    {
        let mut bases = Vec::new();
        strings(extends, &mut bases, 1);
        for base in bases.iter().filter(|base| base.starts_with('.')) {
            let Some(base) = join(folder, base) else { continue };
            let name = if base.ends_with(".json") { base } else { format!("{base}.json") };
            if let Some(known) = config(&name, read, depth - 1) {
                made.base = known.base.or(made.base);
                if !known.paths.is_empty() {
                    made.paths = known.paths;
                }
            }
        }
    }
    let options = value.get("compilerOptions");
    if let Some(base) = options.and_then(|options| options.get("baseUrl")?.as_str()) {
        made.base = join(folder, base);
    }
    if let Some(paths) = options.and_then(|options| options.get("paths")?.as_object()) {
        let from = made.base.clone().unwrap_or_else(|| folder.to_string());
        made.paths = paths
            .iter()
            .map(|(pattern, targets)| {
                let mut found = Vec::new();
                strings(targets, &mut found, 1);
                (pattern.clone(), found.iter().filter_map(|target| join(&from, target)).collect())
            })
            .collect();
    }
    Some(made)
}

/// `import { export } from "module"`.
pub(super) fn resolve(resolver: &Resolver, from: &str, module: &str, export: &str) -> Option<Target> {
    let file = match module.starts_with('.') {
        true => file_at(resolver, &join(parent(from), module)?),
        false => mapped(resolver, from, module).or_else(|| of_package(resolver, module)),
    }?;
    Some(Target { file, name: (!export.is_empty()).then(|| Name::of(export)) })
}

/// The file that a path means.
fn file_at(resolver: &Resolver, path: &str) -> Option<u32> {
    if let Some(found) = ENDS.iter().find_map(|end| resolver.file(&format!("{path}{end}"))) {
        return Some(found);
    }
    for (compiled, sources) in COMPILED {
        if let Some(stem) = path.strip_suffix(compiled)
            && let Some(found) = sources.iter().find_map(|end| resolver.file(&format!("{stem}{end}")))
        {
            return Some(found);
        }
    }
    let index = within(path, "index");
    ENDS.iter().skip(1).find_map(|end| resolver.file(&format!("{index}{end}")))
}

/// By the `paths` and `baseUrl` of the nearest configuration above the file.
fn mapped(resolver: &Resolver, from: &str, module: &str) -> Option<u32> {
    let mut folder = parent(from);
    let config = loop {
        if let Some(config) = resolver.scripts.configs.get(folder) {
            break config;
        }
        if folder.is_empty() {
            return None;
        }
        folder = parent(folder);
    };
    for (pattern, targets) in &config.paths {
        let part = match pattern.split_once('*') {
            Some((before, after)) => module.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)),
            None => (pattern == module).then_some(""),
        };
        if let Some(part) = part
            && let Some(found) = targets.iter().find_map(|target| file_at(resolver, &target.replacen('*', part, 1)))
        {
            return Some(found);
        }
    }
    config.base.as_ref().and_then(|base| file_at(resolver, &join(base, module)?))
}

/// By the name of a package of the workspace. What a manifest names is what is built; what that is built of lies beside
/// it, in `src` as a rule.
fn of_package(resolver: &Resolver, module: &str) -> Option<u32> {
    let steps: Vec<&str> = module.splitn(if module.starts_with('@') { 3 } else { 2 }, '/').collect();
    let (name, rest) = match steps.as_slice() {
        [scope, name, rest] if scope.starts_with('@') => (format!("{scope}/{name}"), *rest),
        [scope, name] if scope.starts_with('@') => (format!("{scope}/{name}"), ""),
        [name, rest] => ((*name).to_string(), *rest),
        _ => (module.to_string(), ""),
    };
    let package = resolver.scripts.packages.get(&name)?;
    let folder = &package.folder;
    if !rest.is_empty() {
        let source = within(&within(folder, "src"), rest.trim_start_matches("src/"));
        return file_at(resolver, &within(folder, rest)).or_else(|| file_at(resolver, &source));
    }
    for entry in &package.entries {
        let path = join(folder, entry)?;
        let stem = path.strip_suffix(".d.ts").unwrap_or(&path);
        let built = ["/dist/", "/lib/", "/build/", "/out/"];
        let sources = built.iter().filter(|part| stem.contains(**part)).map(|part| stem.replacen(part, "/src/", 1));
        let found =
            file_at(resolver, stem).or_else(|| sources.into_iter().find_map(|source| file_at(resolver, &source)));
        if found.is_some() {
            return found;
        }
    }
    file_at(resolver, &within(folder, "src")).or_else(|| file_at(resolver, folder))
}
