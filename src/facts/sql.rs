//! Statements of SQL, and those that are made of a model of a table, as far as they say which table they are about and what of it.

use super::{Key, Kind, Name, Word};
use crate::text::Span;

/// What a statement does to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Whether the table is read or written.
    pub word: Word,
    /// One row by its key, or rows.
    pub kind: Kind,
    /// The table, in small letters.
    pub table: Name,
    /// Where the text names it.
    pub named: Span,
    /// It takes rows away.
    pub deletes: bool,
    /// The columns that the statement rests on, or that it writes; none for all of them.
    pub columns: Option<Key>,
}

/// No more tokens than this are read of one statement.
const MAX_TOKENS: usize = 400;

/// A word or a sign of a statement, and how deep in brackets it stands.
#[derive(Clone, Copy)]
struct Token<'t> {
    text: &'t str,
    start: usize,
    depth: u32,
}

impl Token<'_> {
    fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// A name of something: no sign, no number, no parameter.
    fn is_name(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_') && !self.is_any(KEYWORDS)
    }
}

const KEYWORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "in",
    "is",
    "null",
    "like",
    "ilike",
    "between",
    "exists",
    "any",
    "all",
    "case",
    "when",
    "then",
    "else",
    "end",
    "as",
    "asc",
    "desc",
    "distinct",
    "true",
    "false",
    "current_timestamp",
    "interval",
    "select",
    "from",
    "where",
    "on",
    "by",
    "collate",
];

/// What is computed of all rows is none of them.
const SUMS: &[&str] = &["count", "sum", "min", "max", "avg", "exists", "total"];

/// Where the conditions of a statement end.
const ENDS: &[&str] = &["group", "order", "limit", "offset", "for", "returning", "union", "having", "window"];

/// What a statement says, by its text as it stands in the code, quotes and all. None for one that names no table, or that says by
/// itself that nobody else may come in between.
pub fn read(text: &str) -> Option<Statement> {
    let tokens = tokens(text);
    // What stands before the first word: the quotes, or an `f` before them.
    let tokens = tokens
        .get(tokens.iter().position(|token| token.is_any(&["select", "insert", "update", "delete", "replace"]))?..)?;
    let verb = tokens.first()?;
    if text.get(..verb.start)?.len() > 120 {
        return None;
    }
    let at = |words: &[&str]| tokens.iter().position(|token| token.depth == verb.depth && token.is_any(words));
    let where_ = at(&["where"]);
    let asked = where_.map_or(Asked::default(), |at| Asked::of(tokens.get(at + 1..).unwrap_or(&[]), verb.depth));
    let made = |word, kind, table: Token, columns| {
        let start = table.start as u32;
        let named = Span::new(start, start + table.text.len() as u32);
        Some(Statement {
            word,
            kind,
            table: Name::of(&table.text.to_ascii_lowercase()),
            named,
            deletes: verb.is("delete"),
            columns,
        })
    };
    if verb.is("select") {
        let from = at(&["from"])?;
        let chosen = tokens.get(1..from)?;
        if chosen.iter().any(|token| token.depth == verb.depth && token.is_any(SUMS)) {
            return None;
        }
        let table = table(tokens.get(from + 1..)?)?;
        let locked = at(&["for"]).is_some();
        let all = chosen.iter().any(|token| token.text == "*" && token.depth == verb.depth);
        return match (asked.by_key, locked) {
            (true, _) if all => made(Word::Read, Kind::Record, table, None),
            (true, _) => made(
                Word::Read,
                Kind::Record,
                table,
                Some(columns(chosen.iter().filter(|token| token.is_name())).plus(asked.columns)),
            ),
            (false, false) => made(Word::Read, Kind::Rows, table, Some(asked.columns.key())),
            (false, true) => None,
        };
    }
    let kind = if asked.by_key && asked.columns.is_empty() { Kind::Record } else { Kind::Rows };
    if verb.is("update") {
        let set = at(&["set"])?;
        let named = tokens.get(1..set)?;
        let table = table(named.get(usize::from(named.first().is_some_and(|token| token.is("or"))) * 2..)?)?;
        let assigned = tokens.get(set + 1..where_.unwrap_or(tokens.len()))?;
        return made(Word::Write, kind, table, Some(set_by(assigned, verb.depth)));
    }
    if verb.is("delete") {
        return made(Word::Write, kind, table(tokens.get(at(&["from"])? + 1..)?)?, None);
    }
    let table = table(tokens.get(at(&["into"])? + 1..)?)?;
    let replaces =
        verb.is("replace") || tokens.get(1..3).is_some_and(|next| next.iter().any(|token| token.is("replace")));
    let set = at(&["set"]).and_then(|set| tokens.get(set + 1..where_.unwrap_or(tokens.len())));
    // A new row is none of those that are there.
    let columns = set.map_or_else(|| Columns::default().key(), |assigned| set_by(assigned, verb.depth));
    made(Word::Write, Kind::Rows, table, (!replaces).then_some(columns))
}

