//! The audit report as one page: it needs no network, no other file, and no script to be read.

use super::super::map::rows;
use super::super::{Entry, Excerpt, Report, Row};
use super::pictures::{interleaving, inverted, locks, state, verdict_class};
use super::{Detail, LIMITS, SEVERITIES, by_rule, counted, first, ordered, places, plural, scope, title};
use crate::audit::{Rule, Severity, Task};
use crate::report::table::printable;
use std::collections::BTreeSet;
use std::fmt::Write;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A text within HTML or SVG, in an attribute or between tags.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text, usize::MAX).chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c => out.push(c),
        }
    }
    out
}

/// A sentence in which what stands between backticks is code.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        match index % 2 {
            0 => out += &escape(part),
            _ => out += &format!("<code>{}</code>", escape(part)),
        }
    }
    out
}

/// A place of the code; whoever shows the page may lead there.
fn spot(at: &str) -> String {
    let at = escape(at);
    format!("<span class=\"where\" data-at=\"{at}\">{at}</span>")
}

pub(in crate::report) fn render(report: &Report, rules: &[Rule], detail: &Detail) -> String {
    let entries = ordered(report);
    let name = escape(&title(report));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <meta name=\"generator\" content=\"racelens {}\">\n<title>Concurrency audit of {name}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n",
        env!("CARGO_PKG_VERSION")
    );
    out += &head(report, detail, &name);
    out += "<main>\n";
    out += &what_first(&entries);
    out += &by_rules(report, rules);
    out += &shared(detail);
    out += &lock_graph(detail);
    out += &findings(&entries, rules);
    out += &safe(detail);
    out += &aside(report);
    out += &looked_at(report, detail);
    let _ = write!(
        out,
        "</main>\n<footer><p>{}</p><p class=\"keys\" hidden>Keys: <kbd>j</kbd> next finding, <kbd>k</kbd> previous, <kbd>/</kbd> search, <kbd>t</kbd> light or dark.</p></footer>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        escape(LIMITS)
    );
    out
}

fn head(report: &Report, detail: &Detail, name: &str) -> String {
    let count = |severity| report.entries.iter().filter(|entry| entry.severity == severity).count();
    let mut out = format!(
        "<header>\n<div class=\"bar\"><p class=\"brand\">racelens</p><button type=\"button\" id=\"theme\" hidden>Light or dark</button></div>\n\
         <h1>Concurrency audit of <span>{name}</span></h1>\n<ul class=\"counts\">\n"
    );
    // Of hints, which are told where they are asked for, it is not said that there are none.
    for severity in SEVERITIES.into_iter().filter(|severity| *severity > Severity::Hint || count(*severity) > 0) {
        let number = count(severity);
        let none = if number == 0 { " none" } else { "" };
        let label = counted(number, severity);
        let label = label.split_once(' ').map_or("", |(_, label)| label);
        let _ = writeln!(out, "<li class=\"{}{none}\"><b>{number}</b> {label}</li>", severity.word());
    }
    if !report.aside.is_empty() {
        let _ = writeln!(out, "<li class=\"none\"><b>{}</b> set aside</li>", report.aside.len());
    }
    let _ = write!(
        out,
        "</ul>\n<p>{} audited{}.</p>\n<nav aria-label=\"Sections\"><a href=\"#first\">What first</a> <a href=\"#state\">Shared state</a> {}\
         <a href=\"#findings\">Findings</a> <a href=\"#safe\">Safe patterns</a> <a href=\"#scope\">Scope</a></nav>\n</header>\n",
        plural(report.files, "file"),
        report
            .narrowed
            .as_ref()
            .map_or(String::new(), |narrowed| format!("; told is only what touches a change {}", escape(narrowed))),
        if detail.orders.is_empty() { "" } else { "<a href=\"#locks\">Locks</a> " }
    );
    out
}

fn what_first(entries: &[&Entry]) -> String {
    let mut out = "<section id=\"first\">\n<h2>What to mend first</h2>\n".to_string();
    let first = first(entries);
    if first.is_empty() {
        return out + "<p>Nothing that weighs more than a hint was found.</p>\n</section>\n";
    }
    out += "<ol class=\"first\">\n";
    for (at, entry, why) in first {
        let _ = writeln!(
            out,
            "<li class=\"{}\"><a href=\"#finding-{}\">{}</a> {}<p>{}</p><p class=\"why\">{}</p></li>",
            entry.severity.word(),
            at + 1,
            escape(&entry.rule),
            spot(&format!("{}:{}", entry.path, entry.range.start.line)),
            prose(&entry.message),
            prose(&why)
        );
    }
    out + "</ol>\n</section>\n"
}

