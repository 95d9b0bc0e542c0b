//! Code actions: mend a finding, allow it with a reason, mend all that is safe to mend unasked.

use super::analysis::{Verdict, fixes};
use super::diagnostics;
use super::documents::Open;
use super::mending::mended;
use super::profile::Profile;
use super::protocol::*;
use crate::audit::{Catalogue, Finding, Fix};
use crate::text::{Edit, Edits, Span};
use std::collections::HashMap;

/// The kind of the action that mends all.
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.racelens");

/// The actions for a range. Editors ask on every move of the cursor, so only the findings there are looked at, and the
/// action that mends the whole file is worked out when it is asked for.
pub fn actions(verdict: &Verdict, range: Range, context: &CodeActionContext, profile: &Profile) -> CodeActionResponse {
    let mut out = Vec::new();
    if wanted(context, &CodeActionKind::QUICKFIX) {
        let span = verdict.open.text.span(range, profile.encoding);
        let here: Vec<&Finding> = verdict.findings.iter().filter(|finding| finding.span.meets(span)).collect();
        here.iter().for_each(|finding| out.extend(mend(verdict, finding, profile)));
        here.iter().for_each(|finding| out.extend(allow(verdict, finding, profile)));
    }
    let invoked = context.only.is_some() || context.trigger_kind != Some(CodeActionTriggerKind::AUTOMATIC);
    if invoked && wanted(context, &FIX_ALL) {
        out.extend(fix_all(verdict, context, profile));
    }
    out.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

/// The document that an unresolved action is about.
pub fn subject(action: &CodeAction) -> Option<Uri> {
    action.data.as_ref()?.get("uri")?.as_str()?.parse().ok()
}

/// Puts in the edit that was left out of an action that mends all.
pub fn resolve(mut action: CodeAction, verdict: &Verdict, profile: &Profile) -> CodeAction {
    if action.edit.is_none() && action.kind == Some(FIX_ALL) {
        let (edits, _) = mended(verdict);
        action.edit = Some(workspace_edit(&verdict.open, &edits, None, profile));
    }
    action
}

/// True where the client wants actions of that kind: it names none, or the kind, or one that contains it.
fn wanted(context: &CodeActionContext, kind: &CodeActionKind) -> bool {
    let contains = |only: &CodeActionKind| {
        let (only, kind) = (only.as_str(), kind.as_str());
        only.is_empty() || kind.strip_prefix(only).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    context.only.as_ref().is_none_or(|only| only.iter().any(contains))
}

/// One action for each fix of a finding; the best is preferred where it is safe.
fn mend(verdict: &Verdict, finding: &Finding, profile: &Profile) -> Vec<CodeAction> {
    let open = &verdict.open;
    let action = |(n, fix): (usize, Fix)| CodeAction {
        title: fix.title.clone(),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostics::one(verdict, finding, profile)]),
        edit: Some(workspace_edit(open, &fix.edits, (!fix.safe).then_some(fix.title.as_str()), profile)),
        is_preferred: (n == 0 && fix.safe).then_some(true),
        ..CodeAction::default()
    };
    let Some((_, settings)) = &verdict.seen else { return Vec::new() };
    fixes(settings, &mut verdict.auditor(), &verdict.document, finding).into_iter().enumerate().map(action).collect()
}

/// The actions that allow a finding: on its line, and in its file.
fn allow(verdict: &Verdict, finding: &Finding, profile: &Profile) -> Vec<CodeAction> {
    let open = &verdict.open;
    let rule = &finding.rule;
    // What is wrong with a comment that allows is mended, not allowed by another.
    let known = Catalogue::builtin().rule(rule);
    if known.is_some_and(|rule| rule.housekeeping.is_some()) {
        return Vec::new();
    }
    let on_line =
        allow_on_line(open, finding).map(|edit| (format!("Allow `{rule}` on this line (state a reason)"), edit));
    let in_file = Some((format!("Allow `{rule}` in this file (state a reason)"), allow_in_file(open, finding)));
    let action = |(title, edit): (String, Edit)| {
        let edits = Edits::new(vec![edit]).unwrap_or_default();
        CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostics::one(verdict, finding, profile)]),
            edit: Some(workspace_edit(open, &edits, None, profile)),
            ..CodeAction::default()
        }
    };
    [on_line, in_file].into_iter().flatten().map(action).collect()
}

