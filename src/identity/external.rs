//! Accounts of people whom another issuer signs in: found by the subject of its tokens, or by an
//! e-mail address that it has verified.

use diesel::prelude::*;
use uuid::Uuid;

use crate::auth::oidc::Identity;
use crate::auth::tokens::{CallerKind, Claims};
use crate::db::schema::users;
use crate::db::{Conn, Instant};
use crate::failure::Outcome;
use crate::identity::admin::fold_email;
use crate::ids::{PlieId, UserId};

/// What a token of another issuer amounts to here; nothing when no active account is meant.
///
/// # Errors
/// The database is away.
pub(crate) fn account(conn: &mut Conn, identity: &Identity, issuer: &str, now: Instant) -> Outcome<Option<Claims>> {
    let found = match by_subject(conn, &identity.subject)? {
        Some(found) => Some(found),
        None => match &identity.verified_email {
            Some(email) => by_email(conn, &fold_email(email))?,
            None => None,
        },
    };
    let iat = now.0.timestamp();
    Ok(found.map(|(plie, user, av)| Claims {
        iss: issuer.to_owned(),
        aud: issuer.to_owned(),
        sub: user.0,
        exp: identity.expires,
        nbf: iat,
        iat,
        jti: Uuid::now_v7(),
        kind: CallerKind::User,
        plie,
        sid: None,
        rl: None,
        scope: None,
        external: true,
        av,
    }))
}

type Found = (PlieId, UserId, i64);

// Where several PLIEs know the person, the first that did is meant: none of the others can take
// the person's sign-in away.

fn by_subject(conn: &mut Conn, subject: &str) -> Outcome<Option<Found>> {
    let query = users::table
        .filter(users::external_subject.eq(subject))
        .filter(users::status.eq("active"))
        .order((users::created_at.asc(), users::id.asc()))
        .select((users::plie_id, users::id, users::auth_version));
    Ok(query.first(conn).optional()?)
}

/// Only accounts that name no subject yet: one that does is another person's, whatever the address.
fn by_email(conn: &mut Conn, email_folded: &str) -> Outcome<Option<Found>> {
    let query = users::table
        .filter(users::email_folded.eq(email_folded))
        .filter(users::external_subject.is_null())
        .filter(users::status.eq("active"))
        .order((users::created_at.asc(), users::id.asc()))
        .select((users::plie_id, users::id, users::auth_version));
    Ok(query.first(conn).optional()?)
}
