//! Objectives: what the person and the referent agreed to reach (S3.13).
//!
//! An objective has its words, perhaps a theme and a due day, and a result: open until it is achieved, partly
//! achieved, not achieved (with the reason) or dropped. Every milestone gives each open objective its result
//! (S3.26).

pub(crate) mod rules;

pub(crate) use rules::ObjectiveResult;
