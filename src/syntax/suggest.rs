//! The nearest legal word, for messages that teach.

/// The word of `words` that is nearest to `wrong`, if one is near enough to be what was meant.
pub(crate) fn nearest<'w>(wrong: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let limit = (wrong.chars().count() / 3).max(1) + 1;
    words
        .into_iter()
        .map(|word| (distance(wrong, word), word))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, word)| word)
}

/// `; did you mean `x`?`, or nothing where no word is near.
pub(crate) fn hint<'w>(wrong: &str, words: impl IntoIterator<Item = &'w str>) -> String {
    nearest(wrong, words).map_or_else(String::new, |word| format!("; did you mean `{word}`?"))
}

/// Number of characters to insert, delete or replace.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (line, a) in from.chars().enumerate() {
        let mut left = line + 1;
        let mut diagonal = line;
        let mut next = vec![left];
        for (above, b) in row.iter().skip(1).zip(to.chars()) {
            left = (left + 1).min(above + 1).min(diagonal + usize::from(a != b));
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_wins_and_a_far_one_is_none() {
        let words = ["suspend", "spawn", "release"];
        assert_eq!(nearest("suspnd", words), Some("suspend"));
        assert_eq!(nearest("relaese", words), Some("release"));
        assert_eq!(nearest("wibble", words), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
