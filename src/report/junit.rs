//! The report as a run of tests, for whatever shows those: a suite for each file with findings, a case for each finding.
//!
//! A finding at or above the level that fails the run is a failed case; any other is one that passes and says so on its
//! output. Where nothing is found there is one case, since a report without cases is taken for one that got lost.

use super::{Entry, Report, table};
use std::fmt::Write;

pub(super) fn render(report: &Report) -> String {
    let mut suites: Vec<(&str, Vec<&Entry>)> = Vec::new();
    for entry in &report.entries {
        match suites.last_mut() {
            Some((path, entries)) if *path == entry.path => entries.push(entry),
            _ => suites.push((&entry.path, vec![entry])),
        }
    }
    let failures = |entries: &[&Entry]| entries.iter().filter(|entry| report.fails(entry)).count();
    let all: Vec<&Entry> = report.entries.iter().collect();
    let errors = report.problems.len();
    let cases = all.len() + errors + usize::from(all.is_empty());
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"racelens\" tests=\"{cases}\" failures=\"{}\" errors=\"{errors}\" time=\"0\">",
        failures(&all)
    );
    for (path, entries) in &suites {
        let name = text(&format!("{}{path}", report.prefix));
        let counts = format!("tests=\"{}\" failures=\"{}\"", entries.len(), failures(entries));
        let _ = writeln!(
            out,
            "  <testsuite name=\"{name}\" file=\"{name}\" {counts} errors=\"0\" skipped=\"0\" time=\"0\">"
        );
        entries.iter().for_each(|entry| out += &case(entry, &name, report.fails(entry)));
        out += "  </testsuite>\n";
    }
    if all.is_empty() || errors > 0 {
        out += &run(report, all.is_empty());
    }
    out + "</testsuites>\n"
}

/// The suite of the run itself: what could not be audited, and that nothing was found.
fn run(report: &Report, clean: bool) -> String {
    let cases = report.problems.len() + usize::from(clean);
    let errors = report.problems.len();
    let mut out = format!(
        "  <testsuite name=\"racelens\" tests=\"{cases}\" failures=\"0\" errors=\"{errors}\" skipped=\"0\" time=\"0\">\n"
    );
    for problem in &report.problems {
        let problem = text(problem);
        let _ = writeln!(out, "    <testcase classname=\"racelens\" name=\"{problem}\" time=\"0\">");
        let _ = writeln!(out, "      <error message=\"{problem}\"/>\n    </testcase>");
    }
    if clean {
        let _ =
            writeln!(out, "    <testcase classname=\"racelens\" name=\"{} files audited\" time=\"0\"/>", report.files);
    }
    out + "  </testsuite>\n"
}

fn case(entry: &Entry, suite: &str, fails: bool) -> String {
    let line = entry.range.start.line;
    let function = if entry.function.is_empty() { String::new() } else { format!(" {}", text(&entry.function)) };
    let mut body = format!("{}:{line}:{}: {}\n", suite, entry.range.start.column, text(&entry.message));
    for row in table::lines(&entry.witness, 120) {
        body += &format!("{}\n", text(&row));
    }
    let result = if fails {
        let message = text(&entry.message);
        format!("      <failure type=\"{}\" message=\"{message}\">{body}</failure>\n", entry.rule)
    } else {
        format!("      <system-out>{}: {body}</system-out>\n", entry.severity.word())
    };
    let rule = &entry.rule;
    format!(
        "    <testcase classname=\"{suite}\" name=\"{rule} on line {line}{function}\" time=\"0\">\n{result}    </testcase>\n"
    )
}

