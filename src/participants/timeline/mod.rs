//! Everything that happened with a participant, newest first: one union of what the other rooms hold, cut to what
//! the caller would see in their lists. It says what happened and to what, never a restricted value.

mod api;
mod rules;
mod store;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::get_participant_timeline);
}
