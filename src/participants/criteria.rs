//! The publics that a participant is proved to belong to: the latest evidence of each criterion (§ 5.1), from the
//! entry file or recorded by itself.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::store::ParticipantRow;
use super::{eligibility, flow, store};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::schema::participant_criteria as t;
use crate::failure::Outcome;
use crate::ids::{AnyId, EntryFileId, ParticipantId};
use crate::intake::entry_files;

/// Evidence of a criterion.
#[derive(Debug, Clone)]
pub(crate) struct Proof {
    /// The criterion.
    pub(crate) criterion: String,
    /// When the evidence was issued.
    pub(crate) issued_on: Day,
    /// The last day it holds; none where it does not age.
    pub(crate) valid_until: Option<Day>,
    /// The document.
    pub(crate) document: Option<AnyId>,
}

/// Keeps what an entry file proves of its person, in place of what it proved before. Later evidence from
/// elsewhere stays.
pub(crate) fn prove(
    cx: &mut Ctx<'_>,
    participant: ParticipantId,
    file: EntryFileId,
    proofs: Vec<Proof>,
) -> Outcome<()> {
    let person = store::held(cx, &Reach::everything(), participant)?;
    let plie = cx.plie();
    let theirs = || t::table.filter(t::plie_id.eq(plie)).filter(t::participant_id.eq(participant));
    let before: BTreeSet<String> = theirs().select(t::criterion).load(cx.conn)?.into_iter().collect();
    diesel::delete(theirs().filter(t::entry_file_id.eq(file))).execute(cx.conn)?;
    for proof in proofs {
        keep(cx, participant, Some(file), proof)?;
    }
    // what was recorded by itself stands again where the file no longer speaks
    recorded(cx, participant)?;
    told(cx, person, &before)
}

/// Keeps what was recorded of a person by itself, where it is the latest.
pub(super) fn renew(cx: &mut Ctx<'_>, person: ParticipantRow) -> Outcome<()> {
    let plie = cx.plie();
    let theirs = t::table.filter(t::plie_id.eq(plie)).filter(t::participant_id.eq(person.id)).select(t::criterion);
    let before: BTreeSet<String> = theirs.load(cx.conn)?.into_iter().collect();
    recorded(cx, person.id)?;
    told(cx, person, &before)
}

fn recorded(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<()> {
    let (tenant, today) = (cx.tenant(), cx.today);
    for row in eligibility::standing(cx, participant)? {
        let document = row.evidence_document_id.map(|id| id.cast());
        let (valid_until, _) =
            entry_files::proof_of(&tenant.lists, &row.criterion, row.issued_on, document.is_some(), today);
        let proof = Proof { criterion: row.criterion, issued_on: row.issued_on, valid_until, document };
        keep(cx, participant, None, proof)?;
    }
    Ok(())
}

/// The day of the first proof that was ever told of a person, by a file or by itself: what is renewed since does not make
/// it later. None where nothing was told.
pub(crate) fn first_proof(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<Option<Day>> {
    let by_itself = eligibility::first(cx, participant)?;
    let kept: Option<Day> = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::participant_id.eq(participant))
        .select(diesel::dsl::min(t::issued_on))
        .get_result(cx.conn)?;
    let by_files = entry_files::first_proof(cx, participant)?;
    Ok([by_itself, kept, by_files].into_iter().flatten().min())
}

/// Keeps a proof in place of an earlier one of its criterion.
fn keep(cx: &mut Ctx<'_>, participant: ParticipantId, file: Option<EntryFileId>, proof: Proof) -> Outcome<()> {
    let known: Option<(Day, AnyId)> = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::participant_id.eq(participant))
        .filter(t::criterion.eq(&proof.criterion))
        .select((t::issued_on, t::id))
        .get_result(cx.conn)
        .optional()?;
    match known {
        Some((day, _)) if day > proof.issued_on || (day == proof.issued_on && file.is_none()) => return Ok(()),
        Some((_, id)) => drop(diesel::delete(t::table.find((cx.plie(), id))).execute(cx.conn)?),
        None => {}
    }
    diesel::insert_into(t::table)
        .values((
            t::plie_id.eq(cx.plie()),
            t::id.eq(AnyId::new()),
            t::participant_id.eq(participant),
            t::criterion.eq(proof.criterion),
            t::issued_on.eq(proof.issued_on),
            t::valid_until.eq(proof.valid_until),
            t::entry_file_id.eq(file),
            t::evidence_document_id.eq(proof.document),
            t::recorded_by.eq(cx.actor.user()),
            t::version.eq(1i64),
            t::created_at.eq(cx.now),
            t::updated_at.eq(cx.now),
        ))
        .execute(cx.conn)?;
    Ok(())
}

/// The person is found by another criterion now.
fn told(cx: &mut Ctx<'_>, person: ParticipantRow, before: &BTreeSet<String>) -> Outcome<()> {
    let theirs = t::table.filter(t::plie_id.eq(cx.plie())).filter(t::participant_id.eq(person.id));
    let after: BTreeSet<String> = theirs.select(t::criterion).load(cx.conn)?.into_iter().collect();
    if *before == after { Ok(()) } else { flow::touched(cx, person, &["criteria"]) }
}
