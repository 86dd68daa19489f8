//! Everything that happened with a participant, newest first: one union of what the other rooms hold, cut to what
//! the caller would see in their lists. It says what happened and to what, never a restricted value.

mod api;
mod rules;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(api::get_participant_timeline);
}
