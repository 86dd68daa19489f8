//! Rows of API clients.

use diesel::prelude::*;

use super::rules::ApiClientStatus;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::api_clients;
use crate::db::{Conn, Instant, Json, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{ApiClientId, PartnerStructureId, PlieId};
use crate::keyset;

/// A row of `api_clients`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_clients, treat_none_as_default_value = false)]
pub(crate) struct ClientRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ApiClientId,
    pub(crate) name: String,
    pub(crate) partner_structure_id: Option<PartnerStructureId>,
    pub(crate) scopes: Json,
    pub(crate) status: ApiClientStatus,
    pub(crate) secret_hash: Vec<u8>,
    pub(crate) previous_secret_hash: Option<Vec<u8>>,
    pub(crate) previous_secret_until: Option<Instant>,
    pub(crate) expires_at: Option<Instant>,
    pub(crate) rate_limit_per_minute: Option<i64>,
    pub(crate) auth_version: i64,
    pub(crate) last_used_at: Option<Instant>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// The client with this identifier, whatever its PLIE: it says who it is before we know whose.
pub(super) fn by_id(conn: &mut Conn, id: ApiClientId) -> Outcome<Option<ClientRow>> {
    let query = api_clients::table.filter(api_clients::id.eq(id)).select(ClientRow::as_select());
    Ok(query.first(conn).optional()?)
}

pub(super) fn used(conn: &mut Conn, row: &ClientRow, now: Instant) -> Outcome<()> {
    let client = api_clients::table.find((row.plie_id, row.id));
    diesel::update(client).set(api_clients::last_used_at.eq(now)).execute(conn)?;
    Ok(())
}

fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> api_clients::BoxedQuery<'a, MultiBackend> {
    let query = api_clients::table.filter(api_clients::plie_id.eq(cx.plie())).into_boxed();
    // a client is nobody's own: whoever does not see all sees none
    if reach.all { query } else { query.filter(api_clients::id.eq(ApiClientId::of(uuid::Uuid::nil()))) }
}

pub(super) fn list(cx: &mut Ctx<'_>, status: Option<ApiClientStatus>, page: &PageIn) -> Outcome<Page<ClientRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(status) = status {
            query = query.filter(api_clients::status.eq(status));
        }
        match page.updated_after {
            Some(after) => query.filter(api_clients::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at"])?;
    let query = filtered(cx).select(ClientRow::as_select());
    let rows = keyset!(query, page, desc, api_clients::created_at, api_clients::id, Instant).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &ClientRow| (r.created_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: ApiClientId) -> Outcome<ClientRow> {
    Ok(scoped(cx, reach).filter(api_clients::id.eq(id)).select(ClientRow::as_select()).get_result(cx.conn)?)
}

/// Whether the client is in reach.
///
/// # Errors
/// The database is away.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: ApiClientId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ClientRow) -> Outcome<()> {
    diesel::insert_into(api_clients::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Saves what the API changes of a client; when it was last used is not of it.
pub(super) fn update(cx: &mut Ctx<'_>, row: &ClientRow) -> Outcome<()> {
    let read = api_clients::table.find((row.plie_id, row.id)).filter(api_clients::version.eq(row.version - 1));
    let changed = diesel::update(read)
        .set((
            api_clients::name.eq(&row.name),
            api_clients::partner_structure_id.eq(row.partner_structure_id),
            api_clients::scopes.eq(&row.scopes),
            api_clients::status.eq(row.status),
            api_clients::secret_hash.eq(&row.secret_hash),
            api_clients::previous_secret_hash.eq(&row.previous_secret_hash),
            api_clients::previous_secret_until.eq(row.previous_secret_until),
            api_clients::expires_at.eq(row.expires_at),
            api_clients::rate_limit_per_minute.eq(row.rate_limit_per_minute),
            api_clients::auth_version.eq(row.auth_version),
            api_clients::version.eq(row.version),
            api_clients::updated_at.eq(row.updated_at),
        ))
        .execute(cx.conn)?;
    if changed == 1 { Ok(()) } else { Err(Failure::Stale { current: row.version }) }
}
