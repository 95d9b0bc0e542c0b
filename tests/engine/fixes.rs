//! What a fix promises, whatever it is applied to: its text parses, the finding is gone, no other finding has come, and
//! whoever mends a second time changes nothing.

use crate::sources::{programs, projects};
use racelens::audit::whole::{Followed, said};
use racelens::audit::{Auditor, Catalogue, Finding, Fix, Settings, is_test, mend};
use racelens::project::{Resolver, View};
use racelens::syntax::{Document, by_path};
use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files of a project, by path and text, and what they say to each other.
struct Project {
    files: Vec<(String, String)>,
    whole: Followed,
}

/// What was looked at, and what does not hold.
#[derive(Default)]
struct Tried {
    findings: usize,
    fixes: usize,
    mended: usize,
    faults: Vec<String>,
}

fn document(path: &str, text: &str) -> Document {
    Document::new(by_path(Path::new(path)).unwrap(), text.to_string())
}

fn audit(auditor: &mut Auditor, path: &str, document: &Document) -> Vec<Finding> {
    auditor.audit(Catalogue::builtin(), document, Path::new(path), &Settings::default())
}

/// What is found in a text from scratch, by one who sees this of the other files.
fn afresh(path: &str, text: &str, view: &Arc<View>) -> Vec<Finding> {
    let mut auditor = Auditor::default();
    auditor.look_at(view.clone());
    audit(&mut auditor, path, &document(path, text))
}

impl Project {
    fn new(files: Vec<(String, String)>, read: &dyn Fn(&str) -> Option<String>) -> Project {
        let paths = files.iter().map(|(path, _)| path.clone()).collect();
        let digest = |(path, text): &(String, String)| {
            said(
                &mut Auditor::default(),
                Catalogue::builtin(),
                by_path(Path::new(path))?,
                is_test(Path::new(path)),
                text,
                None,
            )
        };
        let digests = files.par_iter().map(digest).collect();
        let open = |file: u32| files.get(file as usize).map(|(path, text)| document(path, text));
        let whole = Followed::new(Catalogue::builtin(), Resolver::new(paths, read), digests, &open, None);
        Project { files, whole }
    }

    /// The project says what it says with another text in the place of one file.
    fn put(&mut self, file: usize, text: &str) {
        self.files[file].1 = text.to_string();
        let (path, text) = &self.files[file];
        let language = by_path(Path::new(path)).unwrap();
        let news = said(&mut Auditor::default(), Catalogue::builtin(), language, is_test(Path::new(path)), text, None);
        let open = |file: u32| self.files.get(file as usize).map(|(path, text)| document(path, text));
        self.whole.put(Catalogue::builtin(), vec![(file as u32, news)], &open);
    }

    fn view(&self, file: usize) -> Arc<View> {
        Arc::new(self.whole.index.view(file as u32))
    }

    /// The findings of a file with the fixes of each, and the text after all that is safe.
    fn look(&self, file: usize) -> (Vec<(Finding, Vec<Fix>)>, String, bool) {
        let (path, text) = &self.files[file];
        let view = self.view(file);
        if !view.tells && !Catalogue::builtin().may_speak_of(by_path(Path::new(path)).unwrap(), text) {
            return (Vec::new(), text.clone(), false);
        }
        let document = document(path, text);
        let mut auditor = Auditor::default();
        auditor.look_at(view);
        let findings = audit(&mut auditor, path, &document);
        let fixes = |auditor: &mut Auditor, document: &Document, finding: &Finding| {
            auditor.fixes(Catalogue::builtin(), document, finding)
        };
        let offered =
            findings.iter().map(|finding| (finding.clone(), fixes(&mut auditor, &document, finding))).collect();
        let again = |auditor: &mut Auditor, document: &Document| audit(auditor, path, document);
        let mended = mend(&mut auditor, &document, findings, again, fixes);
        (offered, mended.document.text().to_string(), document.has_errors())
    }

    /// Tries every fix of every finding, each by itself, and all that are safe together.
    fn run(&mut self) -> Tried {
        let mut tried = Tried::default();
        let looked: Vec<_> = (0..self.files.len()).into_par_iter().map(|file| self.look(file)).collect();
        for (file, (offered, mended, broken)) in looked.into_iter().enumerate() {
            let (path, before) = self.files[file].clone();
            let found = Finding::count(&offered.iter().map(|(finding, _)| finding.clone()).collect::<Vec<_>>());
            tried.findings += offered.len();
            for (finding, fix) in
                offered.iter().flat_map(|(finding, fixes)| fixes.iter().map(move |fix| (finding, fix)))
            {
                let text = fix.edits.apply(&before);
                tried.fixes += 1;
                self.put(file, &text);
                let left = afresh(&path, &text, &self.view(file));
                let counts = Finding::count(&left);
                let mut fault = |what: &str| {
                    let at = before[..finding.span.start as usize].lines().count().max(1);
                    tried.faults.push(format!("{path}:{at}: {}: \"{}\" {what}", finding.rule, fix.title));
                };
                if text == before {
                    fault("changes nothing");
                }
                if document(&path, &text).has_errors() && !broken {
                    fault("does not parse");
                }
                if counts.get(&finding.key()) >= found.get(&finding.key()) {
                    fault("leaves the finding");
                }
                for new in left.iter().filter(|new| counts.get(&new.key()) > found.get(&new.key())) {
                    fault(&format!("brings {}: {}", new.rule, new.message));
                }
            }
            if mended != before {
                tried.mended += 1;
                self.put(file, &mended);
                let (_, again, _) = self.look(file);
                if again != mended {
                    tried.faults.push(format!("{path}: a second run of the safe fixes changes it again"));
                }
            }
            if self.files[file].1 != before {
                self.put(file, &before);
            }
        }
        tried
    }
}

#[test]
fn fixes_of_the_pages_keep_what_they_promise() {
    let mut all = Tried::default();
    let alone = programs().into_iter().map(|program| {
        let path = format!("src/program.{}", program.language.extensions[0]);
        (program.name, vec![(path, program.text)])
    });
    let together = projects().into_iter().map(|project| (project.name, project.files));
    for (name, files) in alone.chain(together) {
        let tried = Project::new(files, &|_| None).run();
        all.findings += tried.findings;
        all.fixes += tried.fixes;
        all.mended += tried.mended;
        all.faults.extend(tried.faults.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(all.fixes > 200 && all.mended > 20, "only {} fixes were tried, {} files mended", all.fixes, all.mended);
    assert!(all.faults.is_empty(), "{}", all.faults.join("\n"));
}

/// All fixes in a folder: `RACELENS_CORPUS=folder cargo test --test engine fixes_over -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn fixes_over_a_corpus_keep_what_they_promise() {
    let root = PathBuf::from(std::env::var("RACELENS_CORPUS").expect("RACELENS_CORPUS names a folder"));
    let (mut folders, mut files) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if let (Some(_), Ok(text)) = (by_path(&path), fs::read_to_string(&path)) {
                files.push((path.strip_prefix(&root).unwrap().to_string_lossy().into_owned(), text));
            }
        }
    }
    files.sort();
    let tried = Project::new(files, &|path| fs::read_to_string(root.join(path)).ok()).run();
    println!("{} findings, {} fixes tried, {} files mended twice", tried.findings, tried.fixes, tried.mended);
    assert!(tried.fixes > 0, "no fix to try");
    assert!(tried.faults.is_empty(), "{} faults:\n{}", tried.faults.len(), tried.faults.join("\n"));
}
