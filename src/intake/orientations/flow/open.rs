//! From the person received to an entry file.

use std::collections::BTreeMap;

use super::check::identity_of;
use super::{held, opened};
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::{OrientationId, ParticipantId};
use crate::intake::entry_files::{self, NewFile};
use crate::intake::orientations::api::wire::{CandidateAddress, OpenEntryFileIn, OrientationCandidate};
use crate::intake::orientations::rules;
use crate::intake::orientations::store::OrientationRow;
use crate::machine;
use crate::participants::{self, Address, NewParticipant};
use crate::refusal::Refusal;

/// Makes or links the participant, and opens the file with its referent.
pub(in crate::intake::orientations) fn open_entry_file(
    cx: &mut Ctx<'_>,
    id: OrientationId,
    how: &OpenEntryFileIn,
) -> Outcome<OrientationRow> {
    let mut row = held(cx, id)?;
    machine::step(rules::STEPS, row.status, "open-entry-file")?;
    let mut found = Vec::new();
    let referent = entry_files::referent_for(cx, how.referent_id, &mut found)?;
    if let Some(participant) = how.participant_id {
        let reach = cx.reach_in("get_participant");
        if !participants::exists(cx, &reach, participant)? {
            found.push(reference_fault("/participant_id"));
        }
    }
    Refusal::unless_empty(found)?;
    let Some(referent) = referent else { return Err(Failure::reference("/referent_id")) };
    let participant_id = match how.participant_id {
        Some(participant) => participant,
        None => new_participant(cx, &row, how.confirm_new == Some(true))?,
    };
    let criteria: Vec<String> = row.criteria.read().map_err(Failure::defect)?;
    entry_files::open(
        cx,
        NewFile { participant_id, orientation_id: id, referent_id: how.referent_id, referent, criteria },
    )?;
    opened(cx, &mut row, participant_id)?;
    Ok(row)
}

fn new_participant(cx: &mut Ctx<'_>, row: &OrientationRow, confirm_new: bool) -> Outcome<ParticipantId> {
    if !confirm_new {
        let doubles = participants::likely_doubles(cx, &identity_of(row)?)?;
        participants::refuse_doubles(&doubles)?;
    }
    let candidate: OrientationCandidate = row.candidate.read().map_err(Failure::defect)?;
    let new = NewParticipant {
        id: None,
        first_name: candidate.first_name.into_string(),
        last_name: candidate.last_name.into_string(),
        birth_name: candidate.birth_name.map(String::from),
        birth_date: candidate.birth_date,
        gender: candidate.gender.map(String::from),
        email: candidate.email.map(String::from),
        phone: candidate.phone.map(String::from),
        contact_person: candidate.contact_person.map(String::from),
        address: candidate.address.and_then(whole_address),
        external_ids: BTreeMap::new(),
        france_travail_id: candidate.france_travail_id.map(String::from),
        caf_msa_id: None,
    };
    Ok(participants::create(cx, new)?.id)
}

/// The address, where line, postcode and commune are all known.
fn whole_address(given: CandidateAddress) -> Option<Address> {
    let (line, postcode, commune_code) = (given.line?, given.postcode?, given.commune_code?);
    Some(Address { line, postcode, commune_code, qpv: None, frr: None, valid_from: None })
}
