//! What tests start from, made through HTTP.

pub mod participants;
