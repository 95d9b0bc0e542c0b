//! Which documents show diagnostics in the editor, and must be cleared when they go.

use std::collections::BTreeSet;

/// The names of the documents whose published diagnostics are still on the screen.
#[derive(Debug, Default)]
pub struct Feedback {
    shown: BTreeSet<String>,
}

impl Feedback {
    /// Notes what was published last for a document.
    pub fn published(&mut self, uri: &str, count: usize) {
        if count > 0 {
            self.shown.insert(uri.to_string());
        } else {
            self.shown.remove(uri);
        }
    }

    /// Forgets a document; true where its diagnostics are to be cleared.
    pub fn closed(&mut self, uri: &str) -> bool {
        self.shown.remove(uri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_on_the_screen_is_cleared() {
        let mut feedback = Feedback::default();
        feedback.published("a", 2);
        feedback.published("b", 1);
        feedback.published("b", 0);
        assert!(feedback.closed("a"));
        assert!(!feedback.closed("a"), "cleared once");
        assert!(!feedback.closed("b"), "already empty");
        assert!(!feedback.closed("c"), "never shown");
    }
}
