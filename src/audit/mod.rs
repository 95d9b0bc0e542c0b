//! The audit: rules, what they find, how it is shown and mended.
//!
//! A [`Rule`] is a page and patterns; a [`Finding`] is plain data in byte spans; a [`Fix`] is a set of edits.

mod binding;
mod catalogue;
mod compile;
mod examples;
pub mod extract;
mod finding;
mod fix;
mod guards;
mod judge;
mod memory;
mod nearby;
mod own;
mod questions;
mod settings;
mod shape;
mod shared;
mod silence;
mod suppress;
mod threads;
mod told;
mod usual;
pub mod whole;
mod witness;

pub use catalogue::{Catalogue, InTests, LoadError, Rule};
pub use examples::{Outcome, test_page, view};
pub use finding::{Elsewhere, Finding, Fix, Role, Step, Task, Witness};
pub use fix::{Applied, Mended, mend};
pub use own::{FOLDER, Names, with_own};
pub use settings::{Own, Profile, Settings, Severity};
pub use silence::{Near, Safe, near, safe};
pub use suppress::{Housekeeping, apply, housekeeping, is_addressed};

use crate::facts::{Facts, FileFacts, Inquiry};
pub use crate::project::is_test;
use crate::project::{Digest, Past, Program, Texts, View, digest};
use crate::syntax::{Document, Language};
use crate::text::Span;
use judge::{Case, Judge};
use memory::Memory;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Audits one file at a time and remembers the facts of its items, so that the next look at an edited document
/// redoes only what changed. One of these lives beside every open document; a whole-project run keeps one for each
/// thread and lets it [`forget`](Auditor::forget) between files.
#[derive(Debug, Default)]
pub struct Auditor {
    facts: Facts,
    past: Past,
    memory: Memory,
    view: Arc<View>,
    /// The facts of a document that was heard before.
    recalled: Option<(Document, Arc<FileFacts>)>,
    /// What is told of a document, to be kept.
    told: Option<(Document, Told)>,
    /// What fixes were last compared with.
    before: Option<fix::Before>,
    /// The texts of the digests that it made.
    texts: Texts,
}

/// What is heard of a document before anything is said of it.
#[derive(Debug)]
pub struct Heard {
    /// What it says to other files.
    pub digest: Digest,
    /// Its facts.
    pub facts: Arc<FileFacts>,
}

/// All that is told of a document under the settings of a run, as it is kept from one run to the next.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Told {
    /// What is found; none where nobody looked yet.
    findings: Option<Vec<Finding>>,
    /// The fixes of those for which somebody asked, by index.
    fixes: BTreeMap<usize, Vec<Fix>>,
}

impl Told {
    /// How much is told: it only grows.
    pub fn len(&self) -> usize {
        usize::from(self.findings.is_some()) + self.fixes.len()
    }

    /// True where nobody asked anything yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Auditor {
    /// All findings of `document`, ordered by position and rule, suppressions not yet applied. `path` (relative to
    /// the audited root where there is one) decides what is test code and which settings hold.
    ///
    /// Equal to what a fresh auditor would say, whatever was audited before.
    pub fn audit(
        &mut self,
        catalogue: &Catalogue,
        document: &Document,
        path: &Path,
        settings: &Settings,
    ) -> Vec<Finding> {
        if let Some((known, Told { findings: Some(findings), .. })) = &self.told
            && known.is(document)
        {
            return findings.clone();
        }
        let findings = self.audit_anew(catalogue, document, path, settings);
        if let Some((known, told)) = &mut self.told
            && known.is(document)
        {
            told.findings = Some(findings.clone());
        }
        findings
    }

