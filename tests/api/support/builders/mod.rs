//! What tests start from, made through HTTP.

pub mod participants;
//! Ready-made objects, each through the API.

pub mod operations;
