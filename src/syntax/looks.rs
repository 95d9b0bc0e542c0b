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

/// Two are equal that are written in the same way.
impl PartialEq for LazyRegex {
    fn eq(&self, other: &LazyRegex) -> bool {
        self.source == other.source
    }
}

impl Eq for LazyRegex {}

#[derive(Clone, Debug)]
struct Looks {
    regex: Regex,
    /// With what it begins, where it is tied to the beginning of the text.
    begins: Literals,
    /// With what it ends, where it is tied to the end of the text.
    ends: Literals,
}

/// The texts with one of which every match begins or ends; none where they cannot be listed.
#[derive(Clone, Debug, Default)]
struct Literals {
    all: Vec<Box<[u8]>>,
    /// A bit for each byte that comes first, or last: most texts are turned away by it.
    outer: [u64; 4],
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

    /// True where the expression matches somewhere in the text.
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled.get_or_init(|| Looks::new(&self.source)).as_ref().is_some_and(|looks| looks.hold(text))
    }
}

impl Looks {
    fn new(source: &str) -> Option<Looks> {
        let (hir, unicode) = parse(source).ok()?;
        let begins = match hir.properties().look_set_prefix().contains(Look::Start) {
            true => Literals::new(&hir, ExtractKind::Prefix),
            false => Literals::default(),
        };
        let ends = match hir.properties().look_set_suffix().contains(Look::End) {
            true => Literals::new(&hir, ExtractKind::Suffix),
            false => Literals::default(),
        };
        let regex = RegexBuilder::new(source).unicode(unicode).build().ok()?;
        Some(Looks { regex, begins, ends })
    }

    #[inline]
    fn hold(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        self.begins.may_be(bytes.first(), |begin| bytes.starts_with(begin))
            && self.ends.may_be(bytes.last(), |end| bytes.ends_with(end))
            && self.regex.is_match(bytes)
    }
}

/// The expression, and whether it takes Unicode to read it.
fn parse(source: &str) -> Result<(Hir, bool), Box<regex_syntax::Error>> {
    let read =
        |unicode: bool| ParserBuilder::new().unicode(unicode).utf8(unicode).build().parse(source).map_err(Box::new);
    match read(false) {
        Ok(hir) => Ok((hir, false)),
        Err(_) => Ok((read(true)?, true)),
    }
}

impl Literals {
    fn new(hir: &Hir, kind: ExtractKind) -> Literals {
        let found = Extractor::new().kind(kind.clone()).extract(hir);
        let mut literals = Literals::default();
        for literal in found.literals().unwrap_or_default() {
            let bytes = literal.as_bytes();
            let outer = if matches!(kind, ExtractKind::Suffix) { bytes.last() } else { bytes.first() };
            let Some(outer) = outer else { return Literals::default() };
            if let Some(bits) = literals.outer.get_mut(usize::from(outer / 64)) {
                *bits |= 1 << (outer % 64);
            }
            literals.all.push(bytes.into());
        }
        literals
    }

    /// False for a text with that outermost byte that has none of the literals there.
    #[inline]
    fn may_be(&self, outer: Option<&u8>, has: impl Fn(&[u8]) -> bool) -> bool {
        let listed =
            |byte: &u8| self.outer.get(usize::from(byte / 64)).is_some_and(|bits| bits >> (byte % 64) & 1 == 1);
        self.all.is_empty() || outer.is_some_and(listed) && self.all.iter().any(|literal| has(literal))
    }
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
        assert_eq!(looks.map(|looks| (looks.begins.all.len(), looks.ends.all.len())), Some((2, 2)));
    }
}
