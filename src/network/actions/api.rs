//! Actions over HTTP.

mod public;
mod read;
mod verbs;
mod wire;

pub(crate) use public::*;
pub(crate) use read::*;
pub(crate) use verbs::*;
pub(crate) use wire::*;