fn by_rules(report: &Report, rules: &[Rule]) -> String {
    let rows = by_rule(report, rules);
    if rows.is_empty() {
        return String::new();
    }
    let mut out = "<section id=\"summary\">\n<h2>Summary</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">rule</th><th scope=\"col\">error</th>\
                   <th scope=\"col\">warning</th><th scope=\"col\">info</th><th scope=\"col\">hint</th><th scope=\"col\">what it finds</th></tr></thead>\n<tbody>\n"
        .to_string();
    for (id, summary, counts) in rows {
        let cells: String = counts
            .iter()
            .map(
                |count| {
                    if *count == 0 { "<td></td>".to_string() } else { format!("<td class=\"number\">{count}</td>") }
                },
            )
            .collect();
        let _ = writeln!(out, "<tr><th scope=\"row\">{}</th>{cells}<td>{}</td></tr>", escape(id), prose(summary));
    }
    out + "</tbody></table></div>\n</section>\n"
}

fn shared(detail: &Detail) -> String {
    let mut out = "<section id=\"state\">\n<h2>Shared State Map</h2>\n".to_string();
    let places = places(&detail.map);
    if places.is_empty() {
        return out + "<p>No state is shared.</p>\n</section>\n";
    }
    out += "<p>Every place that outlives a call and that several functions touch, the gravest first.</p>\n";
    if let Some(picture) = state(&places) {
        let _ = writeln!(
            out,
            "<figure>{picture}<figcaption><span class=\"key writes\"></span> writes <span class=\"key reads\"></span> reads{}</figcaption></figure>",
            if places.len() > 16 { "; the sixteen gravest of these places" } else { "" }
        );
    }
    let _ = writeln!(
        out,
        "<details{}><summary>{}</summary>",
        if places.len() <= 30 { " open" } else { "" },
        plural(places.len(), "place")
    );
    out += "<div class=\"places\">\n";
    for place in places {
        let _ = write!(
            out,
            "<div class=\"place {}\"><h3><code data-at=\"{}\">{}</code> <span class=\"verdict\">{}</span></h3><dl>",
            verdict_class(place.verdict),
            escape(&format!("{}:{}", place.home().path, place.home().line)),
            escape(&place.place),
            place.verdict.word()
        );
        for (label, words) in rows(place, "") {
            let _ = write!(out, "<dt>{label}</dt><dd>{}</dd>", prose(&words));
        }
        out += "</dl></div>\n";
    }
    out + "</div></details>\n</section>\n"
}

fn lock_graph(detail: &Detail) -> String {
    let Some(picture) = locks(&detail.orders) else { return String::new() };
    let turned = inverted(&detail.orders);
    let mut out = format!(
        "<section id=\"locks\">\n<h2>Locks taken while others are held</h2>\n<figure>{picture}</figure>\n\
         <details{}><summary>As a table</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\">held</th><th scope=\"col\">taken</th><th scope=\"col\">where</th></tr></thead>\n<tbody>\n",
        if turned.is_empty() { "" } else { " open" }
    );
    for order in &detail.orders {
        let cycle = if turned.contains(&(order.held.as_str(), order.taken.as_str())) { " class=\"cycle\"" } else { "" };
        let _ = writeln!(
            out,
            "<tr{cycle}><td><code>{}</code></td><td><code>{}</code></td><td>{} in {}</td></tr>",
            escape(&order.held),
            escape(&order.taken),
            escape(&order.function),
            spot(&format!("{}:{}", order.path, order.line))
        );
    }
    out + "</tbody></table></div></details>\n</section>\n"
}

fn findings(entries: &[&Entry], rules: &[Rule]) -> String {
    let mut out = "<section id=\"findings\">\n<h2>Findings</h2>\n".to_string();
    if entries.is_empty() {
        return out + "<p>None.</p>\n</section>\n";
    }
    out += &filter(entries);
    for (at, entry) in entries.iter().enumerate() {
        out += &finding(at, entry, rules);
    }
    out + "</section>\n"
}

