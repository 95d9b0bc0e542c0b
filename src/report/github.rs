//! Annotations of a GitHub workflow: one command a line.

use super::{Entry, Report};
use crate::audit::Severity;

pub(super) fn render(report: &Report) -> String {
    report.entries.iter().map(|entry| annotation(entry, &report.prefix)).collect()
}

fn annotation(entry: &Entry, prefix: &str) -> String {
    let command = match entry.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint | Severity::Off => "notice",
    };
    let file = property(&format!("{prefix}{}", entry.path));
    let (start, end) = (entry.range.start, entry.range.end);
    let mut place = format!("file={file},line={},endLine={}", start.line, end.line);
    // GitHub takes columns only where both ends are on one line.
    if start.line == end.line {
        place += &format!(",col={},endColumn={}", start.column, end.column);
    }
    let mut message = entry.message.clone();
    for step in &entry.witness.steps {
        let file = step.path.as_ref().map_or(String::new(), |path| format!("{prefix}{path}:"));
        message += &format!("\n{file}{}: {}", step.range.start.line, step.note);
    }
    format!("::{command} {place},title={}::{}\n", property(&entry.rule), data(&message))
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn what_github_would_act_on_is_escaped() {
        let mut entry = sample::entry();
        entry.path = "a,b:c%\n.ts".to_string();
        entry.message = "100 %\r\n::error::no".to_string();
        entry.witness.steps.clear();
        let expected = "::warning file=app/a%2Cb%3Ac%25%0A.ts,line=5,endLine=5,col=5,endColumn=21,\
                        title=check-then-act-across-await::100 %25%0D%0A::error::no\n";
        assert_eq!(annotation(&entry, "app/"), expected);
    }
}
