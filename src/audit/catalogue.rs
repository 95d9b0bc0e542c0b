//! The catalogue: every rule and every pattern, read from `queries/`.
//!
//! A rule is a page, `<rule>.md`; its patterns are `<folder>/<rule>.scm`, where the folder is a language or `any`.
//! Reading never fails: what is wrong comes back beside the catalogue, each with its place and what would be right.

use super::Severity;
use super::compile::Hazard;
use super::fix::Recipes;
use super::shape::{Report, hidden};
use super::shared::{self, Guards};
use crate::facts::{Knowledge, Role, Types};
use crate::project::cache;
use crate::syntax::vocabulary::{self, FileKind};
use crate::syntax::{Language, LanguageId, LazyRegex, Patterns, languages, scm, suggest};
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

/// A hazard that racelens knows: what its page says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stem of the page: a noun phrase that reads well after "allow".
    pub id: String,
    /// The severity unless the settings say otherwise.
    pub severity: Severity,
    /// The severity in the languages that differ, by folder.
    pub severities: BTreeMap<String, Severity>,
    /// The folders of the languages it speaks of: `typescript`, `python`, `rust`; of none where it is upkeep.
    pub languages: Vec<String>,
    /// The message of a finding; `{name}` stands for the text of what the sentence calls `name`.
    pub message: String,
    /// One line on what it finds.
    pub summary: String,
    /// What becomes of it in test code.
    pub tests: InTests,
    /// In a text without these the rule finds nothing, by the folder of the language; elsewhere the markers of the language say that.
    pub markers: BTreeMap<String, LazyRegex>,
    /// The part it plays in the audit's own upkeep; such a rule has no patterns.
    pub housekeeping: Option<String>,
    /// Rules that speak of the same hazard in wider words: where both find one place in one span, only this is told.
    pub replaces: Vec<String>,
    /// The rule whose fixes mend this one too, in the languages in which it has no fixes of its own.
    pub fixes: Option<String>,
    /// The whole page, in Markdown.
    pub page: String,
}

/// What becomes of a rule in test code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InTests {
    /// A level lower.
    #[default]
    Lower,
    /// As elsewhere.
    Same,
    /// At most a hint.
    Hint,
    /// Nothing is reported.
    Off,
}

impl Rule {
    /// The severity in the language of that folder, unless the settings say otherwise.
    pub fn severity_in(&self, language: &str) -> Severity {
        self.severities.get(language).copied().unwrap_or(self.severity)
    }
}

/// All rules, and the text of their patterns.
#[derive(Debug, Default)]
pub struct Catalogue {
    rules: Vec<Rule>,
    sources: BTreeMap<String, String>,
    languages: BTreeMap<LanguageId, OnceLock<Taught>>,
    hazards: BTreeMap<String, Vec<Hazard>>,
    print: u64,
}

/// What the catalogue says of one language.
#[derive(Debug, Default)]
struct Taught {
    knowledge: Option<Knowledge>,
    /// The shapes by which rules report, those of a rule side by side.
    reports: Vec<Report>,
    /// Fixes by rule.
    recipes: BTreeMap<String, Recipes>,
}

impl Taught {
    /// The shapes by which the rule of that id reports.
    fn reports_of(&self, id: &str) -> &[Report] {
        let all = self.reports.as_slice();
        let start = all.iter().position(|report| report.rule == id).unwrap_or(all.len());
        let count = all.iter().skip(start).take_while(|report| report.rule == id).count();
        all.get(start..start + count).unwrap_or(&[])
    }
}

/// What is wrong with a file of the catalogue, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// The file, as the catalogue names it: `lost-update.md`.
    pub file: String,
    /// 1-based line.
    pub line: u32,
    /// What is wrong, in a sentence or two.
    pub message: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl std::error::Error for LoadError {}

static QUERIES: Dir = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// The catalogue of the process: what is embedded, or the folder that `RACELENS_QUERIES` names, so that who writes a
/// rule need not build the program to try it. What is wrong with such a folder is said once, on standard error.
static BUILTIN: LazyLock<Catalogue> = LazyLock::new(|| {
    if std::env::var_os("RACELENS_QUERIES").is_none() {
        // Nothing is wrong with what is embedded, as a test says; and most runs need one language, or two.
        return Catalogue::begin(&embedded()).0;
    }
    let (catalogue, errors) = Catalogue::read(&Catalogue::files());
    for error in errors {
        eprintln!("{error}");
    }
    catalogue
});

