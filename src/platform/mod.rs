//! The platform: what this server is, how it fares, and what changed.

/// Health, readiness, the contract, the root.
pub(crate) mod health;
/// Figures for Prometheus.
pub(crate) mod metrics;
