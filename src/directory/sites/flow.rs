//! Commands on sites.

use super::api::{SiteIn, SitePatch};
use super::store::{self, SiteRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::directory::territories;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::faults;
use crate::ids::SiteId;
use crate::patch::patch_fields;
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, new: SiteIn) -> Outcome<SiteRow> {
    let row = SiteRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(SiteId::new),
        name: new.name.into_string(),
        address: new.address.into_string(),
        commune_code: new.commune_code.into_string(),
        territory_id: new.territory_id,
        valid_from: new.valid_from,
        valid_to: new.valid_to,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(there) = store::stored(cx, row.id)?
    {
        return if there.says_the_same(&row) { Ok(there) } else { Err(Failure::taken_id()) };
    }
    Refusal::unless_empty(faults(cx, &row)?)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("sites", row.id));
    Ok(row)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: SiteId, patch: SitePatch) -> Outcome<SiteRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: name, address, commune_code, territory_id, valid_from, valid_to);
    if fields.is_empty() {
        return Ok(row);
    }
    Refusal::unless_empty(faults(cx, &row)?)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("sites", id, row.version).fields(&fields));
    Ok(row)
}

fn faults(cx: &mut Ctx<'_>, row: &SiteRow) -> Outcome<Vec<Fault>> {
    let mut out = Vec::new();
    if let Some(territory) = row.territory_id {
        let reach = cx.reach_in("get_territory");
        if !territories::exists(cx, &reach, territory)? {
            out.push(reference_fault("/territory_id"));
        }
    }
    if row.territory_id.is_none() && !cx.reach.all && !cx.reach.sites.contains(&row.id) {
        // somebody of one territory makes no site outside it
        out.push(faults::required("/territory_id"));
    }
    out.extend(faults::period("/valid_to", Some(row.valid_from), row.valid_to));
    Ok(out)
}
