//! Every pattern of every `.scm` is exercised: what nobody can exemplify goes.

use super::{catalogue, files};
use racelens::audit::extract::{self, Example};
use racelens::audit::{Auditor, Catalogue, Settings, Severity, view};
use racelens::facts::dotted;
use racelens::syntax::scm::{Arg, Pattern};
use racelens::syntax::{Document, Flat, Language, Patterns, Work, by_path, flatten, items, languages, scm};
use std::path::Path;

/// The programs that exercise patterns: the examples of the pages, and what lies in these folders.
const FOLDERS: [&str; 4] = ["tests/tapes", "tests/matcher/fixtures", "tests/fixtures/facts", "examples"];

/// Programs that exercise rules, in a folder for each.
const RULES: &str = "tests/fixtures/rules";

/// Every program that exercises `facts.scm`.
fn programs() -> Vec<(&'static Language, String)> {
    let mut programs: Vec<(&'static Language, String)> =
        examples().into_iter().flat_map(|(_, example)| texts(example)).collect();
    for folder in FOLDERS {
        if !super::root(folder).is_dir() {
            continue;
        }
        for (path, text) in files(folder, &["ts", "tsx", "js", "py", "rs"]) {
            programs.extend(by_path(Path::new(&path)).map(|language| (language, text)));
        }
    }
    programs
}

/// The texts of an example: its own, and those of the files beside it.
fn texts(example: Example) -> impl Iterator<Item = (&'static Language, String)> {
    let language = example.language;
    let beside = example.beside.into_iter().map(|(_, text)| text);
    std::iter::once(example.text).chain(beside).map(move |text| (language, text))
}

/// The examples of all pages, each with the id of its page.
fn examples() -> Vec<(String, extract::Example)> {
    catalogue()
        .into_iter()
        .filter_map(|(path, text)| path.strip_suffix(".md").map(|id| (id.to_string(), text)))
        .filter(|(id, _)| id != "README")
        .flat_map(|(id, text)| extract::page(&text).examples.into_iter().map(move |example| (id.clone(), example)))
        .collect()
}

#[test]
fn facts() {
    let mut idle = Vec::new();
    let mut folders: Vec<&str> = languages().iter().map(|language| language.folder).collect();
    folders.dedup();
    let programs = programs();
    for folder in folders {
        let mut hits: Vec<bool> = Vec::new();
        let mut sources: Vec<Pattern> = Vec::new();
        for language in languages().iter().filter(|language| language.folder == folder) {
            let patterns = &Catalogue::builtin().knowledge(language).unwrap().patterns;
            sources = patterns.sources().to_vec();
            hits.resize(sources.len(), false);
            for (_, text) in programs.iter().filter(|(of, _)| *of == language) {
                run(patterns, language, text, &mut hits);
            }
        }
        for (pattern, _) in sources.iter().zip(&hits).filter(|(_, hit)| !**hit) {
            idle.push(format!("queries/{}:{}: {}", pattern.file, pattern.line, pattern.text));
        }
    }
    assert!(idle.is_empty(), "{} patterns match no program:\n{}", idle.len(), idle.join("\n"));
}

/// Marks the patterns that match somewhere in a program.
fn run(patterns: &Patterns, language: &'static Language, text: &str, hits: &mut [bool]) {
    let document = Document::new(language, text.to_string());
    let (mut flat, mut work) = (Flat::default(), Work::default());
    for item in items(&document) {
        flatten(&document, &item, patterns.kinds(), &mut flat);
        let text = item.text(&document);
        patterns.run(&flat, text, &mut work, &mut |id, captures| {
            let Some(pattern) = patterns.pattern(id) else { return };
            let of = |name: &str| {
                let wanted = patterns.capture(name)?;
                captures.iter().find(|(capture, _)| *capture == wanted).map(|(_, node)| flat.text(*node, text))
            };
            if pattern.predicates.iter().all(|predicate| predicate.name != "names" || named(&predicate.args, &of)) {
                hits[id as usize] = true;
            }
        });
    }
}

/// Whether `#names?` may hold, as far as the last steps of the names say.
fn named<'t>(args: &[Arg], of: &dyn Fn(&str) -> Option<&'t str>) -> bool {
    let Some(Arg::Capture(capture)) = args.first() else { return false };
    let last = |path: &str| dotted(path).rsplit('.').next().unwrap_or("").to_string();
    let Some(found) = of(capture).map(last) else { return false };
    args.iter().any(|arg| matches!(arg, Arg::Text(name) if last(name) == found))
}

/// The catalogue with one pattern of a file alone; fixes of a rule speak of steps of all its sentences.
fn with_only(path: &str, pattern: &Pattern) -> Catalogue {
    let rule = path.strip_prefix("any/");
    let files: Vec<(String, String)> = catalogue()
        .into_iter()
        .filter(|(known, _)| known == path || rule.is_none_or(|rule| !known.ends_with(&format!("/{rule}"))))
        .map(|(known, text)| {
            if known != path {
                return (known, text);
            }
            // A fix needs what reports.
            let shapes = scm::read(path, &text).unwrap().into_iter().filter(Pattern::reports).map(|shape| shape.text);
            let with: Vec<String> = if pattern.reports() { Vec::new() } else { shapes.collect() };
            (known, with.into_iter().chain([pattern.text.clone()]).collect::<Vec<_>>().join("\n"))
        })
        .collect();
    let (catalogue, errors) = Catalogue::read(&files);
    assert!(errors.is_empty(), "{path}:{}: {errors:?}", pattern.line);
    catalogue
}