impl Catalogue {
    /// The catalogue that is part of the program, or the one that is tried in its place (`RACELENS_QUERIES`).
    pub fn builtin() -> &'static Catalogue {
        &BUILTIN
    }

    /// The files that the catalogue of the process is made of, by their paths below `queries/`.
    pub(super) fn files() -> Vec<(String, String)> {
        std::env::var_os("RACELENS_QUERIES").map_or_else(embedded, |folder| on_disk(Path::new(&folder)))
    }

    /// Reads pages and patterns, given as path below `queries/` and text, and says what is wrong with them. A page
    /// with a fault is left out. Files that are neither a page nor a pattern are ignored, and so is `README.md`.
    pub fn read(files: &[(String, String)]) -> (Catalogue, Vec<LoadError>) {
        let (mut catalogue, mut errors) = Catalogue::begin(files);
        for language in languages() {
            let (taught, faults) = catalogue.teach(language);
            catalogue.languages.insert(language.id, OnceLock::from(taught));
            errors.extend(faults);
        }
        errors.dedup();
        (catalogue, errors)
    }

    /// The same, but what it says of a language is read when somebody asks for that.
    fn begin(files: &[(String, String)]) -> (Catalogue, Vec<LoadError>) {
        let mut catalogue = Catalogue { print: cache::number(&files), ..Catalogue::default() };
        let mut errors = Vec::new();
        for (path, text) in files {
            if path.ends_with(".scm") || path.ends_with(".toml") {
                catalogue.sources.insert(path.clone(), text.clone());
            } else if let Some(id) = path.strip_suffix(".md").filter(|stem| !stem.contains('/') && *stem != "README") {
                match page(id, text) {
                    Ok(rule) => catalogue.rules.push(rule),
                    Err(faults) => errors.extend(faults.into_iter().map(|(line, message)| LoadError {
                        file: path.clone(),
                        line,
                        message,
                    })),
                }
            }
        }
        catalogue.rules.sort_by(|a, b| a.id.cmp(&b.id));
        for rule in &catalogue.rules {
            for other in rule.fixes.iter().chain(&rule.replaces).filter(|other| catalogue.rule(other).is_none()) {
                let (file, message) = (format!("{}.md", rule.id), format!("there is no rule `{other}`"));
                errors.push(LoadError { file, line: 1, message });
            }
        }
        let guards = catalogue.guards().unwrap_or_else(|faults| {
            errors.extend(faults);
            Guards::default()
        });
        for (path, source) in &catalogue.sources {
            let Some(id) = path.strip_prefix("any/").and_then(|name| name.strip_suffix(".scm")) else { continue };
            match hazards_of(path, source, &guards) {
                Ok(hazards) => {
                    catalogue.hazards.insert(id.to_string(), hazards);
                }
                Err(faults) => errors.extend(faults),
            }
        }
        catalogue.languages = languages().iter().map(|language| (language.id, OnceLock::new())).collect();
        (catalogue, errors)
    }

    /// Reads what is said of a language, and says what is wrong with it.
    fn teach(&self, language: &Language) -> (Taught, Vec<LoadError>) {
        let mut taught = Taught::default();
        let mut errors = Vec::new();
        match self.facts_of(language) {
            Ok(Some((knowledge, reports))) => (taught.knowledge, taught.reports) = (Some(knowledge), reports),
            Ok(None) => {}
            Err(faults) => errors.extend(faults),
        }
        errors.extend(self.read_recipes(language, &mut taught));
        (taught, errors)
    }

    /// What is said of a language.
    fn taught(&self, language: &Language) -> Option<&Taught> {
        self.languages.get(&language.id).map(|taught| taught.get_or_init(|| self.teach(language).0))
    }

    /// What sentences share.
    fn guards(&self) -> Result<Guards, Vec<LoadError>> {
        let source = self.sources.get(shared::FILE).map_or("", String::as_str);
        let patterns = sentences(shared::FILE, source)?;
        let fault = |(line, message)| vec![LoadError { file: shared::FILE.to_string(), line, message }];
        Guards::read(patterns).map_err(fault)
    }

    /// Compiles the `facts.scm` of a language and the shapes of its rules, which are found in the same pass, and reads
    /// its types; none where there is no such file.
    fn facts_of(&self, language: &Language) -> Result<Option<(Knowledge, Vec<Report>)>, Vec<LoadError>> {
        let file = format!("{}/facts.scm", language.folder);
        let Some(source) = self.sources.get(&file) else { return Ok(None) };
        let fault = |file: &str, line: u32, message: String| LoadError { file: file.to_string(), line, message };
        let syntax = |faults: Vec<scm::LoadError>| {
            faults.into_iter().map(|found| fault(&found.file, found.line, found.message)).collect::<Vec<_>>()
        };
        let mut patterns = scm::read(&file, source).map_err(syntax)?;
        let unknown =
            vocabulary::check(&patterns, FileKind::Facts, &Role::captures().map(|(name, _)| name).collect::<Vec<_>>());
        if !unknown.is_empty() {
            return Err(syntax(unknown));
        }
        let shapes_from = patterns.len() as u32;
        let mut reports = Vec::new();
        for (path, id) in self.files_of_rules(language) {
            let source = self.sources.get(path).map_or("", String::as_str);
            // What is wrong with the words of the file is told where its fixes are read.
            let Ok(found) = scm::read(path, source) else { continue };
            let found: Vec<_> = found.into_iter().filter(scm::Pattern::reports).collect();
            if !vocabulary::check(&found, FileKind::Rule, &[]).is_empty() {
                continue;
            }
            for pattern in found {
                let (report, pattern) =
                    Report::read(id, pattern).map_err(|(line, message)| vec![fault(path, line, message)])?;
                reports.push(Report { pattern: patterns.len() as u32, ..report });
                patterns.push(pattern);
            }
        }
        let patterns = Patterns::compile(language, patterns).map_err(syntax)?;
        for report in &mut reports {
            let Some(pattern) = patterns.pattern(report.pattern) else { continue };
            pattern.root.each_capture(&mut |capture| {
                let name = capture.text.strip_prefix(&hidden("")).map(str::to_string);
                report.captures.extend(name.zip(patterns.capture(&capture.text)));
            });
        }
        let file = format!("{}/types.toml", language.folder);
        let types = match self.sources.get(&file) {
            Some(text) => Types::read(text).map_err(|message| vec![fault(&file, 1, message)])?,
            None => Types::default(),
        };
        let unknown = |words: Vec<String>| {
            vec![fault(
                &format!("{}/facts.scm", language.folder),
                1,
                format!("captures without a role: {}", words.join(", ")),
            )]
        };
        let knowledge = Knowledge::new(patterns, shapes_from, types).map_err(unknown)?;
        Ok(Some((knowledge, reports)))
    }

    /// The pattern files of a language that are named like a rule, by path and rule.
    fn files_of_rules(&self, language: &Language) -> impl Iterator<Item = (&String, &str)> {
        self.sources.keys().filter_map(|path| {
            let stem = path.strip_prefix(language.folder)?.strip_prefix('/')?;
            Some((path, stem.strip_suffix(".scm").filter(|id| *id != "facts")?))
        })
    }

    /// The pattern files of other rules that mend rules without one of their own in this language.
    fn borrowed(&self, language: &Language) -> impl Iterator<Item = (&String, &str)> {
        let file =
            |id: &str| self.sources.get_key_value(&format!("{}/{id}.scm", language.folder)).map(|(path, _)| path);
        self.rules
            .iter()
            .filter(move |rule| file(&rule.id).is_none())
            .filter_map(move |rule| Some((file(rule.fixes.as_ref()?)?, rule.id.as_str())))
    }

    /// The shapes by which the rule of that id reports in a language.
    pub(super) fn reports_of(&self, language: &Language, id: &str) -> &[Report] {
        self.taught(language).map_or(&[], |taught| taught.reports_of(id))
    }

    /// Reads the fixes of a language: its pattern files that are named like a rule.
    fn read_recipes(&self, language: &Language, taught: &mut Taught) -> Vec<LoadError> {
        let mut errors = Vec::new();
        let mut read = Vec::new();
        for (path, id) in self.files_of_rules(language).chain(self.borrowed(language)) {
            let source = self.sources.get(path).map_or("", String::as_str);
            let own = taught.reports_of(id).iter().flat_map(|report| &report.captures);
            let mut shown: Vec<&str> =
                own.map(|(name, _)| name.as_str()).filter(|name| !name.starts_with('_')).collect();
            shown.sort_unstable();
            shown.dedup();
            match Recipes::read(path, source, language, self.hazards(id), &shown) {
                Ok(recipes) => read.push((id.to_string(), recipes)),
                Err(faults) => errors.extend(faults.into_iter().map(|(line, message)| LoadError {
                    file: path.clone(),
                    line,
                    message,
                })),
            }
        }
        taught.recipes.extend(read);
        errors
    }

    /// The fixes of the rule of that id in a language.
    pub(super) fn recipes(&self, language: &Language, id: &str) -> Option<&Recipes> {
        self.taught(language)?.recipes.get(id)
    }

    /// A number that is another for a catalogue of other files.
    pub fn print(&self) -> u64 {
        self.print
    }

    /// False for a text in which nothing can be found, as its bytes alone show: there is no need to parse it.
    pub fn may_speak_of(&self, language: &Language, text: &str) -> bool {
        text.contains("racelens:") || self.knowledge(language).is_none_or(|knowledge| knowledge.types.may_stir(text))
    }

    /// False for a text in which a rule finds nothing, as its bytes alone show.
    pub fn may_find(&self, rule: &Rule, language: &Language, text: &str) -> bool {
        match rule.markers.get(language.folder) {
            Some(markers) => markers.is_match(text),
            None => self.may_speak_of(language, text),
        }
    }

    /// The patterns of the rule of that id.
    pub(super) fn hazards(&self, id: &str) -> &[Hazard] {
        self.hazards.get(id).map_or(&[], Vec::as_slice)
    }

    /// What is known of a language.
    pub fn knowledge(&self, language: &Language) -> Option<&Knowledge> {
        self.taught(language)?.knowledge.as_ref()
    }

    /// What is wrong with the catalogue that is part of the program; nothing, as a test says.
    pub fn faults() -> Vec<LoadError> {
        Catalogue::read(&embedded()).1
    }

    /// The rules, in alphabetical order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of that id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The text of every pattern file by its path: `any/<rule>.scm`, `<language>/<rule>.scm`, `<language>/facts.scm`.
    #[cfg(test)]
    pub(crate) fn sources(&self) -> &BTreeMap<String, String> {
        &self.sources
    }
}

