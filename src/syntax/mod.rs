//! From text to flat trees and pattern matches.

/// A document (a placeholder until the floor lands).
#[derive(Clone, Debug)]
pub struct Document {}
