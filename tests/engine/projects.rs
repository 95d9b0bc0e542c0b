//! Edit by edit equals from scratch, over projects: the index that follows its files, what each file sees of the others, and
//! what is found in it.

use crate::sources::{Project, Random, projects};
use proptest::prelude::*;
use racelens::audit::whole::{Followed, said};
use racelens::audit::{Auditor, Catalogue, Finding, Settings, is_test};
use racelens::project::{Digest, Resolver, View};
use racelens::syntax::{Document, by_path};
use std::path::Path;
use std::sync::Arc;

/// What somebody does to a project.
#[derive(Clone, Debug)]
enum Edit {
    /// A line of a file goes away.
    Remove(usize, usize),
    /// A line of a file comes again elsewhere in it, or in another file.
    Copy(usize, usize, usize, usize),
    /// A word of a line becomes another of the project.
    Rename(usize, usize, usize, usize),
    /// A file becomes empty.
    Clear(usize),
    /// A file becomes again what it was.
    Restore(usize),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let any = || 0..1000_usize;
    let edit = prop_oneof![
        3 => (any(), any()).prop_map(|(file, line)| Edit::Remove(file, line)),
        3 => (any(), any(), any(), any()).prop_map(|(from, line, file, at)| Edit::Copy(from, line, file, at)),
        4 => (any(), any(), any(), any()).prop_map(|(file, line, from, word)| Edit::Rename(file, line, from, word)),
        1 => any().prop_map(Edit::Clear),
        3 => any().prop_map(Edit::Restore),
    ];
    prop::collection::vec(edit, 1..8)
}

/// Applies an edit; the file that it changes.
fn apply(edit: &Edit, files: &mut [(String, String)], before: &[(String, String)]) -> usize {
    let line = |text: &str, at: usize| -> (usize, String) {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let at = at % lines.len().max(1);
        (at, lines.get(at).map_or("x\n".to_string(), |line| line.to_string()))
    };
    let words = |text: &str| -> Vec<String> {
        let part = |c: char| !(c.is_alphanumeric() || c == '_');
        text.split(part).filter(|word| !word.is_empty()).map(str::to_string).collect()
    };
    let replace = |text: &str, at: usize, with: &str| -> String {
        text.split_inclusive('\n').enumerate().map(|(index, line)| if index == at { with } else { line }).collect()
    };
    match *edit {
        Edit::Remove(file, at) => {
            let file = file % files.len();
            let (at, _) = line(&files[file].1, at);
            files[file].1 = replace(&files[file].1, at, "");
            file
        }
        Edit::Copy(from, which, file, at) => {
            let (from, file) = (from % files.len(), file % files.len());
            let (_, copied) = line(&files[from].1, which);
            let (at, there) = line(&files[file].1, at);
            files[file].1 = replace(&files[file].1, at, &(copied + &there));
            file
        }
        Edit::Rename(file, at, from, word) => {
            let (file, from) = (file % files.len(), from % files.len());
            let (at, old) = line(&files[file].1, at);
            let (here, there) = (words(&old), words(&files[from].1));
            if let (Some(one), Some(other)) = (here.get(word % here.len().max(1)), there.get(word % there.len().max(1)))
            {
                files[file].1 = replace(&files[file].1, at, &old.replacen(one.as_str(), other, 1));
            }
            file
        }
        Edit::Clear(file) => {
            files[file % files.len()].1.clear();
            file % files.len()
        }
        Edit::Restore(file) => {
            let file = file % files.len();
            files[file].1.clone_from(&before[file].1);
            file
        }
    }
}

fn document((path, text): &(String, String)) -> Document {
    Document::new(by_path(Path::new(path)).unwrap(), text.clone())
}

fn heard(file: &(String, String)) -> Option<Arc<Digest>> {
    let language = by_path(Path::new(&file.0)).unwrap();
    said(&mut Auditor::default(), Catalogue::builtin(), language, is_test(Path::new(&file.0)), &file.1, None)
}

fn followed(files: &[(String, String)]) -> Followed {
    let paths = files.iter().map(|(path, _)| path.clone()).collect();
    let read = |file: u32| files.get(file as usize).map(document);
    Followed::new(Catalogue::builtin(), Resolver::new(paths, &|_| None), files.iter().map(heard).collect(), &read, None)
}

/// All of a view that a finding can come of.
fn shown(view: &View) -> String {
    let functions: Vec<_> = view
        .visitors
        .iter()
        .map(|visitor| {
            let function = &visitor.function;
            let flags = (function.is_async, function.is_public, function.is_startup, function.is_exclusive);
            (&visitor.path, visitor.line, &function.path, flags, &function.events, &function.places, &function.calls)
        })
        .collect();
    let mut closed: Vec<_> = view.closed.iter().collect();
    closed.sort_unstable();
    let mut for_each: Vec<_> = view.for_each.iter().collect();
    for_each.sort_unstable();
    format!("{functions:?} {:?} {} {closed:?} {for_each:?}", view.names, view.margin)
}