    /// The same, whatever was told before.
    fn audit_anew(
        &mut self,
        catalogue: &Catalogue,
        document: &Document,
        path: &Path,
        settings: &Settings,
    ) -> Vec<Finding> {
        let language = document.language();
        let Some(knowledge) = catalogue.knowledge(language) else { return Vec::new() };
        let view = self.view.clone();
        let facts = match &self.recalled {
            Some((known, facts)) if known.is(document) && !facts.depends_on(&view.variables) => facts.clone(),
            _ => {
                self.facts.know(&view.variables);
                let stirs = |role| view.stirs() || judge::stirs(role, language);
                Arc::new(self.facts.read_if(document, knowledge, &stirs))
            }
        };
        let margin = document.text().len() as u32;
        let view = view.by_itself(&facts).map_or(view, Arc::new);
        let program = Program::new(&facts, language, &view, margin, &mut self.past);
        let inquiry = Inquiry::new(&facts.context);
        let case = Case { document, program: &program, facts: &facts, context: &inquiry, view: &view };
        let rules = judges(catalogue, language, path, settings);
        let shapes: Vec<Finding> = rules.iter().flat_map(|judge| shape::shapes(judge, &case)).collect();
        let rules = judge::worth_asking(rules, &program);
        let mut findings = self.memory.judge(&rules, &case, &facts.context);
        findings.extend(shapes);
        replace(catalogue, &mut findings);
        findings.iter_mut().for_each(|finding| elsewhere(finding, &view, margin));
        findings.sort_by(|one, other| (one.span, &one.rule, &one.place).cmp(&(other.span, &other.rule, &other.place)));
        findings
    }

    /// The same as [`fixes`], sooner where this is the auditor that has the finding.
    pub fn fixes(&mut self, catalogue: &Catalogue, document: &Document, finding: &Finding) -> Vec<Fix> {
        let known = self.told.as_ref().filter(|(known, _)| known.is(document));
        let at = known.and_then(|(_, told)| told.findings.as_ref()?.iter().position(|known| known == finding));
        let kept = at.and_then(|at| known?.1.fixes.get(&at));
        if let Some(kept) = kept {
            return kept.clone();
        }
        let fixes = fix::fixes(self, catalogue, document, finding);
        if let (Some(at), Some((_, told))) = (at, &mut self.told) {
            told.fixes.insert(at, fixes.clone());
        }
        fixes
    }

    /// From now on it is noted what is told of the document, in addition to what was told of it before. That must be of the
    /// same view and settings.
    pub fn note(&mut self, document: &Document, told: Told) {
        self.told = Some((document.clone(), told));
    }

    /// What was noted.
    pub fn noted(&mut self) -> Option<Told> {
        self.told.take().map(|(_, told)| told)
    }

    /// How many functions were judged in all audits together: what an edit cost, in a unit that no machine changes.
    pub fn judged(&self) -> u64 {
        self.memory.judged()
    }

    /// From now on the document is audited with this view of the others beside it.
    pub fn look_at(&mut self, view: Arc<View>) {
        self.view = view;
        self.before = None;
    }

    /// What other files may know of the document, whether or not anything stirs in it.
    pub fn digest(&mut self, catalogue: &Catalogue, document: &Document) -> Digest {
        let Some(knowledge) = catalogue.knowledge(document.language()) else { return Digest::default() };
        let facts = self.facts.read(document, knowledge);
        let nothing = View::default();
        let program = Program::new(&facts, document.language(), &nothing, 0, &mut Past::default());
        digest(document, &facts, &program, &mut self.texts)
    }

    /// What is heard of a document before anything is said of it; nothing where nothing stirs in it.
    pub fn hear(&mut self, catalogue: &Catalogue, document: &Document) -> Option<Heard> {
        let language = document.language();
        let knowledge = catalogue.knowledge(language)?;
        let facts = self.facts.read_if(document, knowledge, &|role| judge::stirs(role, language));
        if facts.items.is_empty() {
            return None;
        }
        let nothing = View::default();
        let program = Program::new(&facts, language, &nothing, 0, &mut Past::default());
        let digest = digest(document, &facts, &program, &mut self.texts);
        drop(program);
        Some(Heard { digest, facts: Arc::new(facts) })
    }

    /// The facts of a document are these: it need not be read again.
    pub fn recall(&mut self, document: &Document, facts: Arc<FileFacts>) {
        self.recalled = Some((document.clone(), facts));
    }

    /// Forgets the document, but keeps its buffers.
    pub fn forget(&mut self) {
        self.view = Arc::default();
        self.recalled = None;
        self.told = None;
        self.facts.forget();
        self.past.forget();
        self.memory.forget();
        self.before = None;
    }
}