/// Reads the sentences of a rule.
fn hazards_of(path: &str, source: &str, guards: &Guards) -> Result<Vec<Hazard>, Vec<LoadError>> {
    let fault = |(line, message)| vec![LoadError { file: path.to_string(), line, message }];
    let patterns = sentences(path, source)?.into_iter();
    patterns.map(|pattern| Hazard::read(&guards.put_into(pattern).map_err(fault)?).map_err(fault)).collect()
}

/// The patterns of a file of sentences, if all their words are known.
fn sentences(path: &str, source: &str) -> Result<Vec<scm::Pattern>, Vec<LoadError>> {
    let told = |faults: Vec<scm::LoadError>| {
        let told =
            |found: scm::LoadError| LoadError { file: path.to_string(), line: found.line, message: found.message };
        faults.into_iter().map(told).collect::<Vec<_>>()
    };
    let patterns = scm::read(path, source).map_err(told)?;
    let unknown = vocabulary::check(&patterns, FileKind::Sentence, &[]);
    if unknown.is_empty() { Ok(patterns) } else { Err(told(unknown)) }
}

/// Every file that is embedded in the program, by its path below `queries/`.
fn embedded() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![&QUERIES];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            files.push((path, file.contents_utf8().unwrap_or_default().to_string()));
        }
    }
    files.sort();
    files
}

