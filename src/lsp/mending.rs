//! All that is safe to mend in a document, as one set of edits.

use super::analysis::{Verdict, audit, fixes};
use crate::audit::{Auditor, Finding, mend};
use crate::syntax::Document;
use crate::text::{Edit, Edits, Span};
use similar::{DiffOp, TextDiff};

/// The edits that mend what has a safe fix, and the number of fixes.
pub fn mended(verdict: &Verdict) -> (Edits, usize) {
    let Some((path, settings)) = &verdict.seen else { return (Edits::default(), 0) };
    let (document, findings) = (&verdict.document, verdict.findings.clone());
    let again = |auditor: &mut Auditor, document: &Document| audit(auditor, document, path, settings);
    let fixes =
        |auditor: &mut Auditor, document: &Document, finding: &Finding| fixes(settings, auditor, document, finding);
    let mended = mend(&mut verdict.auditor(), document, findings, again, fixes);
    let edits = match mended.fixes.as_slice() {
        [only] => only.fix.edits.clone(),
        _ => between(document.text(), mended.document.text()),
    };
    (edits, mended.fixes.len())
}

/// The edits that make one text of another, line by line.
fn between(old: &str, new: &str) -> Edits {
    let diff = TextDiff::from_lines(old, new);
    let starts = |lines: &[&str]| {
        let ends = lines.iter().scan(0, |at, line| {
            *at += line.len() as u32;
            Some(*at)
        });
        std::iter::once(0).chain(ends).collect::<Vec<u32>>()
    };
    let (old_starts, new_starts) = (starts(diff.old_slices()), starts(diff.new_slices()));
    let span = |starts: &[u32], from: usize, to: usize| {
        Span::new(starts.get(from).copied().unwrap_or(0), starts.get(to).copied().unwrap_or(0))
    };
    let mut edits: Vec<Edit> = Vec::new();
    let mut put = |from: Span, to: Span| {
        let edit = trimmed(old, Edit { span: from, text: to.of(new).to_string() });
        match edits.last_mut() {
            // Of two at one place, one of which inserts, the order would be lost.
            Some(last) if last.span.end == edit.span.start && (last.span.is_empty() || edit.span.is_empty()) => {
                last.span = last.span.cover(edit.span);
                last.text += &edit.text;
            }
            _ => edits.push(edit),
        }
    };
    // The indices of an operation are not those after the ones before it: only the lengths are.
    let (mut old_at, mut new_at) = (0, 0);
    for op in diff.ops() {
        let (was, is) = (old_at..old_at + op.old_range().len(), new_at..new_at + op.new_range().len());
        (old_at, new_at) = (was.end, is.end);
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Replace { .. } if was.len() == is.len() => {
                for (was, is) in was.zip(is) {
                    put(span(&old_starts, was, was + 1), span(&new_starts, is, is + 1));
                }
            }
            _ => put(span(&old_starts, was.start, was.end), span(&new_starts, is.start, is.end)),
        }
    }
    Edits::new(edits).unwrap_or_default()
}

/// The edit without what it leaves as it was at its ends.
fn trimmed(text: &str, edit: Edit) -> Edit {
    let old = edit.span.of(text);
    let pairs = old.chars().zip(edit.text.chars());
    let head: usize = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (old, new) = (old.get(head..).unwrap_or(""), edit.text.get(head..).unwrap_or(""));
    let pairs = old.chars().rev().zip(new.chars().rev());
    let tail: usize = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let start = edit.span.start + head as u32;
    Edit {
        span: Span::new(start, start + (old.len() - tail) as u32),
        text: new.get(..new.len() - tail).unwrap_or("").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn the_edits_make_the_new_of_the_old(old in "[ab\u{e9}\u{ea}\n]{0,30}", new in "[ab\u{e9}\u{ea}\n]{0,30}") {
            prop_assert_eq!(between(&old, &new).apply(&old), new);
        }
    }

    #[test]
    fn lines_that_follow_each_other_are_edits_of_their_own() {
        let edits = between("a 1\nb 1\nc\n", "a 2\nb 2\nc\n");
        let edits: Vec<(u32, &str)> = edits.iter().map(|edit| (edit.span.start, edit.text.as_str())).collect();
        assert_eq!(edits, [(2, "2"), (6, "2")]);
    }
}
