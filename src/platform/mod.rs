//! The platform: what this server is, how it fares, what is due, what changed. No other room
//! imports this one.

/// What is due soon or overdue.
pub mod alerts;
/// The audit log and its proof.
pub(crate) mod audit_log;
/// The change feed.
pub(crate) mod changes;
/// Health, readiness, the contract, the root.
pub(crate) mod health;
/// Tables that are read row by row.
pub(crate) mod imports;
/// Figures, process-wide.
pub(crate) mod metrics;
/// `/metrics`.
pub(crate) mod prometheus;
/// State machines as data.
pub(crate) mod transitions;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    alerts::routes(cfg);
    audit_log::routes(cfg);
    changes::routes(cfg);
    imports::routes(cfg);
    transitions::routes(cfg);
}
