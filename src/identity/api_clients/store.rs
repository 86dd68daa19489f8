//! Rows of API clients.

use diesel::prelude::*;

use crate::db::schema::api_clients;
use crate::db::{Conn, Instant, Json};
use crate::failure::Outcome;
use crate::ids::{ApiClientId, PartnerStructureId, PlieId};

/// A row of `api_clients`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = api_clients, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ClientRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ApiClientId,
    pub(crate) name: String,
    pub(crate) partner_structure_id: Option<PartnerStructureId>,
    pub(crate) scopes: Json,
    pub(crate) status: String,
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
