//! Ready-made objects, each through the API.

pub mod directory;
pub mod operations;
pub mod participants;
