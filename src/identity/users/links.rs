//! One-time links: to set a password, and to make the first account. Kept as hashes.

use diesel::prelude::*;

use crate::auth::keys::{random_secret, sha256};
use crate::db::schema::one_time_links;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, PlieId, UserId};

crate::text_enum! {
    /// What a link is for.
    pub enum Kind {
        Setup = "setup",
        Invite = "invite",
    }
}

/// A link that may still be used.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = one_time_links)]
pub(crate) struct Link {
    pub(crate) id: AnyId,
    pub(crate) plie_id: Option<PlieId>,
    pub(crate) user_id: Option<UserId>,
}

impl Link {
    /// The account that it is for.
    pub(crate) fn account(&self) -> Option<(PlieId, UserId)> {
        self.plie_id.zip(self.user_id)
    }
}

fn hash(token: &str) -> Vec<u8> {
    sha256(&[token.as_bytes()]).to_vec()
}

/// Makes a link, good for some seconds; the former ones of the same account are good no more.
///
/// # Errors
/// The database refuses.
pub(crate) fn issue(
    conn: &mut Conn,
    kind: Kind,
    account: Option<(PlieId, UserId)>,
    seconds: i64,
    now: Instant,
) -> Outcome<(String, Instant)> {
    if let Some((plie, user)) = account {
        let former = one_time_links::table
            .filter(one_time_links::plie_id.eq(plie))
            .filter(one_time_links::user_id.eq(user))
            .filter(one_time_links::used_at.is_null());
        diesel::update(former).set(one_time_links::used_at.eq(now)).execute(conn)?;
    }
    let token = random_secret().map_err(Failure::defect)?;
    let expires_at = now.plus_seconds(seconds);
    diesel::insert_into(one_time_links::table)
        .values((
            one_time_links::id.eq(AnyId::new()),
            one_time_links::plie_id.eq(account.map(|a| a.0)),
            one_time_links::user_id.eq(account.map(|a| a.1)),
            one_time_links::kind.eq(kind),
            one_time_links::token_hash.eq(hash(&token)),
            one_time_links::expires_at.eq(expires_at),
            one_time_links::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok((token, expires_at))
}

/// How long an invitation is good, in seconds.
const INVITATION_SECONDS: i64 = 7 * 24 * 3600;

/// Invites an account to set a password.
///
/// # Errors
/// The database refuses.
pub(crate) fn invite(conn: &mut Conn, plie: PlieId, user: UserId, now: Instant) -> Outcome<(String, Instant)> {
    issue(conn, Kind::Invite, Some((plie, user)), INVITATION_SECONDS, now)
}

/// The link of a token, while it may be used.
///
/// # Errors
/// The database is away.
pub(crate) fn read(conn: &mut Conn, kind: Kind, token: &str, now: Instant) -> Outcome<Option<Link>> {
    let query = one_time_links::table
        .filter(one_time_links::token_hash.eq(hash(token)))
        .filter(one_time_links::kind.eq(kind))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(now))
        .select(Link::as_select());
    Ok(query.get_result(conn).optional()?)
}

/// Uses a link up; `false` when somebody else just did.
///
/// # Errors
/// The database refuses.
pub(crate) fn spend(conn: &mut Conn, link: &Link, now: Instant) -> Outcome<bool> {
    let row = one_time_links::table.find(link.id).filter(one_time_links::used_at.is_null());
    Ok(diesel::update(row).set(one_time_links::used_at.eq(now)).execute(conn)? == 1)
}
