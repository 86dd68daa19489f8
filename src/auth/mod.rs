//! Who is calling, and what they may do.

/// Who calls, once their account was read: roles, scopes, structure.
pub mod actor;
/// The policy as a table.
mod grid;
/// The master key and what is derived from it.
pub mod keys;
/// Tokens of another issuer.
pub mod oidc;
/// Passwords.
pub mod passwords;
/// Who may do what: the one place that knows a role.
pub mod policy;
/// What fewer roles read than the object it stands in.
pub mod restricted;
/// Roles and the reach they give.
pub mod role;
/// Access and refresh tokens.
pub mod tokens;
/// The second factor.
pub mod totp;
/// Whether an object exists for a caller: what tells 404 from 403.
pub(crate) mod visibility;
