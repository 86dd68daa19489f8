//! Ready-made objects, each through the API.

pub mod directory;
pub mod followed;
pub mod intake;
pub mod objectives;
pub mod operations;
pub mod participants;
pub mod time_records;
pub mod weeks;
pub mod stages;
