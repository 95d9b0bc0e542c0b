//! From text to flat trees and pattern matches.
