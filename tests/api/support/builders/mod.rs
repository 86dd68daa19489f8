//! Ready-made objects, each through the API.

pub mod followed;
pub mod objectives;
pub mod operations;
pub mod participants;
pub mod stages;