/// Every readable text of a folder that is laid out as `queries/` is.
fn on_disk(root: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = ignore::WalkBuilder::new(root)
        .build()
        .flatten()
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/");
            Some((path, std::fs::read_to_string(entry.path()).ok()?))
        })
        .collect();
    files.sort();
    files
}

const KEYS: [&str; 10] = [
    "severity",
    "severity.<language>",
    "languages",
    "summary",
    "message",
    "tests",
    "markers.<language>",
    "replaces",
    "fixes",
    "housekeeping",
];
const SEVERITIES: [&str; 5] = ["off", "hint", "info", "warning", "error"];

/// The folders of the languages, in the order of their table.
fn folders() -> Vec<&'static str> {
    let mut folders: Vec<&str> = languages().iter().map(|language| language.folder).collect();
    folders.dedup();
    folders
}

/// What is wrong on which 1-based line.
type Fault = (u32, String);

/// Reads one page: the front matter, then all of it as text.
fn page(id: &str, text: &str) -> Result<Rule, Vec<Fault>> {
    let lines: Vec<&str> = text.lines().collect();
    if lines.first() != Some(&"---") {
        return Err(vec![(1, "A page begins with its front matter between two lines `---`.".to_string())]);
    }
    let Some(end) = lines.iter().skip(1).position(|line| *line == "---") else {
        return Err(vec![(1, "The front matter has no closing line `---`.".to_string())]);
    };

    let mut rule = Rule {
        id: id.to_string(),
        severity: Severity::Off,
        severities: BTreeMap::new(),
        languages: Vec::new(),
        message: String::new(),
        summary: String::new(),
        tests: InTests::Lower,
        markers: BTreeMap::new(),
        housekeeping: None,
        replaces: Vec::new(),
        fixes: None,
        page: text.to_string(),
    };
    let mut faults = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (line, number) in lines.iter().skip(1).take(end).zip(2..) {
        if line.trim().is_empty() {
            continue;
        }
        let Some((key, value)) = line.split_once(':').map(|(key, value)| (key.trim(), value.trim())) else {
            faults.push((number, format!("`{line}` is not of the form `key: value`.")));
            continue;
        };
        if seen.contains(&key) {
            faults.push((number, format!("`{key}` is given twice.")));
        }
        seen.push(key);
        if let Err(fault) = set(&mut rule, key, value) {
            faults.push((number, fault));
        }
    }
    for key in ["severity", "languages", "summary", "message"] {
        // What concerns comments, not code, concerns every language.
        if !seen.contains(&key) && (key != "languages" || rule.housekeeping.is_none()) {
            faults.push((1, format!("The front matter has no `{key}`.")));
        }
    }
    let severities = rule.severities.keys().map(|language| ("severity", language));
    let markers = rule.markers.keys().map(|language| ("markers", language));
    for (key, language) in severities.chain(markers).filter(|(_, language)| !rule.languages.contains(language)) {
        faults.push((1, format!("`{key}.{language}` speaks of a language that `languages` does not name.")));
    }
    if faults.is_empty() { Ok(rule) } else { Err(faults) }
}

