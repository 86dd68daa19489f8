//! Builders: what a test needs to be there already.

pub mod followed;
pub mod objectives;