/// What is asked of a model of a table, by the object that says it: `update({ where: { id }, data: { state: "done" } })`. None where
/// the rows are chosen by what stands elsewhere.
pub fn of_model(word: Word, table: &str, method: &str, asked: &str) -> Option<Statement> {
    let fields = fields(asked)?;
    let given = |name: &str| fields.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let names = |name: &str| self::fields(given(name).unwrap_or("{}"));
    let chosen = names("where")?;
    let by_key = chosen.iter().any(|(name, _)| is_key(name));
    let mut others = Columns::default();
    chosen.iter().filter(|(name, _)| !is_key(name)).for_each(|(name, _)| others.add(name));
    let mut changed = Columns::default();
    let data = if given("update").is_some() { "update" } else { "data" };
    let known = names(data).into_iter().chain(names("select")).flatten();
    known.for_each(|(name, _)| changed.add(name));
    let (kind, columns) = match (word, by_key) {
        (Word::Read, true) if given("select").is_none() => (Kind::Record, None),
        (Word::Read, true) => (Kind::Record, Some(changed.plus(others))),
        (Word::Read, false) => (Kind::Rows, Some(others.key())),
        (_, true) if others.is_empty() => (Kind::Record, Some(changed.key())),
        _ => (Kind::Rows, Some(changed.key())),
    };
    let deletes = method.starts_with("delete");
    let named = Span::new(0, table.len() as u32);
    let columns = columns.filter(|_| !deletes);
    Some(Statement { word, kind, table: Name::of(&table.to_ascii_lowercase()), named, deletes, columns })
}

/// The fields of an object as it stands in the code, each with its value: one without has that of its name. None for what is no object.
fn fields(text: &str) -> Option<Vec<(&str, &str)>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let (mut depth, mut quote, mut start) = (0u32, None, 0);
    let mut parts = Vec::new();
    for (at, sign) in inner.char_indices() {
        match (quote, sign) {
            (Some(open), _) if sign == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(sign),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(inner.get(start..at)?);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(inner.get(start..)?);
    Some(parts.into_iter().filter_map(field).collect())
}

/// `name: value`, or a name that stands for both.
fn field(part: &str) -> Option<(&str, &str)> {
    let (name, value) = part.split_once(':').unwrap_or((part, part));
    let is_name = name.trim().starts_with(|c: char| c.is_alphabetic() || c == '_');
    is_name.then_some((name.trim(), value.trim()))
}

/// The name of a table, the last part of its path.
fn table<'t>(tokens: &[Token<'t>]) -> Option<Token<'t>> {
    let mut at = usize::from(tokens.first()?.is("only"));
    while tokens.get(at + 1).is_some_and(|dot| dot.text == ".") {
        at += 2;
    }
    tokens.get(at).copied().filter(Token::is_name)
}

/// A set of columns: each stands for one bit of many.
#[derive(Clone, Copy, Default)]
struct Columns(u64);

impl Columns {
    fn add(&mut self, name: &str) {
        self.0 |= 1 << (Name::of(&name.to_ascii_lowercase()).0 % 64);
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn plus(self, other: Columns) -> Key {
        Columns(self.0 | other.0).key()
    }

    fn key(self) -> Key {
        Key { text: Name(self.0), literal: false, own: false, columns: true }
    }
}

fn columns<'t>(tokens: impl Iterator<Item = &'t Token<'t>>) -> Columns {
    let mut columns = Columns::default();
    tokens.for_each(|token| columns.add(token.text));
    columns
}

