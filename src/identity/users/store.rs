//! Rows of accounts.

use std::collections::{BTreeMap, HashSet};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use uuid::Uuid;

use super::rules::UserStatus;
use crate::auth::actor::ScopeType;
use crate::auth::role::{Reach, Role};
use crate::ctx::Ctx;
use crate::db::schema::{operations, partner_structures, sites, territories, users};
use crate::db::{Conn, Instant, Json, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{OperationId, PartnerStructureId, PlieId, SiteId, TerritoryId, UserId};
use crate::keyset;
use crate::participants::rules::likeness::fold_name;

/// What of a row of `users` is shown and changed; secrets stay in the table.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(crate) struct UserRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: UserId,
    pub(crate) email: String,
    pub(crate) email_folded: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) status: UserStatus,
    pub(crate) roles: Json,
    pub(crate) external_subject: Option<String>,
    pub(crate) totp_confirmed: bool,
    pub(crate) auth_version: i64,
    pub(crate) last_seen_at: Option<Instant>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// Which accounts are wanted.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) status: Option<UserStatus>,
    pub(super) role: Option<Role>,
    pub(super) q: Option<String>,
}

fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> users::BoxedQuery<'a, MultiBackend> {
    let query = users::table.filter(users::plie_id.eq(cx.plie())).into_boxed();
    if reach.all { query } else { query.filter(users::id.eq(reach.user)) }
}

fn wanted<'a>(
    cx: &Ctx<'_>,
    w: &Wanted,
    named: Option<&[UserId]>,
    page: &PageIn,
) -> users::BoxedQuery<'a, MultiBackend> {
    let mut query = scoped(cx, &cx.reach);
    if let Some(status) = w.status {
        query = query.filter(users::status.eq(status));
    }
    if let Some(role) = w.role {
        let code = role.code();
        query = query.filter(sql::<Bool>(&if cx.conn.is_pg() {
            format!("users.roles @> '[{{\"role\": \"{code}\"}}]'::jsonb")
        } else {
            format!("exists (select 1 from json_each(users.roles) r where r.value ->> 'role' = '{code}')")
        }));
    }
    if let Some(ids) = named {
        query = query.filter(users::id.eq_any(ids.to_vec()));
    }
    if let Some(after) = page.updated_after {
        query = query.filter(users::updated_at.gt(after));
    }
    query
}

/// The accounts with a name or an address that begins with `q`. A PLIE has some hundred accounts:
/// they are compared here, where accents and case fold alike on both databases.
fn named(cx: &mut Ctx<'_>, q: &str) -> Outcome<Vec<UserId>> {
    let all: Vec<(UserId, String, String, String)> = scoped(cx, &cx.reach)
        .select((users::id, users::first_name, users::last_name, users::email_folded))
        .load(cx.conn)?;
    let (name, email) = (fold_name(q), q.trim().to_lowercase());
    let begins = |first: &str, last: &str| {
        let (first, last) = (fold_name(first), fold_name(last));
        [first.as_str(), last.as_str()].into_iter().any(|part| part.starts_with(&name))
            || format!("{first} {last}").starts_with(&name)
            || format!("{last} {first}").starts_with(&name)
    };
    let found = all.into_iter().filter(|(_, first, last, address)| {
        (!name.is_empty() && begins(first, last)) || (!email.is_empty() && address.starts_with(&email))
    });
    Ok(found.map(|row| row.0).collect())
}

