//! Commands on referents.

use super::api::{ReferentIn, ReferentPatch};
use super::store::{self, ReferentRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::directory::rules::{self, Holding, Terms};
use crate::directory::{partner_structures, schedule, sites, terms};
use crate::failure::{Failure, Outcome, reference_fault};
use crate::identity::users;
use crate::ids::ReferentId;
use crate::patch::patch_fields;
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, new: ReferentIn) -> Outcome<ReferentRow> {
    // the terms of one person are added up: who comes second must see the first
    crate::db::one_at_a_time(cx.conn, new.user_id.0)?;
    let row = ReferentRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(ReferentId::new),
        user_id: new.user_id,
        site_id: new.site_id,
        fte: new.fte,
        fte_participant_support: new.fte_participant_support,
        valid_from: new.valid_from,
        valid_to: new.valid_to,
        supervisor_id: new.supervisor_id,
        work_schedule: Json::of(&new.work_schedule).map_err(Failure::defect)?,
        schedule_changes: schedule::kept(&[])?,
        employer_structure_id: new.employer_structure_id,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(there) = store::stored(cx, row.id)?
    {
        return if there.says_the_same(&row)? { Ok(there) } else { Err(Failure::taken_id()) };
    }
    Refusal::unless_empty(faults(cx, &row)?)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("referents", row.id).owned_by(row.user_id));
    Ok(row)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: ReferentId, patch: ReferentPatch) -> Outcome<ReferentRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    crate::db::one_at_a_time(cx.conn, row.user_id.0)?;
    let fields = apply(cx, &mut row, patch)?;
    if fields.is_empty() {
        return Ok(row);
    }
    Refusal::unless_empty(faults(cx, &row)?)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("referents", id, row.version).owned_by(row.user_id).fields(&fields));
    Ok(row)
}

fn apply(cx: &mut Ctx<'_>, row: &mut ReferentRow, patch: ReferentPatch) -> Outcome<Vec<&'static str>> {
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: site_id, fte, fte_participant_support, valid_from, valid_to, supervisor_id);
    match (patch.work_schedule, patch.work_schedule_from) {
        (None, None) => {}
        (None, Some(_)) => return Err(Failure::from(vec![crate::faults::required("/work_schedule")])),
        (Some(days), from) => {
            if let Some(patterns) = schedule::change(cx, row.user_id, &row.patterns()?, days, from)? {
                row.put_patterns(&patterns)?;
                fields.push("work_schedule");
            }
        }
    }
    patch_fields!(patch => row, fields: employer_structure_id);
    Ok(fields)
}

/// Every fault of the terms: their own, those of what they name, and of one person's terms together.
fn faults(cx: &mut Ctx<'_>, row: &ReferentRow) -> Outcome<Vec<Fault>> {
    let mut out = rules::terms_faults(&Terms {
        user_id: row.user_id,
        supervisor_id: row.supervisor_id,
        fte: row.fte.0,
        fte_participant_support: Some(row.fte_participant_support.0),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        schedules: row.patterns()?.held().iter().map(|held| held.minutes).collect(),
    });
    let accounts: Vec<_> = [Some(row.user_id), row.supervisor_id].into_iter().flatten().collect();
    let known = users::names(cx, &accounts)?;
    if !known.contains_key(&row.user_id) {
        out.push(reference_fault("/user_id"));
    }
    if row.supervisor_id.is_some_and(|id| !known.contains_key(&id)) {
        out.push(reference_fault("/supervisor_id"));
    }
    let reach = cx.reach_in("get_site");
    if !sites::exists(cx, &reach, row.site_id)? {
        out.push(reference_fault("/site_id"));
    }
    if let Some(structure) = row.employer_structure_id {
        let reach = cx.reach_in("get_partner_structure");
        if !partner_structures::exists(cx, &reach, structure)? {
            out.push(reference_fault("/employer_structure_id"));
        }
    }
    let this = Holding { fte: row.fte.0, valid_from: row.valid_from, valid_to: row.valid_to };
    out.extend(terms::total_fault(cx, row.user_id, row.id.cast(), this)?);
    Ok(out)
}
