//! Builders: what a test needs to be there already.

pub mod followed;
pub mod objectives;
//! Ready-made objects, each through the API.

pub mod operations;