fn found(auditor: &mut Auditor, file: &(String, String), view: Arc<View>) -> Vec<Finding> {
    auditor.look_at(view);
    auditor.audit(Catalogue::builtin(), &document(file), Path::new(&file.0), &Settings::default())
}

/// Applies the edits one after the other and compares each time. How many findings there were that no file has by itself.
fn run(project: &Project, edits: &[Edit]) -> usize {
    let before = project.files.clone();
    let mut files = before.clone();
    let mut whole = followed(&files);
    let mut auditors: Vec<Auditor> = files.iter().map(|_| Auditor::default()).collect();
    let mut beyond = 0;
    for edit in [None].into_iter().chain(edits.iter().map(Some)) {
        if let Some(edit) = edit {
            let changed = apply(edit, &mut files, &before);
            let read = |file: u32| files.get(file as usize).map(document);
            whole.put(Catalogue::builtin(), vec![(changed as u32, heard(&files[changed]))], &read);
        }
        let fresh = followed(&files);
        for (at, file) in files.iter().enumerate() {
            let (kept, new) = (whole.index.view(at as u32), fresh.index.view(at as u32));
            assert_eq!(
                shown(&kept),
                shown(&new),
                "{}: what {} sees after {edit:?} in {files:#?}",
                project.name,
                file.0
            );
            let kept = found(&mut auditors[at], file, Arc::new(kept));
            let new = found(&mut Auditor::default(), file, Arc::new(new));
            assert_eq!(kept, new, "{}: {} after {edit:?} in {files:#?}", project.name, file.0);
            let alone = found(&mut Auditor::default(), file, Arc::default());
            beyond += new.iter().filter(|finding| !alone.contains(finding)).count();
        }
    }
    beyond
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn edit_by_edit_equals_from_scratch_over_projects(seed in any::<u64>(), edits in edits()) {
        let all = projects();
        let mut random = Random::new(seed);
        // Two that share names and files are one, too.
        let (one, other) = (&all[random.below(all.len())], &all[random.below(all.len())]);
        let project = if random.below(3) == 0 { one.with(other) } else { one.clone() };
        run(&project, &edits);
    }
}

#[test]
fn projects_have_findings_across_files() {
    let beyond: usize = projects().iter().map(|project| run(project, &[])).sum();
    assert!(beyond > 12, "only {beyond}");
}

/// A project of a file that takes care of one session, beside what its user does with that in a file of this name.
fn session_and(user: &str) -> Vec<(String, String)> {
    let session = "export class Session {
  private busy = false;
  private page: Page | null = null;
  async open() {
    if (!this.page) {
      this.page = await launch();
    }
    return this.page;
  }
  async run(job: Job) {
    await this.prepare();
    return job(this.page);
  }
  async prepare() {
    await this.open();
  }
}
export const session = new Session();
";
    let from = if user.contains('/') { "../session" } else { "./session" };
    let used = format!(
        "import {{ Session, session }} from '{from}';
export class Other extends Session {{
  async prepare() {{
    this.page = null;
  }}
}}
export async function use() {{
  keep(session.prepare);
  session.busy = true;
  await session.run(new Session());
  return new Other();
}}
export const another = new Session();
"
    );
    vec![("session.ts".to_string(), session.to_string()), (user.to_string(), used)]
}

#[test]
fn what_tests_do_is_no_news_to_others() {
    let seen = |files: &[(String, String)]| shown(&followed(files).index.view(0));
    let (in_test, outside) = (session_and("tests/session.ts"), session_and("user.ts"));
    assert_eq!(seen(&in_test), seen(&in_test[..1]));
    let mut glanced = followed(&in_test).index;
    glanced.put([(1, Some(Arc::new(Digest::glance(&in_test[1].1))))]);
    glanced.link();
    assert_eq!(seen(&in_test), shown(&glanced.view(0)), "a glance at a test is enough");
    assert_ne!(seen(&outside), seen(&outside[..1]), "what others do is news");
    // Nobody knows who else calls what a test calls, be it that nothing stirs in the test.
    let files = |test: &str| {
        let user =
            "import { session } from './session';\nexport async function go() {\n  await session.prepare();\n}\n";
        let all = [("session.ts", in_test[0].1.as_str()), ("user.ts", user), ("tests/quiet.ts", test)];
        all.map(|(path, text)| (path.to_string(), text.to_string())).to_vec()
    };
    let closed = |test: &str| followed(&files(test)).index.view(0).closed.len();
    assert_eq!(closed("// await\nother();\n"), 1);
    assert_eq!(closed("// await\nit.prepare();\n"), 0);
    assert_eq!(closed("import { session } from '../session';\nasync () => {\n  await session.prepare();\n};\n"), 0);
    let found = |files: &[(String, String)]| {
        let view = Arc::new(followed(files).index.view(1));
        (view.visitors.len(), found(&mut Auditor::default(), &files[1], view).len())
    };
    let (with, _) = found(&in_test);
    assert!(with > 0, "a test sees what it calls");
}
