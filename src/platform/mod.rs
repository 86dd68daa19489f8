//! The platform: what this server is, how it fares, what is due, what changed. No other room
//! imports this one.

/// What is due soon or overdue.
pub mod alerts;
/// Health, readiness, the contract, the root.
pub(crate) mod health;
/// Figures for Prometheus.
pub(crate) mod metrics;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(_cfg: &mut ServiceConfig<'_>) {}
