//! Opportunities over HTTP.

mod people;
mod read;
mod wire;

pub(crate) use people::*;
pub(crate) use read::*;
pub(crate) use wire::*;
