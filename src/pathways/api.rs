//! Pathways over HTTP.

mod read;
mod verbs;
mod views;

pub(super) use read::*;
pub(super) use verbs::*;
pub(super) use views::{AssignmentPage, PathwayEventPage, PathwayEventView, PathwayPage, view, views};
pub(crate) use views::{AssignmentView, PathwayView};
