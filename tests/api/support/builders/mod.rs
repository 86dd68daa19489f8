//! Ready-made objects, each through the API.

pub mod commission;
pub mod directory;
pub mod followed;
pub mod imports;
pub mod intake;
pub mod interviews;
pub mod jobs;
pub mod missions;
pub mod money;
pub mod network;
pub mod objectives;
pub mod operations;
pub mod participants;
pub mod participations;
pub mod stages;
pub mod time_records;
pub mod told;
pub mod weeks;
