//! Names as 64-bit hashes of their text.
//!
//! Facts compare names millions of times and print them a few times. So a name is a hash, and its text is looked up
//! in the source, through the span of whatever bore it. No table, no lock, no order that depends on threads; two
//! different names of one project meet with a chance of about 2^-40.

use serde::{Deserialize, Serialize};

/// The hash of a text. Equal texts have equal names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Name(#[serde(with = "whole")] pub u64);

/// A hash is written in its eight bytes at one stroke: it has no small numbers, and what is written as an integer would be
/// taken for one. Nothing is ever done with the number that these bits are.
mod whole {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(hash: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from_bits(*hash))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        f64::deserialize(deserializer).map(f64::to_bits)
    }
}

impl Name {
    /// The name of `text`: FNV-1a over its bytes, then a mixing step so that short names differ in every bit.
    pub const fn of(text: &str) -> Name {
        let bytes = text.as_bytes();
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        let mut rest = bytes;
        while let [first, tail @ ..] = rest {
            hash = (hash ^ *first as u64).wrapping_mul(0x0000_0100_0000_01b3);
            rest = tail;
        }
        hash ^= hash >> 32;
        hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Name(hash ^ (hash >> 29))
    }

    /// The name of a pair of names, such as a receiver and a step.
    pub const fn with(self, other: Name) -> Name {
        Name((self.0 ^ other.0.rotate_left(17)).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn equal_texts_have_equal_names() {
        assert_eq!(Name::of("busy"), Name::of(&"xbusy"[1..]));
        assert_ne!(Name::of("a"), Name::of("b"));
        assert_ne!(Name::of("a").with(Name::of("b")), Name::of("b").with(Name::of("a")));
    }
}
