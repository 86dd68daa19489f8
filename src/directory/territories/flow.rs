//! Commands on territories.

use super::api::{TerritoryIn, TerritoryPatch};
use super::store::{self, TerritoryRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome};
use crate::ids::TerritoryId;

pub(super) fn create(cx: &mut Ctx<'_>, new: TerritoryIn) -> Outcome<TerritoryRow> {
    let row = TerritoryRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(TerritoryId::new),
        name: new.name.into_string(),
        commune_codes: Json::of(&new.commune_codes).map_err(Failure::defect)?,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert(cx, &row)?;
    cx.record(Entry::created("territories", row.id));
    Ok(row)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: TerritoryId, patch: TerritoryPatch) -> Outcome<TerritoryRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let mut fields = Vec::new();
    if let Some(name) = patch.name {
        row.name = name.into_string();
        fields.push("name");
    }
    if let Some(codes) = &patch.commune_codes {
        row.commune_codes = Json::of(codes).map_err(Failure::defect)?;
        fields.push("commune_codes");
    }
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("territories", id, row.version).fields(&fields));
    Ok(row)
}
