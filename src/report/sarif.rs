//! The report for code scanning: SARIF 2.1.0.

use super::{Entry, Region, Report, Row};
use crate::audit::{Rule, Severity, Task};
use serde_json::{Value, json};
use std::path::Path;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of the folder that paths are relative to.
const ROOT: &str = "%SRCROOT%";

pub(super) fn render(report: &Report, rules: &[Rule]) -> String {
    let used: Vec<&Rule> =
        rules.iter().filter(|rule| report.entries.iter().any(|entry| entry.rule == rule.id)).collect();
    let results: Vec<Value> = report.entries.iter().map(|entry| result(entry, &used)).collect();
    let notifications =
        report.problems.iter().map(|problem| json!({ "level": "warning", "message": { "text": problem } }));
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "racelens",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": used.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": report.complete,
                "toolExecutionNotifications": notifications.collect::<Vec<_>>(),
            }],
            "originalUriBaseIds": { ROOT: { "uri": file_uri(&report.root) } },
            "columnKind": "unicodeCodePoints",
            "newlineSequences": ["\r\n", "\n", "\r"],
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
        Severity::Off => "none",
    }
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.summary },
        "help": { "text": rule.page, "markdown": body(&rule.page) },
        "defaultConfiguration": { "level": level(rule.severity), "enabled": rule.severity != Severity::Off },
        "properties": { "tags": ["concurrency"] },
    })
}

/// A page without its head.
fn body(page: &str) -> &str {
    let head = page.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    head.map_or(page, |(_, body)| body.trim_start())
}

fn result(entry: &Entry, rules: &[&Rule]) -> Value {
    let mut result = json!({
        "ruleId": entry.rule,
        "level": level(entry.severity),
        "message": { "text": entry.message },
        "locations": [location(entry, entry.range)],
        "partialFingerprints": { "racelens/v1": entry.fingerprint },
        "properties": { "severity": entry.severity.word(), "function": entry.function, "place": entry.place },
    });
    let mut set = |key: &str, value: Value| {
        if let Value::Object(object) = &mut result {
            object.insert(key.to_string(), value);
        }
    };
    if let Some(index) = rules.iter().position(|rule| rule.id == entry.rule) {
        set("ruleIndex", index.into());
    }
    if !entry.function.is_empty()
        && let Value::Object(mut place) = location(entry, entry.range)
    {
        place.insert(
            "logicalLocations".to_string(),
            json!([{ "fullyQualifiedName": entry.function, "kind": "function" }]),
        );
        set("locations", json!([place]));
    }
    if !entry.witness.steps.is_empty() {
        set(
            "codeFlows",
            json!([{
                "message": { "text": "A schedule of the tasks that goes wrong." },
                "threadFlows": thread_flows(entry),
            }]),
        );
        let related = entry.witness.steps.iter().enumerate().map(|(id, step)| {
            json!({ "id": id, "physicalLocation": of_step(entry, step), "message": { "text": said(entry, step) } })
        });
        set("relatedLocations", related.collect());
    }
    if !entry.fixes.is_empty() {
        set("fixes", fixes(entry));
    }
    result
}

/// One thread flow for each task; `executionOrder` says how they interleave.
fn thread_flows(entry: &Entry) -> Vec<Value> {
    let steps = || entry.witness.steps.iter().zip(1..);
    [(Task::First, &entry.witness.first), (Task::Second, &entry.witness.second)]
        .into_iter()
        .filter(|(task, _)| steps().any(|(step, _)| step.task == *task))
        .map(|(task, name)| {
            let locations = steps().filter(|(step, _)| step.task == task).map(|(step, order): (&Row, u32)| {
                json!({
                    "location": { "physicalLocation": of_step(entry, step), "message": { "text": step.note } },
                    "executionOrder": order,
                    "importance": "essential",
                })
            });
            json!({ "id": name, "message": { "text": name }, "locations": locations.collect::<Vec<_>>() })
        })
        .collect()
}

fn said(entry: &Entry, step: &Row) -> String {
    let task = match step.task {
        Task::First => &entry.witness.first,
        Task::Second => &entry.witness.second,
    };
    if task.is_empty() { step.note.clone() } else { format!("{task}: {}", step.note) }
}

