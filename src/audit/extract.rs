//! Takes the examples out of a page.

use crate::syntax::{Language, by_extension};

/// One page of the catalogue.
#[derive(Debug, Default)]
pub struct Page {
    /// The programs in it, in order.
    pub examples: Vec<Example>,
    /// The languages that the bullets of `## Fixes` promise a fix for, with the line of the bullet.
    pub promised: Vec<(&'static str, usize)>,
    /// Fences that cannot be read, with their line.
    pub faults: Vec<(usize, String)>,
    /// Files, by path and text, that stand beside the next program.
    beside: Vec<(String, String)>,
}

/// One program, without its claims.
#[derive(Debug)]
pub struct Example {
    /// What it is written in.
    pub language: &'static Language,
    /// The file it stands for.
    pub path: String,
    /// The edition, where the fence names one.
    pub edition: Option<String>,
    /// The 1-based line of its fence.
    pub fence: usize,
    /// Its text.
    pub text: String,
    /// For each line of the text, the 1-based line of the page.
    pub lines: Vec<usize>,
    /// What it claims.
    pub claims: Vec<Claim>,
    /// What the first fix of each finding makes of it, with the line of that fence.
    pub fixed: Option<(usize, String)>,
    /// The other files of its project, by path and text.
    pub beside: Vec<(String, String)>,
}

impl Example {
    /// An empty one.
    pub fn of(language: &'static Language, path: String, fence: usize) -> Example {
        Example {
            language,
            edition: None,
            path,
            fence,
            text: String::new(),
            lines: Vec::new(),
            claims: Vec::new(),
            fixed: None,
            beside: Vec::new(),
        }
    }
}

/// One finding that an example claims.
#[derive(Debug, PartialEq, Eq)]
pub struct Claim {
    /// 0-based line of the text.
    pub line: usize,
    /// The columns in bytes, where the claim is of a span.
    pub columns: Option<(usize, usize)>,
}

/// The tag of a fence and the suffix of its files.
const TAGS: [(&str, &str); 6] =
    [("ts", "ts"), ("tsx", "tsx"), ("js", "js"), ("jsx", "jsx"), ("python", "py"), ("rust", "rs")];

/// Reads a page.
pub fn page(text: &str) -> Page {
    let mut page = Page::default();
    let mut section = "";
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        section = line.strip_prefix("## ").unwrap_or(section);
        if section == "Fixes" && line.starts_with("- **") {
            page.promised.extend(promised(line).into_iter().map(|language| (language, number)));
        }
        let Some(info) = line.strip_prefix("```") else { continue };
        let body: Vec<(&str, usize)> = lines.by_ref().take_while(|(line, _)| *line != "```").collect();
        if let Err(fault) = block(&mut page, info, number, &body) {
            page.faults.push((number, fault));
        }
    }
    page
}

/// The languages named in the brackets of `- **Title** (TypeScript, Python): ...`.
fn promised(bullet: &str) -> Vec<&'static str> {
    let named = bullet.split("** (").nth(1).and_then(|rest| rest.split(')').next()).unwrap_or("").to_lowercase();
    ["typescript", "python", "rust"]
        .into_iter()
        .filter(|language| named.split(", ").any(|name| name == *language))
        .collect()
}

/// Takes one fenced block into the page.
fn block(page: &mut Page, info: &str, fence: usize, body: &[(&str, usize)]) -> Result<(), String> {
    let mut words = info.split_whitespace();
    let tag = words.next().unwrap_or("");
    let Some((_, suffix)) = TAGS.into_iter().find(|(known, _)| *known == tag) else {
        // A table or a transcript in a fence of another kind is prose.
        return if tag.is_empty() || tag == "text" { Ok(()) } else { Err(format!("unknown language `{tag}`")) };
    };
    let language = by_extension(suffix).ok_or("no language has this suffix")?;
    let mut example = Example::of(language, format!("src/page.{suffix}"), fence);
    let (mut fixed, mut beside) = (false, false);
    for word in words {
        match word.split_once('=') {
            Some(("edition", year)) => example.edition = Some(year.to_string()),
            None if word == "fixed" => fixed = true,
            None if word == "beside" => beside = true,
            None if word.ends_with(&format!(".{suffix}")) => example.path = word.to_string(),
            _ => return Err(format!("unknown word `{word}` after `{tag}`")),
        }
    }
    for (line, number) in body {
        take(&mut example, line, *number)?;
    }
    if beside {
        page.beside.push((example.path, example.text));
        return if example.claims.is_empty() {
            Ok(())
        } else {
            Err("a file that stands beside claims nothing".to_string())
        };
    }
    if !fixed {
        example.beside = std::mem::take(&mut page.beside);
        page.examples.push(example);
        return Ok(());
    }
    match page.examples.last_mut() {
        Some(before) if before.language.id == language.id && before.fixed.is_none() && !before.claims.is_empty() => {
            before.fixed = Some((fence, example.text))
        }
        _ => return Err("a fixed block follows a block of the same language that claims a finding".to_string()),
    }
    Ok(())
}