/// A comment above the line of the finding, as deep as that line. Where the line before runs on into this one by a
/// backslash, at the end of this line; where this one runs on too, there is no place for it.
fn allow_on_line(open: &Open, finding: &Finding) -> Option<Edit> {
    let (text, lines) = (open.text.as_str(), open.text.lines());
    let line = lines.line(finding.span.start);
    let span = lines.span(text, line);
    let comment = format!("{} racelens: allow({}): ", open.language.line_comment, finding.rule);
    let runs_on = |line: u32| lines.span(text, line).of(text).trim_end().ends_with('\\');
    if line == 0 || !runs_on(line - 1) {
        let content = span.of(text);
        let indent = content.get(..content.len() - content.trim_start().len()).unwrap_or("");
        let text = format!("{indent}{comment}{}", line_end(text));
        return Some(Edit { span: Span::at(span.start), text });
    }
    (!runs_on(line)).then(|| Edit { span: Span::at(span.end), text: format!("  {comment}") })
}

/// A comment at the head of the file, behind what has to come first there.
fn allow_in_file(open: &Open, finding: &Finding) -> Edit {
    let (text, lines) = (open.text.as_str(), open.text.lines());
    let first = |line: u32| {
        let content = lines.span(text, line).of(text);
        content.starts_with("#!") && !content.starts_with("#![")
            || line < 2 && content.starts_with('#') && content.contains("coding")
    };
    let line = (0..lines.count()).find(|line| !first(*line)).unwrap_or(0);
    let mut at = lines.span(text, line).start;
    if at == 0 && text.starts_with('\u{feff}') {
        at = '\u{feff}'.len_utf8() as u32;
    }
    let comment = open.language.line_comment;
    let text = format!("{comment} racelens: allow-file({}): {}", finding.rule, line_end(text));
    Edit { span: Span::at(at), text }
}

/// The line end that the document uses.
fn line_end(text: &str) -> &'static str {
    match text.find(['\n', '\r']).and_then(|at| text.get(at..)) {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        Some(rest) if rest.starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// The action that mends all; none where nothing is safe to mend. Where the client can ask for the edit later it is left
/// out.
fn fix_all(verdict: &Verdict, context: &CodeActionContext, profile: &Profile) -> Option<CodeAction> {
    let (edits, count) = mended(verdict);
    if edits.is_empty() {
        return None;
    }
    let what = match count {
        1 => "the one safe fix".to_string(),
        _ => format!("all {count} safe fixes"),
    };
    let title = format!("Apply {what} of racelens in this file");
    let mut action = CodeAction { title, kind: Some(FIX_ALL), ..CodeAction::default() };
    // On save an editor asks for this kind by name, and some apply it without resolving.
    if profile.resolves && context.only.is_none() {
        action.data = Some(serde_json::json!({ "uri": verdict.open.uri }));
    } else {
        action.edit = Some(workspace_edit(&verdict.open, &edits, None, profile));
    }
    Some(action)
}

/// Edits of one document in the form that the client takes. `warning` is what an edit that may change the behaviour is
/// called, so that clients which show such things ask first.
fn workspace_edit(open: &Open, edits: &Edits, warning: Option<&str>, profile: &Profile) -> WorkspaceEdit {
    let edits = edits
        .iter()
        .map(|edit| TextEdit { range: open.text.range(edit.span, profile.encoding), new_text: edit.text.clone() });
    if !profile.document_changes {
        let changes = HashMap::from([(open.uri.clone(), edits.collect())]);
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let warning = warning.filter(|_| profile.annotations);
    let id = "racelens.behaviour";
    let edits = edits.map(|text_edit| match warning {
        Some(_) => OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: id.to_string() }),
        None => OneOf::Left(text_edit),
    });
    let text_document = OptionalVersionedTextDocumentIdentifier::new(open.uri.clone(), open.version);
    let document = TextDocumentEdit { text_document, edits: edits.collect() };
    let annotation = |label: &str| ChangeAnnotation {
        label: label.to_string(),
        needs_confirmation: Some(false),
        description: Some("The behaviour of a single task may change.".to_string()),
    };
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Edits(vec![document])),
        change_annotations: warning.map(|label| HashMap::from([(id.to_string(), annotation(label))])),
        ..WorkspaceEdit::default()
    }
}