fn filter(entries: &[&Entry]) -> String {
    let options = |values: BTreeSet<&str>| -> String {
        values.iter().map(|value| format!("<option>{}</option>", escape(value))).collect()
    };
    let mut out =
        "<form id=\"filter\" hidden aria-label=\"Filter the findings\"><fieldset><legend>severity</legend>".to_string();
    for severity in SEVERITIES.iter().filter(|severity| entries.iter().any(|entry| entry.severity == **severity)) {
        let word = severity.word();
        let _ =
            write!(out, "<label><input type=\"checkbox\" name=\"severity\" value=\"{word}\" checked> {word}</label> ");
    }
    let _ = writeln!(
        out,
        "</fieldset><label>rule <select name=\"rule\"><option value=\"\">all</option>{}</select></label> \
         <label>file <select name=\"file\"><option value=\"\">all</option>{}</select></label> \
         <label>search <input type=\"search\" name=\"text\" autocomplete=\"off\"></label> <button type=\"reset\">All</button> \
         <output aria-live=\"polite\">{} of {}</output></form>",
        options(entries.iter().map(|entry| entry.rule.as_str()).collect()),
        options(entries.iter().map(|entry| entry.path.as_str()).collect()),
        entries.len(),
        plural(entries.len(), "finding")
    );
    out
}

fn finding(at: usize, entry: &Entry, rules: &[Rule]) -> String {
    let number = at + 1;
    let severity = entry.severity.word();
    let start = entry.range.start;
    let mut out = format!(
        "<article id=\"finding-{number}\" class=\"{severity}\" tabindex=\"-1\" data-severity=\"{severity}\" data-rule=\"{}\" data-file=\"{}\" aria-labelledby=\"h-{number}\">\n\
         <h3 id=\"h-{number}\"><span class=\"badge\">{severity}</span> <a href=\"#finding-{number}\">{}</a> {}</h3>\n<p class=\"message\">{}</p>\n",
        escape(&entry.rule),
        escape(&entry.path),
        escape(&entry.rule),
        spot(&format!("{}:{}:{}", entry.path, start.line, start.column)),
        prose(&entry.message)
    );
    if let Some(picture) = interleaving(entry, &format!("w{number}")) {
        let _ = write!(
            out,
            "<figure>{picture}</figure>\n<details class=\"plain\"><summary>The interleaving as a table</summary>{}</details>\n",
            as_table(entry)
        );
    }
    for excerpt in &entry.excerpts {
        out += &evidence(excerpt);
    }
    for cure in &entry.fixes {
        let safe = if cure.safe { "safe" } else { "may change behaviour" };
        let _ = write!(
            out,
            "<details class=\"fix\"{}><summary>Fix: {} <span class=\"verdict\">{safe}</span></summary>",
            if cure.safe { " open" } else { "" },
            prose(&cure.title)
        );
        if let Some(diff) = &cure.diff {
            out += &difference(diff);
        }
        out += "</details>\n";
    }
    if let Some(rule) = rules.iter().find(|rule| rule.id == entry.rule) {
        let _ = writeln!(
            out,
            "<p class=\"rule\">{} <code>racelens explain {}</code> says more.</p>",
            prose(&rule.summary),
            escape(&rule.id)
        );
    }
    out + "</article>\n"
}

fn as_table(entry: &Entry) -> String {
    let witness = &entry.witness;
    let alone = witness.second.is_empty();
    let mut out = "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">line</th>".to_string();
    for task in [&witness.first, &witness.second].into_iter().filter(|task| !task.is_empty()) {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(task));
    }
    out += "</tr></thead><tbody>";
    for step in &witness.steps {
        let cell = |task: Task, step: &Row| match step.task == task {
            true => format!("<td><code>{}</code><br>{}</td>", escape(&step.code), prose(&step.note)),
            false => "<td></td>".to_string(),
        };
        let second = if alone { String::new() } else { cell(Task::Second, step) };
        let file = step.path.as_ref().map_or(String::new(), |path| format!("{}:", escape(path)));
        let _ = write!(
            out,
            "<tr><td class=\"number\">{file}{}</td>{}{second}</tr>",
            step.range.start.line,
            cell(Task::First, step)
        );
    }
    out + "</tbody></table></div>"
}