/// The columns that get a value.
fn set_by(tokens: &[Token], depth: u32) -> Key {
    let assigned = tokens
        .windows(2)
        .filter(|pair| matches!(pair, [name, sign] if name.depth == depth && name.is_name() && sign.text == "="));
    columns(assigned.filter_map(<[Token]>::first)).key()
}

/// What a condition asks of a row.
#[derive(Clone, Copy, Default)]
struct Asked {
    /// It names the row by its key.
    by_key: bool,
    /// What else it asks.
    columns: Columns,
}

impl Asked {
    fn of(tokens: &[Token], depth: u32) -> Asked {
        let mut asked = Asked::default();
        let end = tokens.iter().position(|token| token.depth == depth && token.is_any(ENDS) || token.depth < depth);
        let tokens = tokens.get(..end.unwrap_or(tokens.len())).unwrap_or(&[]);
        // What another statement asks within says nothing of this one's rows.
        let mut within: Option<u32> = None;
        let either = tokens.iter().any(|token| token.is("or"));
        for (at, token) in tokens.iter().enumerate() {
            within = within.filter(|around| token.depth >= *around);
            if token.is("select") && token.depth > depth {
                within = within.or(Some(token.depth));
            }
            let sign = tokens.get(at + 1).map_or("", |next| next.text);
            if within.is_some() || !token.is_name() || matches!(sign, "(" | ".") {
                continue;
            }
            let equal = sign == "=" || sign.eq_ignore_ascii_case("in");
            match is_key(token.text) {
                true if equal && !either => asked.by_key = true,
                true => {}
                false => asked.columns.add(token.text),
            }
        }
        asked
    }
}

/// A column that tells one row from all others, or whose it is.
fn is_key(column: &str) -> bool {
    let small = column.to_ascii_lowercase();
    matches!(small.as_str(), "id" | "uuid" | "guid" | "key" | "pk" | "rowid" | "ctid")
        || ["_id", "_uuid", "_key", "_pk"].iter().any(|end| small.ends_with(end))
        || column.ends_with("Id")
}

