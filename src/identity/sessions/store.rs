//! Rows of sessions, and of accounts as sign-in needs them.

use diesel::prelude::*;

use crate::db::schema::{sessions, users};
use crate::db::{Conn, Instant};
use crate::failure::Outcome;
use crate::identity::admin::SESSION_SECONDS;
use crate::ids::{PlieId, SessionId, UserId};

/// How long a session lasts at most, however often it is renewed, in seconds.
const LONGEST_SESSION: i64 = 30 * 24 * 3600;
/// Accounts of one address that are tried: one person may work for several PLIEs.
const CANDIDATES: i64 = 8;

/// An account, as sign-in needs it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct LoginRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: UserId,
    pub(crate) email: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) status: String,
    pub(crate) password_hash: Option<String>,
    pub(crate) totp_secret: Option<Vec<u8>>,
    pub(crate) totp_confirmed: bool,
    pub(crate) totp_last_step: i64,
    pub(crate) auth_version: i64,
    pub(crate) login_blocked_until: Option<Instant>,
}

/// A session with its account.
#[derive(Debug, Clone)]
pub(super) struct SessionRow {
    pub(super) user: UserId,
    pub(super) generation: i64,
    pub(super) created_at: Instant,
    pub(super) expires_at: Instant,
    pub(super) ended_at: Option<Instant>,
    pub(super) status: String,
    pub(super) auth_version: i64,
}

/// The accounts with an address, the oldest first.
pub(super) fn candidates(conn: &mut Conn, email_folded: &str) -> Outcome<Vec<LoginRow>> {
    let query = users::table
        .filter(users::email_folded.eq(email_folded))
        .order((users::created_at.asc(), users::id.asc()))
        .limit(CANDIDATES)
        .select(LoginRow::as_select());
    Ok(query.load(conn)?)
}

/// One account, as sign-in needs it.
///
/// # Errors
/// `NotFound`, or the database is away.
pub(crate) fn login(conn: &mut Conn, plie: PlieId, user: UserId) -> Outcome<LoginRow> {
    Ok(users::table.find((plie, user)).select(LoginRow::as_select()).get_result(conn)?)
}

/// Counts a failure; answers how many there are now.
pub(super) fn fail(conn: &mut Conn, plie: PlieId, user: UserId) -> Outcome<i64> {
    let row = users::table.find((plie, user));
    diesel::update(row).set(users::failed_logins.eq(users::failed_logins + 1)).execute(conn)?;
    Ok(row.select(users::failed_logins).get_result(conn)?)
}

pub(super) fn block(conn: &mut Conn, plie: PlieId, user: UserId, until: Instant) -> Outcome<()> {
    let row = users::table.find((plie, user));
    diesel::update(row).set(users::login_blocked_until.eq(until)).execute(conn)?;
    Ok(())
}

/// Notes a sign-in; `false` when the account is no more what was verified, or the code of the
/// second factor was used meanwhile.
pub(super) fn succeed(conn: &mut Conn, row: &LoginRow, step: Option<i64>, now: Instant) -> Outcome<bool> {
    let account = users::table
        .filter(users::plie_id.eq(row.plie_id))
        .filter(users::id.eq(row.id))
        .filter(users::status.eq("active"))
        .filter(users::auth_version.eq(row.auth_version))
        .filter(users::totp_confirmed.eq(row.totp_confirmed))
        .filter(users::totp_last_step.lt(step.unwrap_or(i64::MAX)));
    let changed = diesel::update(account)
        .set((
            users::failed_logins.eq(0i64),
            users::login_blocked_until.eq(None::<Instant>),
            users::last_seen_at.eq(now),
            users::totp_last_step.eq(step.unwrap_or(row.totp_last_step)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub(super) fn find(conn: &mut Conn, plie: PlieId, session: SessionId) -> Outcome<Option<SessionRow>> {
    type Row = (UserId, i64, Instant, Instant, Option<Instant>, String, i64);
    let row: Option<Row> = sessions::table
        .inner_join(users::table.on(users::plie_id.eq(sessions::plie_id).and(users::id.eq(sessions::user_id))))
        .filter(sessions::plie_id.eq(plie))
        .filter(sessions::id.eq(session))
        .select((
            sessions::user_id,
            sessions::generation,
            sessions::created_at,
            sessions::expires_at,
            sessions::ended_at,
            users::status,
            users::auth_version,
        ))
        .get_result(conn)
        .optional()?;
    Ok(row.map(|(user, generation, created_at, expires_at, ended_at, status, auth_version)| SessionRow {
        user,
        generation,
        created_at,
        expires_at,
        ended_at,
        status,
        auth_version,
    }))
}

/// The next generation of a session; `false` when somebody else has just made it.
pub(super) fn renew(conn: &mut Conn, plie: PlieId, id: SessionId, session: &SessionRow, now: Instant) -> Outcome<bool> {
    let expires_at = now.plus_seconds(SESSION_SECONDS).min(session.created_at.plus_seconds(LONGEST_SESSION));
    let row = sessions::table
        .filter(sessions::plie_id.eq(plie))
        .filter(sessions::id.eq(id))
        .filter(sessions::generation.eq(session.generation))
        .filter(sessions::ended_at.is_null());
    let changed = diesel::update(row)
        .set((
            sessions::generation.eq(session.generation + 1),
            sessions::last_used_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub(super) fn end(conn: &mut Conn, plie: PlieId, id: SessionId, reason: &str, now: Instant) -> Outcome<()> {
    let row = sessions::table.find((plie, id)).filter(sessions::ended_at.is_null());
    diesel::update(row).set((sessions::ended_at.eq(now), sessions::ended_reason.eq(reason))).execute(conn)?;
    Ok(())
}

/// Ends the sessions of an account, but for one.
pub(crate) fn end_all(
    conn: &mut Conn,
    plie: PlieId,
    user: UserId,
    but: Option<SessionId>,
    reason: &str,
    now: Instant,
) -> Outcome<()> {
    let open = sessions::table
        .filter(sessions::plie_id.eq(plie))
        .filter(sessions::user_id.eq(user))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::id.ne(but.unwrap_or(SessionId::of(uuid::Uuid::nil()))));
    diesel::update(open).set((sessions::ended_at.eq(now), sessions::ended_reason.eq(reason))).execute(conn)?;
    Ok(())
}
