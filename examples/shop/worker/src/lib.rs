//! Prints labels and hands parcels to the carrier.

pub mod labels;
pub mod queue;
