//! Corrections of signed time (R6.18–R6.21): what was signed is never rewritten. A correction is asked for with its
//! reason and approved by another person; it makes a new record that supersedes the signed one, and the sheet of the
//! month gets an amendment that both sign. What a claim holds is only taken away from.

pub(super) mod api;
mod flow;
pub(super) mod store;
