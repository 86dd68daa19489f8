//! Interviews over HTTP.

mod read;
mod verbs;
mod wire;

pub(crate) use read::*;
pub(crate) use verbs::*;
pub(crate) use wire::*;
