//! Administration without HTTP: what `jalon plie create`, `user create`, `client create`, the seeds
//! and the tests do. Every one leaves its line in the journal.

use diesel::prelude::*;

use super::plies::{PLATFORM, Settings};
use crate::audit::{Entry, store::EntryRow};
use crate::auth::actor::HeldRole;
use crate::auth::keys::sha256;
use crate::auth::passwords::{self, Cost};
use crate::auth::tokens::{Bearer, CallerKind, Tokens};
use crate::db::schema::{api_clients, plies, sessions, users};
use crate::db::{Conn, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::ids::{ApiClientId, PartnerStructureId, PlieId, SessionId, UserId};

/// How long a session lasts without a refresh, in seconds.
pub const SESSION_SECONDS: i64 = 12 * 3600;

/// A new account.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// E-mail address, unique in its PLIE.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Roles.
    pub roles: Vec<HeldRole>,
    /// Password; without one the account waits for an invitation.
    pub password: Option<(String, Cost)>,
}

/// How e-mail addresses are compared.
pub fn fold_email(email: &str) -> String {
    email.trim().to_lowercase()
}

fn journal(conn: &mut Conn, plie: PlieId, at: Instant, operation: &str, entry: Entry) -> Outcome<()> {
    let row = EntryRow::system(plie, None, at, "-", operation, entry)?;
    crate::audit::store::insert(conn, &[row])
}

/// Makes a PLIE with the default settings.
///
/// # Errors
/// The database refuses.
pub fn create_plie(conn: &mut Conn, name: &str, settings: &Settings, now: Instant) -> Outcome<PlieId> {
    let id = PlieId::new();
    insert_plie(conn, id, name, settings, now)?;
    furnish(conn, id, now)?;
    Ok(id)
}

/// Gives a new PLIE what every PLIE begins with.
///
/// # Errors
/// The database refuses.
pub(crate) fn furnish(conn: &mut Conn, plie: PlieId, now: Instant) -> Outcome<()> {
    crate::esf::charters::install_default(conn, plie, now)?;
    Ok(())
}

fn insert_plie(conn: &mut Conn, id: PlieId, name: &str, settings: &Settings, now: Instant) -> Outcome<()> {
    diesel::insert_into(plies::table)
        .values((
            plies::id.eq(id),
            plies::name.eq(name),
            plies::settings.eq(Json::of(settings).map_err(Failure::defect)?),
            plies::version.eq(1i64),
            plies::created_at.eq(now),
            plies::updated_at.eq(now),
        ))
        .execute(conn)?;
    journal(conn, id, now, "plie create", Entry::created("plies", id))
}

/// Makes the PLIE that platform administrators belong to, unless it is there.
///
/// # Errors
/// The database refuses.
pub fn ensure_platform(conn: &mut Conn, now: Instant) -> Outcome<PlieId> {
    let there = plies::table.find(PLATFORM).select(plies::id).get_result::<PlieId>(conn).optional()?;
    if there.is_none() {
        insert_plie(conn, PLATFORM, "Platform", &Settings::default(), now)?;
    }
    Ok(PLATFORM)
}

/// Makes an account.
///
/// # Errors
/// 409 when the PLIE has an account with this address.
pub fn create_user(conn: &mut Conn, plie: PlieId, new: &NewUser, now: Instant) -> Outcome<UserId> {
    let id = UserId::new();
    let hash = match &new.password {
        Some((password, cost)) => Some(passwords::hash(password, *cost).ok_or_else(|| Failure::defect("no hash"))?),
        None => None,
    };
    diesel::insert_into(users::table)
        .values((
            (
                users::plie_id.eq(plie),
                users::id.eq(id),
                users::email.eq(&new.email),
                users::email_folded.eq(fold_email(&new.email)),
                users::first_name.eq(&new.first_name),
                users::last_name.eq(&new.last_name),
                users::status.eq("active"),
                users::roles.eq(Json::of(&new.roles).map_err(Failure::defect)?),
                users::password_hash.eq(hash),
            ),
            (
                users::totp_confirmed.eq(false),
                users::totp_last_step.eq(0i64),
                users::auth_version.eq(1i64),
                users::failed_logins.eq(0i64),
                users::version.eq(1i64),
                users::created_at.eq(now),
                users::updated_at.eq(now),
            ),
        ))
        .execute(conn)?;
    journal(conn, plie, now, "user create", Entry::created("users", id))?;
    Ok(id)
}

/// Makes an API client; answers its secret, which is kept only as a hash.
///
/// # Errors
/// The structure is unknown, or the database refuses.
pub fn create_client(
    conn: &mut Conn,
    plie: PlieId,
    name: &str,
    structure: Option<PartnerStructureId>,
    scopes: &[String],
    secret: &str,
    now: Instant,
) -> Outcome<ApiClientId> {
    let id = ApiClientId::new();
    diesel::insert_into(api_clients::table)
        .values((
            api_clients::plie_id.eq(plie),
            api_clients::id.eq(id),
            api_clients::name.eq(name),
            api_clients::partner_structure_id.eq(structure),
            api_clients::scopes.eq(Json::of(&scopes).map_err(Failure::defect)?),
            api_clients::status.eq("active"),
            api_clients::secret_hash.eq(sha256(&[secret.as_bytes()]).to_vec()),
            api_clients::auth_version.eq(1i64),
            api_clients::version.eq(1i64),
            api_clients::created_at.eq(now),
            api_clients::updated_at.eq(now),
        ))
        .execute(conn)?;
    journal(conn, plie, now, "client create", Entry::created("api_clients", id))?;
    Ok(id)
}

/// Opens a session of an account.
///
/// # Errors
/// The account is unknown, or the database refuses.
pub fn open_session(conn: &mut Conn, plie: PlieId, user: UserId, now: Instant) -> Outcome<SessionId> {
    let id = SessionId::new();
    diesel::insert_into(sessions::table)
        .values((
            sessions::plie_id.eq(plie),
            sessions::id.eq(id),
            sessions::user_id.eq(user),
            sessions::generation.eq(1i64),
            sessions::created_at.eq(now),
            sessions::last_used_at.eq(now),
            sessions::expires_at.eq(now.plus_seconds(SESSION_SECONDS)),
        ))
        .execute(conn)?;
    Ok(id)
}

/// An access token for an account, in a new session: for tests and seeds, which sign in without a password.
///
/// # Errors
/// The account is unknown, or the database refuses.
pub fn token_for_user(conn: &mut Conn, tokens: &Tokens, plie: PlieId, user: UserId, now: Instant) -> Outcome<String> {
    let session = open_session(conn, plie, user, now)?;
    let av: i64 = users::table.find((plie, user)).select(users::auth_version).get_result(conn)?;
    let bearer = Bearer { kind: CallerKind::User, plie, sub: user.0, sid: Some(session), av, rl: None, scope: None };
    tokens.access(&bearer, now).map_err(Failure::defect)
}

/// An access token for a client: for tests.
///
/// # Errors
/// The client is unknown.
pub fn token_for_client(
    conn: &mut Conn,
    tokens: &Tokens,
    plie: PlieId,
    client: ApiClientId,
    now: Instant,
) -> Outcome<String> {
    let av: i64 = api_clients::table.find((plie, client)).select(api_clients::auth_version).get_result(conn)?;
    let bearer = Bearer { kind: CallerKind::Client, plie, sub: client.0, sid: None, av, rl: None, scope: None };
    tokens.access(&bearer, now).map_err(Failure::defect)
}
