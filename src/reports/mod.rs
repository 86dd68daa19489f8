//! Figures that the director, the département and the ESF read (§ 8). No other room imports this one.

pub mod figures;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(_cfg: &mut ServiceConfig<'_>) {}
