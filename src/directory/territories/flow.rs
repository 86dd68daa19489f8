//! Commands on territories.

use super::api::{TerritoryIn, TerritoryPatch};
use super::store::{self, TerritoryRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome};
use crate::ids::TerritoryId;
use crate::participants;
use crate::patch::patch_fields;
use crate::refusal::{Fault, Refusal};

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
    if new.id.is_some()
        && let Some(there) = store::stored(cx, row.id)?
    {
        return if there.says_the_same(&row)? { Ok(there) } else { Err(Failure::taken_id()) };
    }
    refuse_taken(cx, &row)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("territories", row.id));
    participants::rezone(cx, row.id, &[], &row.communes()?)?;
    Ok(row)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: TerritoryId, patch: TerritoryPatch) -> Outcome<TerritoryRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let before = row.communes()?;
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: name);
    if let Some(codes) = &patch.commune_codes {
        row.commune_codes = Json::of(codes).map_err(Failure::defect)?;
        fields.push("commune_codes");
    }
    if fields.is_empty() {
        return Ok(row);
    }
    refuse_taken(cx, &row)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("territories", id, row.version).fields(&fields));
    let after = row.communes()?;
    let but = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|code| !those.contains(code)).cloned().collect()
    };
    participants::rezone(cx, id, &but(&before, &after), &but(&after, &before))?;
    Ok(row)
}

/// A commune belongs to one territory: every commune that another one has is named, with that territory.
fn refuse_taken(cx: &mut Ctx<'_>, row: &TerritoryRow) -> Outcome<()> {
    let codes = row.communes()?;
    let taken = store::taken(cx, &codes, row.id)?;
    let missing: Vec<Fault> = taken
        .iter()
        .map(|(code, name)| {
            let place = codes.iter().position(|c| c == code).unwrap_or_default();
            Fault::new(
                format!("/commune_codes/{place}"),
                "duplicate",
                format!("La commune {code} appartient déjà au territoire « {name} »."),
                format!("The commune {code} belongs to the territory \"{name}\" already."),
            )
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let codes = taken.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>().join(", ");
    Err(Failure::from(Refusal::Conflict {
        code: "duplicate",
        fr: format!("Ces communes appartiennent déjà à un territoire : {codes}."),
        en: format!("These communes belong to a territory already: {codes}."),
        missing,
    }))
}