/// Takes one line into the example: a line of the text, with or without a claim at its end, or a line of carets.
fn take(example: &mut Example, line: &str, number: usize) -> Result<(), String> {
    let comment = if example.language.folder == "python" { "#" } else { "//" };
    if let Some(carets) = line.trim_start().strip_prefix(comment).and_then(|rest| rest.trim().strip_suffix(" error"))
        && carets.trim_end().bytes().all(|byte| byte == b'^')
    {
        let above = example.lines.len().checked_sub(1).ok_or("a line of carets with no line above it")?;
        let from = line.find('^').unwrap_or(0);
        example.claims.push(Claim { line: above, columns: Some((from, from + carets.trim_end().len())) });
        return Ok(());
    }
    let claimed = line.strip_suffix(&format!("{comment} error"));
    if claimed.is_some() {
        example.claims.push(Claim { line: example.lines.len(), columns: None });
    }
    example.text += claimed.map_or(line, str::trim_end);
    example.text.push('\n');
    example.lines.push(number);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_taken_out_of_the_text() {
        let page = page("Prose.\n\n```ts\na();\nb(); // error\nccc();\n// ^^ error\nd();\n```\n");
        let [example] = page.examples.as_slice() else { panic!("{page:?}") };
        assert_eq!(example.text, "a();\nb();\nccc();\nd();\n");
        assert_eq!(example.claims, [Claim { line: 1, columns: None }, Claim { line: 2, columns: Some((3, 5)) }]);
        assert_eq!(
            (example.path.as_str(), example.fence, example.lines.as_slice()),
            ("src/page.ts", 3, [4, 5, 6, 8].as_slice())
        );
    }

    #[test]
    fn a_fixed_block_belongs_to_the_one_before() {
        let page = page("```python\na()  # error\n```\n\n```python fixed\nb()\n```\n\n```python\nc()\n```\n");
        let fixed: Vec<_> =
            page.examples.iter().map(|example| (example.text.as_str(), example.fixed.clone())).collect();
        assert_eq!(fixed, [("a()\n", Some((5, "b()\n".to_string()))), ("c()\n", None)]);
        assert!(page.faults.is_empty());
    }

    #[test]
    fn a_fence_names_file_and_edition() {
        let page = page("```rust edition=2021 src/lobby.rs\nfn f() {}\n```\n```text\na table\n```\n");
        let named: Vec<_> = page
            .examples
            .iter()
            .map(|example| (example.path.as_str(), example.edition.as_deref(), example.language.folder))
            .collect();
        assert_eq!(named, [("src/lobby.rs", Some("2021"), "rust")]);
    }

    #[test]
    fn a_file_stands_beside_the_next_program() {
        let page = page("```ts src/a.ts beside\na();\n```\n```ts\nb();\n```\n```ts\nc();\n```\n");
        let beside: Vec<_> = page.examples.iter().map(|example| example.beside.len()).collect();
        assert_eq!(beside, [1, 0]);
        assert!(page.faults.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_a_fault() {
        let page = page("```cobol\n```\n```ts wrong\n```\n```ts fixed\n```\n```ts\n// ^^ error\n```\n");
        assert_eq!(page.faults.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 3, 5, 7]);
    }

    #[test]
    fn the_fixes_section_promises() {
        let page = page(
            "- **No** (Rust): x\n\n## Fixes\n\n- **Capture `x` at entry** (TypeScript, Python): y\n- By hand: z (Rust)\n",
        );
        assert_eq!(page.promised, [("typescript", 5), ("python", 5)]);
    }
}
