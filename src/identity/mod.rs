//! PLIEs (tenants), accounts, sessions, machines.

/// The PLIE and its settings.
pub(crate) mod plies;