fn fixes(entry: &Entry) -> Value {
    let fix = |cure: &super::Cure| {
        let replacements = cure
            .edits
            .iter()
            .map(|edit| json!({ "deletedRegion": region(edit.range), "insertedContent": { "text": edit.text } }));
        json!({
            "description": { "text": cure.title },
            "artifactChanges": [{ "artifactLocation": artifact(entry), "replacements": replacements.collect::<Vec<_>>() }],
        })
    };
    // The schema wants at least one replacement.
    entry.fixes.iter().filter(|cure| !cure.edits.is_empty()).map(fix).collect()
}

fn location(entry: &Entry, range: Region) -> Value {
    json!({ "physicalLocation": physical(entry, range) })
}

fn of_step(entry: &Entry, step: &Row) -> Value {
    let path = step.path.as_ref().unwrap_or(&entry.path);
    json!({ "artifactLocation": { "uri": escape(path), "uriBaseId": ROOT }, "region": region(step.range) })
}

fn physical(entry: &Entry, range: Region) -> Value {
    json!({ "artifactLocation": artifact(entry), "region": region(range) })
}

fn artifact(entry: &Entry) -> Value {
    json!({ "uri": escape(&entry.path), "uriBaseId": ROOT })
}

fn region(range: Region) -> Value {
    json!({
        "startLine": range.start.line,
        "startColumn": range.start.column,
        "endLine": range.end.line,
        "endColumn": range.end.column,
    })
}

/// `file:///work/shop/`
fn file_uri(folder: &Path) -> String {
    let path = folder.to_string_lossy().replace('\\', "/");
    let path = path.trim_matches('/');
    let slash = if path.is_empty() { "" } else { "/" };
    format!("file:///{}{slash}", escape(path))
}

/// A path as part of a URI: what is neither unreserved nor `/` is written in hexadecimal.
fn escape(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use std::collections::BTreeMap;

    fn log() -> Value {
        let rule = Rule {
            tests: crate::audit::InTests::Lower,
            id: "check-then-act-across-await".to_string(),
            severity: Severity::Warning,
            severities: BTreeMap::new(),
            languages: vec!["typescript".to_string()],
            message: "M.".to_string(),
            summary: "S.".to_string(),
            markers: Default::default(),
            housekeeping: None,
            replaces: Vec::new(),
            fixes: None,
            page: "---\nseverity: warning\n---\n\n# The page\n".to_string(),
        };
        serde_json::from_str(&render(&sample::report(), &[rule])).unwrap_or_default()
    }

    #[test]
    fn the_log_is_valid_against_its_schema() {
        // The published schema has a stray bracket in one pattern, at which a strict reader of patterns takes offence.
        let schema = include_str!("../../tests/fixtures/sarif/sarif-schema-2.1.0.json").replace("{2}]?$", "{2}$");
        let schema: Value = serde_json::from_str(&schema).unwrap_or_default();
        let validator = jsonschema::draft7::new(&schema);
        let faults: Vec<String> = match &validator {
            Ok(validator) => {
                validator.iter_errors(&log()).map(|error| format!("{}: {error}", error.instance_path())).collect()
            }
            Err(error) => vec![error.to_string()],
        };
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn each_task_is_a_thread_and_the_order_is_that_of_the_witness() {
        let log = log();
        let result = log.pointer("/runs/0/results/0").cloned().unwrap_or_default();
        let orders = |flow: usize| -> Vec<u64> {
            let at = format!("/codeFlows/0/threadFlows/{flow}/locations");
            let steps = result.pointer(&at).and_then(Value::as_array).cloned().unwrap_or_default();
            steps.iter().filter_map(|step| step.get("executionOrder").and_then(Value::as_u64)).collect()
        };
        assert_eq!((orders(0), orders(1)), (vec![1, 2, 4], vec![3]));
        assert_eq!(result.pointer("/relatedLocations").and_then(Value::as_array).map(Vec::len), Some(4));
        assert_eq!(result.pointer("/locations/0/physicalLocation/artifactLocation/uri"), Some(&json!("src/a%20b.ts")));
        assert_eq!(
            result.pointer("/fixes/0/artifactChanges/0/replacements/0/deletedRegion/startLine"),
            Some(&json!(4))
        );
        assert_eq!(log.pointer("/runs/0/tool/driver/rules/0/help/markdown"), Some(&json!("# The page\n")));
        assert_eq!(log.pointer("/runs/0/originalUriBaseIds/%SRCROOT%/uri"), Some(&json!("file:///work/shop/")));
    }
}