/// Lines of code with what is marked in them, each mark told at the end of its line.
fn evidence(excerpt: &Excerpt) -> String {
    let mut out = "<pre class=\"code\"><code>".to_string();
    let mut start = 0;
    for (index, line) in excerpt.text.split_inclusive('\n').enumerate() {
        let end = start + line.len();
        let mut marks: Vec<_> =
            excerpt.marks.iter().filter(|mark| mark.range.start >= start && mark.range.start < end).collect();
        marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end)));
        let number = excerpt.first_line as usize + index;
        let marked = if marks.iter().any(|mark| mark.primary) {
            " primary"
        } else if marks.is_empty() {
            ""
        } else {
            " marked"
        };
        let _ = write!(out, "<span class=\"row{marked}\"><span class=\"number\">{number}</span>");
        let text = excerpt.text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let mut done = start;
        for mark in &marks {
            // Of two that overlap the first is shown; both are told.
            if mark.range.start < done || mark.range.is_empty() {
                continue;
            }
            let class = if mark.primary { " class=\"primary\"" } else { "" };
            let before = excerpt.text.get(done..mark.range.start).unwrap_or("");
            let inner = excerpt.text.get(mark.range.clone()).unwrap_or("").trim_end_matches(['\n', '\r']);
            let _ = write!(out, "{}<mark{class}>{}</mark>", escape(before), escape(inner));
            done = mark.range.end.min(start + text.len());
        }
        out += &escape(excerpt.text.get(done..start + text.len()).unwrap_or(""));
        let labels: Vec<&str> =
            marks.iter().map(|mark| mark.label.as_str()).filter(|label| !label.is_empty()).collect();
        if !labels.is_empty() {
            let _ = write!(out, "<span class=\"label\">{}</span>", prose(&labels.join("; ")));
        }
        out += "\n</span>";
        start = end;
    }
    out + "</code></pre>\n"
}

fn difference(diff: &str) -> String {
    let mut out = "<pre class=\"diff\"><code>".to_string();
    for line in diff.lines() {
        let class = match line.chars().next() {
            Some('+') => "added",
            Some('-') => "gone",
            Some('@') => "hunk",
            _ => "",
        };
        let _ = write!(out, "<span class=\"{class}\">{}\n</span>", escape(line));
    }
    out + "</code></pre>\n"
}

fn safe(detail: &Detail) -> String {
    let mut out = "<section id=\"safe\">\n<h2>Safe patterns</h2>\n".to_string();
    if detail.safe.is_empty() {
        return out + "<p>Nothing of what the rules look for is there and made safe.</p>\n</section>\n";
    }
    let _ = write!(
        out,
        "<p>What would be a hazard, but for something that its author did.</p>\n<details{}><summary>{}</summary>\n<ul class=\"safe\">\n",
        if detail.safe.len() <= 20 { " open" } else { "" },
        plural(detail.safe.len(), "pattern")
    );
    for pattern in &detail.safe {
        let place =
            if pattern.place.is_empty() { String::new() } else { format!("<code>{}</code> ", escape(&pattern.place)) };
        let _ = writeln!(
            out,
            "<li>{place}<span class=\"where\">{}</span> {}<p>{}</p><pre class=\"code\"><code><span class=\"row\"><span class=\"number\">{}</span>{}</span></code></pre><p class=\"why\">instead of {}</p></li>",
            escape(&pattern.function),
            spot(&format!("{}:{}", pattern.path, pattern.line)),
            prose(&pattern.why),
            pattern.by_line,
            escape(&pattern.by),
            escape(&pattern.rule)
        );
    }
    out + "</ul></details>\n</section>\n"
}

fn aside(report: &Report) -> String {
    if report.aside.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "<section id=\"aside\">\n<h2>Set aside by the baseline</h2>\n<details><summary>{}</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\">where</th>\
         <th scope=\"col\">rule</th><th scope=\"col\">finding</th><th scope=\"col\">reason</th></tr></thead>\n<tbody>\n",
        plural(report.aside.len(), "finding")
    );
    for (entry, reason) in &report.aside {
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            spot(&format!("{}:{}", entry.path, entry.range.start.line)),
            escape(&entry.rule),
            prose(&entry.message),
            escape(reason.as_deref().unwrap_or(""))
        );
    }
    out + "</tbody></table></div></details>\n</section>\n"
}

fn looked_at(report: &Report, detail: &Detail) -> String {
    let mut out = "<section id=\"scope\">\n<h2>Scope</h2>\n<dl class=\"scope\">\n".to_string();
    for (label, words) in scope(report, detail) {
        let _ = writeln!(out, "<dt>{label}</dt><dd>{}</dd>", escape(&words));
    }
    for problem in &report.problems {
        let _ = writeln!(out, "<dt>Not audited</dt><dd>{}</dd>", escape(problem));
    }
    out + "</dl>\n</section>\n"
}