pub(super) fn list(cx: &mut Ctx<'_>, w: &Wanted, page: &PageIn) -> Outcome<Page<UserRow>> {
    let named = w.q.as_deref().map(|q| named(cx, q)).transpose()?;
    let filtered = |cx: &Ctx<'_>| wanted(cx, w, named.as_deref(), page);
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["last_name", "-created_at"])?;
    let query = filtered(cx).select(UserRow::as_select());
    let mut found = if sort == "last_name" {
        let rows = keyset!(query, page, asc, users::last_name, users::id, String).load(cx.conn)?;
        page.cut(rows, sort, |r: &UserRow| (r.last_name.clone().into(), r.id))?
    } else {
        let rows = keyset!(query, page, desc, users::created_at, users::id, Instant).load(cx.conn)?;
        page.cut(rows, sort, |r: &UserRow| (r.created_at.to_string().into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: UserId) -> Outcome<UserRow> {
    Ok(scoped(cx, reach).filter(users::id.eq(id)).select(UserRow::as_select()).get_result(cx.conn)?)
}

/// Whether the account is in reach.
///
/// # Errors
/// The database is away.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: UserId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The account of the PLIE with an address.
pub(super) fn by_email(cx: &mut Ctx<'_>, email_folded: &str) -> Outcome<Option<UserRow>> {
    let query = users::table
        .filter(users::plie_id.eq(cx.plie()))
        .filter(users::email_folded.eq(email_folded))
        .select(UserRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &UserRow) -> Outcome<()> {
    diesel::insert_into(users::table)
        .values((row, users::totp_last_step.eq(0i64), users::failed_logins.eq(0i64)))
        .execute(cx.conn)?;
    Ok(())
}

/// Saves what the API changes of an account; what sign-in changes meanwhile stays.
pub(super) fn update(cx: &mut Ctx<'_>, row: &UserRow) -> Outcome<()> {
    let read = users::table.find((row.plie_id, row.id)).filter(users::version.eq(row.version - 1));
    let changed = diesel::update(read)
        .set((
            users::email.eq(&row.email),
            users::email_folded.eq(&row.email_folded),
            users::first_name.eq(&row.first_name),
            users::last_name.eq(&row.last_name),
            users::status.eq(row.status),
            users::roles.eq(&row.roles),
            users::external_subject.eq(&row.external_subject),
            users::auth_version.eq(row.auth_version),
            users::version.eq(row.version),
            users::updated_at.eq(row.updated_at),
        ))
        .execute(cx.conn)?;
    if changed == 1 { Ok(()) } else { Err(Failure::Stale { current: row.version }) }
}

/// Gives an account a password, and a fresh start.
///
/// # Errors
/// The database refuses.
pub(crate) fn set_password(conn: &mut Conn, plie: PlieId, user: UserId, hash: &str) -> Outcome<()> {
    diesel::update(users::table.find((plie, user)))
        .set((
            users::password_hash.eq(hash),
            users::failed_logins.eq(0i64),
            users::login_blocked_until.eq(None::<Instant>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Which of these identifiers name something of the PLIE.
pub(super) fn scopes_there(cx: &mut Ctx<'_>, kind: ScopeType, ids: &[Uuid]) -> Outcome<HashSet<Uuid>> {
    let plie = cx.plie();
    Ok(match kind {
        ScopeType::Territory => territories::table
            .filter(territories::plie_id.eq(plie))
            .filter(territories::id.eq_any(ids.iter().map(|id| TerritoryId::of(*id)).collect::<Vec<_>>()))
            .select(territories::id)
            .load::<TerritoryId>(cx.conn)?
            .into_iter()
            .map(|id| id.0)
            .collect(),
        ScopeType::Site => sites::table
            .filter(sites::plie_id.eq(plie))
            .filter(sites::id.eq_any(ids.iter().map(|id| SiteId::of(*id)).collect::<Vec<_>>()))
            .select(sites::id)
            .load::<SiteId>(cx.conn)?
            .into_iter()
            .map(|id| id.0)
            .collect(),
        ScopeType::Structure => partner_structures::table
            .filter(partner_structures::plie_id.eq(plie))
            .filter(partner_structures::id.eq_any(ids.iter().map(|id| PartnerStructureId::of(*id)).collect::<Vec<_>>()))
            .select(partner_structures::id)
            .load::<PartnerStructureId>(cx.conn)?
            .into_iter()
            .map(|id| id.0)
            .collect(),
        ScopeType::Operation => operations::table
            .filter(operations::plie_id.eq(plie))
            .filter(operations::id.eq_any(ids.iter().map(|id| OperationId::of(*id)).collect::<Vec<_>>()))
            .select(operations::id)
            .load::<OperationId>(cx.conn)?
            .into_iter()
            .map(|id| id.0)
            .collect(),
    })
}

/// First and last names of those of these accounts that the PLIE has.
pub(crate) fn names(cx: &mut Ctx<'_>, ids: &[UserId]) -> Outcome<BTreeMap<UserId, (String, String)>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(UserId, String, String)> = users::table
        .filter(users::plie_id.eq(cx.plie()))
        .filter(users::id.eq_any(ids.to_vec()))
        .select((users::id, users::first_name, users::last_name))
        .load(cx.conn)?;
    Ok(rows.into_iter().map(|(id, first, last)| (id, (first, last))).collect())
}