/// Takes one line of the front matter into the rule.
fn set(rule: &mut Rule, key: &str, value: &str) -> Result<(), String> {
    if value.is_empty() {
        return Err(format!("`{key}` is empty."));
    }
    let severity = || Severity::from_word(value).ok_or_else(|| unknown("severity", value, &SEVERITIES));
    match key {
        "severity" => rule.severity = severity()?,
        "languages" => {
            for language in value.split(',').map(str::trim) {
                if !folders().contains(&language) {
                    return Err(unknown("language", language, &folders()));
                }
                rule.languages.push(language.to_string());
            }
        }
        "summary" => rule.summary = value.to_string(),
        "message" => {
            placeholders(value)?;
            rule.message = value.to_string();
        }
        "tests" => {
            rule.tests = match value {
                "lower" => InTests::Lower,
                "same" => InTests::Same,
                "hint" => InTests::Hint,
                "off" => InTests::Off,
                _ => return Err(unknown("treatment of tests", value, &["lower", "same", "hint", "off"])),
            }
        }
        "housekeeping" => rule.housekeeping = Some(value.to_string()),
        "replaces" => rule.replaces = value.split(',').map(|id| id.trim().to_string()).collect(),
        "fixes" => rule.fixes = Some(value.to_string()),
        _ => match key.split_once('.') {
            Some(("severity" | "markers", language)) if !folders().contains(&language) => {
                return Err(unknown("language", language, &folders()));
            }
            Some(("severity", language)) => drop(rule.severities.insert(language.to_string(), severity()?)),
            Some(("markers", language)) => {
                let markers = LazyRegex::read(value).map_err(|error| error.to_string())?;
                rule.markers.insert(language.to_string(), markers);
            }
            _ => return Err(unknown("key", key, &KEYS)),
        },
    }
    Ok(())
}

/// Whether every brace of a message belongs to a placeholder `{name}`.
fn placeholders(message: &str) -> Result<(), String> {
    let mut rest = message;
    while let Some(at) = rest.find(['{', '}']) {
        let name = rest.get(at..).and_then(|from| from.strip_prefix('{')).and_then(|from| from.split_once('}'));
        match name {
            Some((name, after)) if !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_') => {
                rest = after
            }
            _ => return Err("A brace in a message belongs to a placeholder such as `{state}`.".to_string()),
        }
    }
    Ok(())
}

