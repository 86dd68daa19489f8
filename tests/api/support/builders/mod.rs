//! Ready-made objects, each through the API.

pub mod operations;
pub mod participants;