/// The rules that are on for a file, each with what it weighs there: those of which somebody sees a finding, and those that speak
/// in the place of one of them.
fn judges<'c>(catalogue: &'c Catalogue, language: &Language, path: &Path, settings: &Settings) -> Vec<Judge<'c>> {
    let in_test = is_test(path);
    let mut rules = Vec::new();
    for rule in catalogue.rules().iter().filter(|rule| rule.languages.iter().any(|folder| folder == language.folder)) {
        let own = settings.profile.severity(rule.severity_in(language.folder));
        let set = settings.rules.get(&rule.id).copied();
        let severity = set.unwrap_or_else(|| own.in_test(in_test, rule.tests));
        if severity != Severity::Off {
            rules.push((rule, severity, set, own));
        }
    }
    let is_seen = |severity: Severity| severity >= settings.least;
    let seen: Vec<&str> =
        rules.iter().filter(|(_, severity, ..)| is_seen(*severity)).map(|(rule, ..)| rule.id.as_str()).collect();
    rules.retain(|(rule, severity, ..)| {
        is_seen(*severity) || rule.replaces.iter().any(|wide| seen.contains(&wide.as_str()))
    });
    let judge = |(rule, severity, set, own): (&'c Rule, Severity, Option<Severity>, Severity)| Judge {
        rule: &rule.id,
        message: &rule.message,
        severity,
        severity_in_test: set.unwrap_or_else(|| own.in_test(true, rule.tests)),
        is_set: set.is_some(),
        hazards: catalogue.hazards(&rule.id),
        reports: catalogue.reports_of(language, &rule.id),
    };
    rules.into_iter().map(judge).collect()
}

/// False where nobody would see anything that can be found in a text, as its bytes alone show. In tests few rules are seen, and what
/// tests do is no news to other files: most of them need not be parsed.
pub fn may_tell(catalogue: &Catalogue, language: &Language, path: &Path, settings: &Settings, text: &str) -> bool {
    let finds = |judge: &Judge| catalogue.rule(judge.rule).is_some_and(|rule| catalogue.may_find(rule, language, text));
    let is_seen = |judge: &Judge| judge.severity >= settings.least;
    judges(catalogue, language, path, settings).iter().any(|judge| is_seen(judge) && finds(judge))
}

/// One finding for each hazard: where a narrower rule tells of a place in a span, the wider one is silent there, and what one rule
/// tells by several of its patterns it tells by the one that weighs most.
fn replace(catalogue: &Catalogue, findings: &mut Vec<Finding>) {
    let replaces = |narrow: &Finding, wide: &Finding| {
        catalogue.rule(&narrow.rule).is_some_and(|rule| rule.replaces.contains(&wide.rule))
    };
    let stands = |(at, finding): (usize, &Finding)| {
        !findings.iter().enumerate().any(|(other_at, other)| {
            other.span == finding.span
                && other.place == finding.place
                && if other.rule == finding.rule {
                    other.severity > finding.severity || other.severity == finding.severity && other_at < at
                } else {
                    replaces(other, finding)
                }
        })
    };
    let stand: Vec<bool> = findings.iter().enumerate().map(stands).collect();
    let mut stand = stand.into_iter();
    findings.retain(|_| stand.next().unwrap_or(true));
}

/// The fixes of one finding, best first. Recomputed from the document, so that nothing need be kept with a
/// diagnostic.
///
/// Each is tried before it is offered: its result parses, is rid of the finding and has no other.
pub fn fixes(catalogue: &Catalogue, document: &Document, finding: &Finding) -> Vec<Fix> {
    Auditor::default().fixes(catalogue, document, finding)
}

/// Says of the steps in the margin in which file they are.
fn elsewhere(finding: &mut Finding, view: &View, margin: u32) {
    let own = finding.span;
    for step in finding.witness.steps.iter_mut().filter(|step| step.span.start >= margin) {
        if let Some(mark) = view.mark(step.span.start - margin) {
            let start = mark.span.start + margin;
            let within = |offset: u32| offset.saturating_sub(start).min(mark.span.len());
            step.elsewhere = Some(Elsewhere {
                path: mark.path.clone(),
                line: mark.line,
                indent: mark.indent,
                code: mark.span.of(&view.margin).into(),
                span: Span::new(within(step.span.start), within(step.span.end)),
            });
            step.span = own;
        }
    }
}