/// A text within XML, in an attribute or between tags; nothing that XML has no room for.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in table::printable(text, usize::MAX).chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use crate::audit::Severity;

    /// What JUnit's schema, as servers have it, allows: each element with those in it and its attributes; `!` marks
    /// what must be there.
    const SCHEMA: [(&str, &str, &str); 6] = [
        ("testsuites", "testsuite", "name time tests failures errors"),
        ("testsuite", "testcase", "!name !tests !failures !errors skipped time file"),
        ("testcase", "failure error system-out", "!name time classname"),
        ("failure", "", "type message"),
        ("error", "", "type message"),
        ("system-out", "", ""),
    ];

    /// Holds a report against the schema.
    #[track_caller]
    fn fits_the_schema(report: &str) {
        let mut open: Vec<&str> = Vec::new();
        for tag in report.split('<').skip(2) {
            let (tag, _) = tag.split_once('>').unwrap_or((tag, ""));
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "{report}");
                continue;
            }
            let name = tag.split([' ', '/']).next().unwrap_or("");
            let (_, _, attributes) = SCHEMA.iter().find(|(known, ..)| *known == name).unwrap_or(&("", "", ""));
            if let Some(around) = open.last() {
                let inner = SCHEMA.iter().find(|(known, ..)| known == around).map_or("", |(_, inner, _)| inner);
                assert!(inner.split(' ').any(|known| known == name), "<{name}> in <{around}>");
            }
            let has: Vec<&str> = tag.split("=\"").filter_map(|part| part.rsplit([' ', '"']).next()).collect();
            for attribute in attributes.split(' ').filter_map(|attribute| attribute.strip_prefix('!')) {
                assert!(has.contains(&attribute), "<{name}> has no {attribute}");
            }
            let has = has.get(..has.len() - 1).unwrap_or(&[]);
            for attribute in has {
                assert!(
                    attributes.split(' ').any(|known| known.trim_start_matches('!') == *attribute),
                    "{name} {attribute}"
                );
            }
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }

    #[test]
    fn the_shape_is_stable() {
        let mut report = sample::report();
        report.entries.push(sample::entry());
        report.fail_on = Severity::Warning;
        for entry in report.entries.iter_mut().skip(1) {
            entry.severity = Severity::Info;
            entry.message = "a < b && \"c\"\u{1b}".to_string();
            entry.witness.steps.clear();
        }
        fits_the_schema(&super::render(&report));
        insta::assert_snapshot!(super::render(&report), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="racelens" tests="2" failures="1" errors="0" time="0">
          <testsuite name="src/a b.ts" file="src/a b.ts" tests="2" failures="1" errors="0" skipped="0" time="0">
            <testcase classname="src/a b.ts" name="check-then-act-across-await on line 5 Bot.start" time="0">
              <failure type="check-then-act-across-await" message="`this.session` is checked before the task gives way and set after it.">src/a b.ts:5:5: `this.session` is checked before the task gives way and set after it.
        task 1: Bot.start              │ task 2: Bot.start
        ───────────────────────────────┼─────────────────────
        3  if (this.session) return;   │
        4  const s = await open(name); │
                                       │ 5  this.session = s;
        5  this.session = s;           │
        </failure>
            </testcase>
            <testcase classname="src/a b.ts" name="check-then-act-across-await on line 5 Bot.start" time="0">
              <system-out>info: src/a b.ts:5:5: a &lt; b &amp;&amp; &quot;c&quot;�
        </system-out>
            </testcase>
          </testsuite>
        </testsuites>
        "#);
    }

    #[test]
    fn a_clean_run_is_one_case() {
        let mut report = sample::report();
        report.entries.clear();
        report.problems = vec!["b.py: skipped: not UTF-8".to_string()];
        fits_the_schema(&super::render(&report));
        insta::assert_snapshot!(super::render(&report), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="racelens" tests="2" failures="0" errors="1" time="0">
          <testsuite name="racelens" tests="2" failures="0" errors="1" skipped="0" time="0">
            <testcase classname="racelens" name="b.py: skipped: not UTF-8" time="0">
              <error message="b.py: skipped: not UTF-8"/>
            </testcase>
            <testcase classname="racelens" name="3 files audited" time="0"/>
          </testsuite>
        </testsuites>
        "#);
    }
}
