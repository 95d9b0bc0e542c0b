//! Tapes: what a program does, step by step, as the walk of its facts says.

mod rust;
