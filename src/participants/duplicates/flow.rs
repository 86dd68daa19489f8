//! Commands on pairs, and how they come about.

use std::collections::BTreeMap;

use super::rules::{PairStatus, STEPS};
use super::store::{self, PairRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome};
use crate::http::text::Note;
use crate::ids::{DuplicateCandidateId, ParticipantId};
use crate::machine;
use crate::participants::flow::resembling;
use crate::participants::nir_faults;
use crate::participants::rules::likeness::Likeness;
use crate::participants::store::ParticipantRow;
use crate::refusal::Refusal;

/// Looks for those who may be this person: new pairs are written, those that no longer hold go, and those that
/// somebody has decided on stay as they are.
pub(in crate::participants) fn look(cx: &mut Ctx<'_>, person: &ParticipantRow) -> Outcome<()> {
    let mut found: BTreeMap<ParticipantId, Likeness> = resembling(cx, person)?.into_iter().collect();
    for mut pair in store::of(cx, person.id)? {
        let likeness = found.remove(&pair.other(person.id));
        if pair.status != PairStatus::Open {
            continue;
        }
        match likeness {
            None => {
                store::delete(cx, &pair)?;
                cx.record(Entry::erased("duplicate_candidates", pair.id, pair.version + 1));
            }
            Some(likeness) if likeness.score != pair.score => {
                pair.score = likeness.score;
                pair.reasons = Json::of(&likeness.reasons).map_err(Failure::defect)?;
                save(cx, pair, &["score", "reasons"])?;
            }
            Some(_) => {}
        }
    }
    for (other, likeness) in found {
        let row = PairRow {
            plie_id: cx.plie(),
            id: DuplicateCandidateId::new(),
            first_id: person.id.min(other),
            second_id: person.id.max(other),
            score: likeness.score,
            reasons: Json::of(&likeness.reasons).map_err(Failure::defect)?,
            status: PairStatus::Open,
            decided_by: None,
            decided_at: None,
            reason: None,
            version: 1,
            created_at: cx.now,
            updated_at: cx.now,
        };
        store::insert(cx, &row)?;
        cx.record(Entry::created("duplicate_candidates", row.id));
    }
    Ok(())
}

/// `POST /v1/duplicate-candidates/{id}/dismiss`.
pub(super) fn dismiss(cx: &mut Ctx<'_>, id: DuplicateCandidateId, reason: Option<Note>) -> Outcome<PairRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    row.status = machine::step(STEPS, row.status, "dismiss")?;
    let reason = reason.map(String::from);
    Refusal::unless_empty(nir_faults(&[("/reason", reason.as_deref())]))?;
    row.reason = reason;
    decided(cx, row)
}

/// The two were merged: their pair says so, and those of the one that is no more go.
pub(in crate::participants) fn merged(cx: &mut Ctx<'_>, gone: ParticipantId, kept: ParticipantId) -> Outcome<()> {
    for mut pair in store::of(cx, gone)? {
        if pair.other(gone) == kept {
            pair.status = machine::step(STEPS, pair.status, "merge")?;
            decided(cx, pair)?;
        } else if pair.status == PairStatus::Open {
            store::delete(cx, &pair)?;
            cx.record(Entry::erased("duplicate_candidates", pair.id, pair.version + 1));
        }
    }
    Ok(())
}

/// Their merge was undone: the pair is open again.
pub(in crate::participants) fn unmerged(cx: &mut Ctx<'_>, one: ParticipantId, other: ParticipantId) -> Outcome<()> {
    for mut pair in store::of(cx, one)? {
        if pair.other(one) == other && pair.status == PairStatus::Merged {
            pair.status = machine::step(STEPS, pair.status, "unmerge")?;
            decided(cx, pair)?;
        }
    }
    Ok(())
}

fn decided(cx: &mut Ctx<'_>, mut row: PairRow) -> Outcome<PairRow> {
    let open = row.status == PairStatus::Open;
    row.decided_by = cx.actor.user().filter(|_| !open);
    row.decided_at = Some(cx.now).filter(|_| !open);
    save(cx, row, &["status"])
}

fn save(cx: &mut Ctx<'_>, mut row: PairRow, fields: &[&'static str]) -> Outcome<PairRow> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("duplicate_candidates", row.id, row.version).fields(fields));
    Ok(row)
}
