//! What a text looks like: regular expressions that are read when they are first asked, and asked only of texts that
//! begin and end as they must.
//!
//! Code is ASCII where patterns look at it, and the tables of Unicode behind `\w` and `\b` take longer to compile than most
//! files take to parse. So letters are those of ASCII, unless an expression names others.

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Hir, Look};
use std::sync::OnceLock;

/// A regular expression that is compiled when it is first needed.
#[derive(Clone, Debug)]
pub struct LazyRegex {
    source: String,
    compiled: OnceLock<Option<Looks>>,
}

#[derive(Clone, Debug)]
struct Looks {
    regex: Regex,
    /// Of what is tied to the beginning of the text, with which one of these it begins; of what is not, nothing.
    begins: Vec<Box<[u8]>>,
    /// Of what is tied to the end of the text, with which one of these it ends.
    ends: Vec<Box<[u8]>>,
}

impl LazyRegex {
    /// The expression that a text writes: of dozens few are asked in one run, and compiling is what costs.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(source: &str) -> Result<LazyRegex, Box<regex_syntax::Error>> {
        parse(source)?;
        Ok(LazyRegex { source: source.to_string(), compiled: OnceLock::new() })
    }

    /// True for the same expression.
    pub(super) fn is(&self, other: &LazyRegex) -> bool {
        self.source == other.source
    }

    /// True where the expression matches somewhere in the text.
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled.get_or_init(|| Looks::new(&self.source)).as_ref().is_some_and(|looks| looks.hold(text))
    }
}

impl Looks {
    fn new(source: &str) -> Option<Looks> {
        let (hir, unicode) = parse(source).ok()?;
        let begins = match hir.properties().look_set_prefix().contains(Look::Start) {
            true => literals(&hir, ExtractKind::Prefix),
            false => Vec::new(),
        };
        let ends = match hir.properties().look_set_suffix().contains(Look::End) {
            true => literals(&hir, ExtractKind::Suffix),
            false => Vec::new(),
        };
        let regex = RegexBuilder::new(source).unicode(unicode).build().ok()?;
        Some(Looks { regex, begins, ends })
    }

    #[inline]
    fn hold(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let begins = || self.begins.iter().any(|begin| bytes.starts_with(begin));
        let ends = || self.ends.iter().any(|end| bytes.ends_with(end));
        (self.begins.is_empty() || begins()) && (self.ends.is_empty() || ends()) && self.regex.is_match(bytes)
    }
}

/// The expression, and whether it takes Unicode to read it.
fn parse(source: &str) -> Result<(Hir, bool), Box<regex_syntax::Error>> {
    let read = |unicode: bool| ParserBuilder::new().unicode(unicode).utf8(unicode).build().parse(source);
    match read(false) {
        Ok(hir) => Ok((hir, false)),
        Err(_) => Ok((read(true)?, true)),
    }
}

/// The texts with one of which every match begins or ends; none where they cannot be listed.
fn literals(hir: &Hir, kind: ExtractKind) -> Vec<Box<[u8]>> {
    let found = Extractor::new().kind(kind).extract(hir);
    let literals: Vec<Box<[u8]>> =
        found.literals().unwrap_or_default().iter().map(|literal| literal.as_bytes().into()).collect();
    if literals.iter().any(|literal| literal.is_empty()) { Vec::new() } else { literals }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_first_turns_away_no_match() {
        let sources = [
            "^(get|has|find)_[a-z]",
            "(Thread|Process)$",
            "(?i)^(console|_?log)$",
            "^_",
            "\\bException\\b",
            "a|^b",
            "x$|y",
            "^$",
            "^[a-z]*b$",
        ];
        let texts = [
            "get_a",
            "has_",
            "MyThread",
            "Threads",
            "Console",
            "_LOG",
            "_x",
            "an Exception",
            "a",
            "b",
            "ab",
            "x",
            "xy",
            "",
            "get",
            "bb",
        ];
        for source in sources {
            let (lazy, plain) = (LazyRegex::read(source), regex::Regex::new(source));
            for text in texts {
                assert_eq!(
                    lazy.as_ref().ok().map(|lazy| lazy.is_match(text)),
                    plain.as_ref().ok().map(|plain| plain.is_match(text)),
                    "{source} {text}"
                );
            }
        }
    }

    #[test]
    fn letters_are_those_of_ascii_unless_others_are_named() {
        let holds = |source: &str, text: &str| LazyRegex::read(source).map(|lazy| lazy.is_match(text)).ok();
        assert_eq!(holds(r"^\w+$", "caf\u{e9}"), Some(false));
        assert_eq!(holds("caf\u{e9}$", "un caf\u{e9}"), Some(true));
        assert_eq!(holds(r"^\p{L}+$", "caf\u{e9}"), Some(true));
        assert_eq!(holds("(", ""), None);
    }

    #[test]
    fn ends_that_a_text_must_have_are_known() {
        let looks = Looks::new("^(get|set)_x$");
        assert_eq!(looks.map(|looks| (looks.begins.len(), looks.ends.len())), Some((2, 2)));
    }
}