/// Words and signs; what stands in quotes is a name where the database takes it for one, else nothing.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut depth = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        if tokens.len() >= MAX_TOKENS {
            break;
        }
        let start = at;
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
        at += 1;
        match byte {
            b'(' => depth += 1,
            b')' => depth = u32::saturating_sub(depth, 1),
            // A comment goes to the end of its line.
            b'-' if bytes.get(at) == Some(&b'-') => {
                at += bytes.iter().skip(at).take_while(|byte| **byte != b'\n').count();
                continue;
            }
            // A parameter is no column.
            b'$' | b':' | b'@' | b'?' | b'%' => {
                if byte == b'$' && bytes.get(at) == Some(&b'{') {
                    at += bytes.iter().skip(at).take_while(|byte| **byte != b'}').count() + 1;
                } else {
                    at += bytes.iter().skip(at).take_while(|byte| word(byte)).count();
                }
                tokens.push(Token { text: "?", start, depth });
                continue;
            }
            b'{' => {
                at += bytes.iter().skip(at).take_while(|byte| **byte != b'}').count() + 1;
                tokens.push(Token { text: "?", start, depth });
                continue;
            }
            b'=' | b'<' | b'>' | b'!' | b'.' | b',' | b'*' | b';' => {
                while matches!((byte, bytes.get(at)), (b'<' | b'>' | b'!', Some(b'=' | b'>'))) {
                    at += 1;
                }
            }
            byte if word(&byte) => at += bytes.iter().skip(at).take_while(|byte| word(byte)).count(),
            // A text within: only a word between its quotes may be a name.
            b'\'' if start > 0 => {
                let length = bytes.iter().skip(at).take_while(|byte| **byte != b'\'').count();
                if at + length < bytes.len() - 1 && !tokens.is_empty() {
                    at += length + 1;
                    tokens.push(Token { text: "?", start, depth });
                }
                continue;
            }
            _ => continue,
        }
        if let Some(text) = text.get(start..at) {
            tokens.push(Token { text, start, depth });
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<(Word, Kind, String)> {
        let statement = read(text)?;
        Some((statement.word, statement.kind, statement.named.of(text).to_string()))
    }

    #[test]
    fn a_statement_says_what_it_does_to_which_table() {
        let rows = |word, kind, table: &str| Some((word, kind, table.to_string()));
        assert_eq!(
            said("`SELECT * FROM sessions\n WHERE status = 'active' AND seen < ?`"),
            rows(Word::Read, Kind::Rows, "sessions")
        );
        assert_eq!(
            said("'select * from app.jobs j where j.id = $1 for update'"),
            rows(Word::Read, Kind::Record, "jobs")
        );
        assert_eq!(said("\"SELECT id FROM jobs WHERE done = 0 FOR UPDATE SKIP LOCKED\""), None);
        assert_eq!(said("'SELECT COUNT(*) FROM jobs WHERE done = 0'"), None);
        assert_eq!(said("'UPDATE jobs SET done = 1, at = ? WHERE id = ?'"), rows(Word::Write, Kind::Record, "jobs"));
        assert_eq!(said("'UPDATE jobs SET done = 1 WHERE id = ? AND done = 0'"), rows(Word::Write, Kind::Rows, "jobs"));
        assert_eq!(said("'DELETE FROM \"jobs\" WHERE id = %s'"), rows(Word::Write, Kind::Record, "jobs"));
        assert_eq!(said("'INSERT OR REPLACE INTO jobs (id) VALUES (?)'"), rows(Word::Write, Kind::Rows, "jobs"));
        assert_eq!(said("f\"SELECT * FROM {table}\""), None);
        assert_eq!(said("'select something else'"), None);
    }

    #[test]
    fn a_model_says_it_by_an_object() {
        let said = |word, method: &str, asked: &str| of_model(word, "Job", method, asked);
        let kind = |said: Option<Statement>| said.map(|said| said.kind);
        let pending = said(Word::Read, "findMany", "{ where: { state: 'a, b', due: { lt: now() } }, take: 5 }");
        let done = said(Word::Write, "update", "{ where: { id }, data: { state: \"done\" } }");
        let noted = said(Word::Write, "update", "{ where: { id: job.id }, data: { remark } }");
        let claimed = said(Word::Write, "updateMany", "{ where: { id, state: 'open' }, data: { state } }");
        assert_eq!(
            [pending, done, noted, claimed].map(kind),
            [Kind::Rows, Kind::Record, Kind::Record, Kind::Rows].map(Some)
        );
        let columns = |said: Option<Statement>| said.and_then(|said| said.columns);
        assert!(Key::meets(columns(pending), columns(done)));
        assert!(!Key::meets(columns(pending), columns(noted)));
        assert!(said(Word::Write, "delete", "{ where: { id } }").is_some_and(|said| said.deletes));
        assert_eq!(said(Word::Read, "findMany", "{ where }"), None);
        assert_eq!(said(Word::Read, "findMany", "options"), None);
    }

    #[test]
    fn statements_meet_where_one_writes_what_the_other_asks() {
        let columns = |text: &str| read(text).and_then(|statement| statement.columns);
        let asked = columns("'SELECT * FROM jobs WHERE status = ? AND due < ?'");
        let meets = |text: &str| Key::meets(asked, columns(text));
        assert!(meets("'UPDATE jobs SET status = ? WHERE id = ?'"));
        assert!(meets("'UPDATE jobs SET note = ?, due = ? WHERE id = ?'"));
        assert!(meets("'DELETE FROM jobs WHERE id = ?'"));
        assert!(meets("'INSERT INTO jobs (id, due) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET due = excluded.due'"));
        assert!(!meets("'UPDATE jobs SET owner = status WHERE id = ?'"));
        assert!(!meets("'INSERT INTO jobs (id, due) VALUES (?, ?)'"));
        // What is read again of one row counts where it is what was asked.
        assert!(meets("'SELECT * FROM jobs WHERE id = ?'"));
        assert!(meets("'SELECT status FROM jobs WHERE id = ?'"));
        assert!(!meets("'SELECT owner FROM jobs WHERE id = ?'"));
    }
}