/// The programs that exercise a rule, each with its id: the examples of its page, and the files of a folder of that name.
fn programs_of_rules() -> Vec<(String, Example)> {
    let more = files(RULES, &["ts", "tsx", "js", "py", "rs"]).into_iter().filter_map(|(path, text)| {
        let (id, name) = path.strip_prefix(RULES)?.trim_start_matches('/').split_once('/')?;
        let mut example = Example::of(by_path(Path::new(name))?, format!("src/{name}"), 0);
        example.text = text;
        Some((id.to_string(), example))
    });
    examples().into_iter().chain(more).collect()
}

/// Every sentence finds something, and every fix is offered, in some program of its rule.
#[test]
fn sentences_and_fixes() {
    let programs = programs_of_rules();
    let mut idle = Vec::new();
    for (path, source) in catalogue() {
        let Some((folder, id)) = path.strip_suffix(".scm").and_then(|stem| stem.split_once('/')) else { continue };
        if id == "facts" {
            continue;
        }
        for pattern in scm::read(&path, &source).unwrap() {
            let catalogue = with_only(&path, &pattern);
            let exercised = programs.iter().filter(|(rule, ..)| rule == id).any(|(_, example)| {
                if folder != "any" && example.language.folder != folder {
                    return false;
                }
                let document = Document::new(example.language, example.text.clone());
                // A rule that is off unless asked for is asked for.
                let settings = Settings { rules: [(id.to_string(), Severity::Warning)].into(), ..Settings::default() };
                let mut auditor = Auditor::default();
                auditor.look_at(view(&catalogue, example, &document));
                let found = auditor.audit(&catalogue, &document, Path::new(&example.path), &settings);
                let own = found.iter().filter(|finding| finding.rule == id);
                if folder == "any" || pattern.reports() {
                    own.count() > 0
                } else {
                    own.into_iter().any(|finding| !auditor.fixes(&catalogue, &document, finding).is_empty())
                }
            });
            if !exercised {
                idle.push(format!("queries/{path}:{}: {}", pattern.line, pattern.text));
            }
        }
    }
    assert!(idle.is_empty(), "{} patterns do nothing in any program of their rule:\n{}", idle.len(), idle.join("\n"));
}

/// What is only a hint is shown by an example of its page that no other sentence finds: where others find all that it does, nobody
/// could say what it is for.
#[test]
fn hints() {
    let examples = examples();
    let mut idle = Vec::new();
    for (path, source) in catalogue() {
        let Some(id) = path.strip_prefix("any/").and_then(|name| name.strip_suffix(".scm")) else { continue };
        let is_hint = |pattern: &Pattern| pattern.predicates.iter().any(|asked| asked.name == "severity");
        let found = |without: Option<&Pattern>| {
            let files: Vec<(String, String)> = catalogue()
                .into_iter()
                // Fixes speak of the steps of all sentences.
                .filter(|(known, _)| *known == path || !known.ends_with(&format!("/{id}.scm")))
                .map(|(known, text)| match without {
                    Some(pattern) if known == path => (known, text.replacen(&pattern.text, "", 1)),
                    _ => (known, text),
                })
                .collect();
            let (catalogue, errors) = Catalogue::read(&files);
            assert!(errors.is_empty(), "{path}: {errors:?}");
            let own = examples.iter().filter(|(rule, _)| rule == id);
            let told = own.map(|(_, example)| {
                let document = Document::new(example.language, example.text.clone());
                let settings = Settings { rules: [(id.to_string(), Severity::Warning)].into(), ..Settings::default() };
                let mut auditor = Auditor::default();
                auditor.look_at(view(&catalogue, example, &document));
                let found = auditor.audit(&catalogue, &document, Path::new(&example.path), &settings);
                found.iter().filter(|finding| finding.rule == id).count()
            });
            told.sum::<usize>()
        };
        let hints: Vec<Pattern> = scm::read(&path, &source).unwrap().into_iter().filter(is_hint).collect();
        if hints.is_empty() {
            continue;
        }
        let all = found(None);
        for hint in hints.iter().filter(|hint| found(Some(hint)) == all) {
            idle.push(format!("queries/{path}:{}: {}", hint.line, hint.text));
        }
    }
    assert!(idle.is_empty(), "{} hints are found by other sentences, too:\n{}", idle.len(), idle.join("\n"));
}

/// What `guards.scm` says is shared, by sentences or by other guards that they have, or it would stand where it is used.
#[test]
fn guards() {
    let sources = catalogue();
    let guards = sources.iter().find(|(path, _)| path == "guards.scm").map(|(_, text)| text.clone()).unwrap();
    let sentences = sources.iter().filter(|(path, _)| path.starts_with("any/"));
    let patterns: Vec<Pattern> = sentences.flat_map(|(path, text)| scm::read(path, text).unwrap()).collect();
    let has = |pattern: &Pattern, name: &str| {
        let wanted = Arg::Text(name.to_string());
        pattern.predicates.iter().any(|asked| asked.name == "guards" && asked.args.contains(&wanted))
    };
    let known = scm::read("guards.scm", &guards).unwrap();
    for guard in &known {
        let mut names = vec![guard.name().unwrap()];
        let mut at = 0;
        while at < names.len() {
            let more = known.iter().filter(|other| has(other, names[at])).map(|other| other.name().unwrap());
            names.extend(more.collect::<Vec<_>>());
            at += 1;
        }
        let users = patterns.iter().filter(|pattern| names.iter().any(|name| has(pattern, name))).count();
        assert!(users > 1, "guards.scm:{}: {users} sentences have `{}`", guard.line, names[0]);
    }
}