/// "Unknown key `mesage`. Did you mean `message`?", or all that is legal where nothing is near.
fn unknown(what: &str, word: &str, legal: &[&str]) -> String {
    match suggest::nearest(word, legal.iter().copied()) {
        Some(known) => format!("Unknown {what} `{word}`. Did you mean `{known}`?"),
        None => format!("Unknown {what} `{word}`. Known are `{}`.", legal.join("`, `")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "---\nseverity: error\nseverity.python: warning\nlanguages: rust, python\nsummary: A lock is held.\nmessage: `{lock}` is held.\n---\n\nText.\n";

    fn read(path: &str, text: &str) -> (Catalogue, Vec<String>) {
        let (catalogue, errors) = Catalogue::read(&[(path.to_string(), text.to_string())]);
        (catalogue, errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_page_becomes_a_rule() {
        let (catalogue, errors) = read("lock-held.md", PAGE);
        assert_eq!(errors, Vec::<String>::new());
        let rule = catalogue.rule("lock-held").map(|rule| {
            (rule.severity_in("rust"), rule.severity_in("python"), rule.languages.join(" "), rule.page.as_str())
        });
        assert_eq!(rule, Some((Severity::Error, Severity::Warning, "rust python".to_string(), PAGE)));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_the_nearest_legal_word() {
        let wrong = |from: &str, to: &str| read("x.md", &PAGE.replace(from, to)).1;
        assert_eq!(
            wrong("summary", "sumary"),
            ["x.md:5: Unknown key `sumary`. Did you mean `summary`?", "x.md:1: The front matter has no `summary`."]
        );
        assert_eq!(
            wrong("severity: error", "severity: eror"),
            ["x.md:2: Unknown severity `eror`. Did you mean `error`?"]
        );
        assert_eq!(
            wrong("rust, python", "rust, python, cobol"),
            ["x.md:4: Unknown language `cobol`. Known are `typescript`, `python`, `rust`."]
        );
        assert_eq!(
            wrong("rust, python", "rust"),
            ["x.md:1: `severity.python` speaks of a language that `languages` does not name."]
        );
        assert_eq!(
            wrong("{lock}", "{lock"),
            ["x.md:6: A brace in a message belongs to a placeholder such as `{state}`."]
        );
        assert_eq!(
            wrong("languages: rust, python\n", "languages\n"),
            [
                "x.md:4: `languages` is not of the form `key: value`.",
                "x.md:1: The front matter has no `languages`.",
                "x.md:1: `severity.python` speaks of a language that `languages` does not name."
            ]
        );
        assert_eq!(read("x.md", "Text.\n").1, ["x.md:1: A page begins with its front matter between two lines `---`."]);
    }

    #[test]
    fn patterns_are_kept_by_path_and_other_files_are_ignored() {
        let files = [("any/x.scm", "; no pattern"), ("README.md", "no front matter"), ("notes.txt", "")]
            .map(|(path, text)| (path.to_string(), text.to_string()));
        let (catalogue, errors) = Catalogue::read(&files);
        assert_eq!(
            catalogue.sources().iter().collect::<Vec<_>>(),
            [(&"any/x.scm".to_string(), &"; no pattern".to_string())]
        );
        assert!(catalogue.rules().is_empty() && errors.is_empty());
    }

    #[test]
    fn upkeep_concerns_every_language() {
        let (catalogue, errors) =
            read("x.md", "---\nseverity: hint\nhousekeeping: unused\nsummary: A.\nmessage: B.\n---\n");
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(catalogue.rule("x").and_then(|rule| rule.housekeeping.as_deref()), Some("unused"));
    }

    #[test]
    fn the_program_holds_the_files_of_the_folder() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
        for (path, text) in embedded() {
            assert_eq!(
                std::fs::read_to_string(folder.join(&path)).ok(),
                Some(text),
                "{path} is stale: does build.rs still watch queries/?"
            );
        }
        let pages = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|suffix| suffix == "md"));
        assert_eq!(
            pages.count(),
            embedded().iter().filter(|(path, _)| path.ends_with(".md") && !path.contains('/')).count(),
            "does build.rs still watch queries/?"
        );
    }

    #[test]
    fn every_page_of_the_program_loads() {
        let (_, errors) = Catalogue::read(&embedded());
        assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
    }
}
