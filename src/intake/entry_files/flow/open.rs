//! How an entry file begins: of an orientation received in person, or of a participant.

use super::{faults_of, json, reference_faults};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::{EntryFileId, OrientationId, ParticipantId, ReferentId};
use crate::intake::entry_files::api::wire::EntryFileIn;
use crate::intake::entry_files::facts;
use crate::intake::entry_files::rules::{DepartmentOpinion, EntryFileStatus};
use crate::intake::entry_files::store::{self, EntryFileRow};
use crate::intake::known::{self, Referent};
use crate::intake::orientations;
use crate::participants;
use crate::participants::vault::words;
use crate::refusal::{Fault, Refusal};

/// A file about to be opened of an orientation.
#[derive(Debug, Clone)]
pub(crate) struct NewFile {
    /// The person.
    pub(crate) participant_id: ParticipantId,
    /// What brought them.
    pub(crate) orientation_id: OrientationId,
    /// Who makes the file.
    pub(crate) referent_id: ReferentId,
    /// Their account.
    pub(crate) referent: Referent,
    /// The publics that the prescriber named; evidence is still to come.
    pub(crate) criteria: Vec<String>,
}

/// The referent a file is for: at work today, and the caller where the caller makes only its own files.
pub(crate) fn referent_for(cx: &mut Ctx<'_>, id: ReferentId, found: &mut Vec<Fault>) -> Outcome<Option<Referent>> {
    let Some(referent) = known::referent(cx, id)? else {
        found.push(reference_fault("/referent_id"));
        return Ok(None);
    };
    if !referent.works_on(cx.today) {
        found.push(Fault::new(
            "/referent_id",
            "rule_referent_period",
            "Ce référent n'est pas en fonction aujourd'hui.",
            "This referent is not at work today.",
        ));
    }
    let wide = cx.reach.all || !cx.reach.territories.is_empty() || !cx.reach.sites.is_empty();
    if cx.reach.own && !wide && cx.actor.user() != Some(referent.user_id) {
        found.push(Fault::new(
            "/referent_id",
            "rule_own_file",
            "Un référent ne prépare que ses propres dossiers.",
            "A referent prepares only files of their own.",
        ));
    }
    Ok(Some(referent))
}

/// Opens the file of an orientation; the orientation itself is moved by its own flow.
pub(crate) fn open(cx: &mut Ctx<'_>, new: NewFile) -> Outcome<EntryFileId> {
    let criteria: Vec<serde_json::Value> =
        new.criteria.iter().map(|code| serde_json::json!({ "criterion": code })).collect();
    let mut row = empty(cx, None, new.participant_id, new.referent_id, &new.referent)?;
    row.orientation_id = Some(new.orientation_id);
    row.criteria = json(&criteria)?;
    keep(cx, &row)?;
    Ok(row.id)
}

pub(in crate::intake::entry_files) fn create(cx: &mut Ctx<'_>, new: EntryFileIn) -> Outcome<(EntryFileRow, bool)> {
    let mut found = Vec::new();
    let referent = referent_for(cx, new.referent_id, &mut found)?;
    let reach = cx.reach_in("get_participant");
    if !participants::exists(cx, &reach, new.participant_id)? {
        found.push(reference_fault("/participant_id"));
    }
    if let Some(id) = new.orientation_id {
        let reach = cx.reach_in("get_orientation");
        if !orientations::exists(cx, &reach, id)? {
            found.push(reference_fault("/orientation_id"));
        }
    }
    let Some(referent) = referent else { return Err(Failure::from(found)) };
    let mut row = empty(cx, new.id, new.participant_id, new.referent_id, &referent)?;
    row.orientation_id = new.orientation_id;
    row.diagnosis = new.diagnosis.as_ref().map(json).transpose()?;
    row.criteria = json(&new.criteria.unwrap_or_default())?;
    row.barriers = json(&new.barriers.unwrap_or_default())?;
    row.objectives = json(&new.objectives.unwrap_or_default())?;
    row.consent_to_enter = new.consent_to_enter.as_ref().map(json).transpose()?;
    row.notices = json(&new.notices.unwrap_or_default())?;
    row.department_opinion = new.department_opinion.unwrap_or(DepartmentOpinion::None);
    row.signed_by_candidate = new.signed_by_candidate;
    row.signed_by_prescriber = new.signed_by_prescriber;
    row.out_of_area_reason = new.out_of_area_reason.map(String::from);
    found.extend(faults_of(cx, &row)?);
    found.extend(reference_faults(cx, &row, true)?);
    Refusal::unless_empty(found)?;
    if let Some(first) = created_before(cx, new.id, &row)? {
        return Ok((first, true));
    }
    if let Some(id) = row.orientation_id {
        orientations::file_opened(cx, id, row.participant_id)?;
    }
    keep(cx, &row)?;
    Ok((row, false))
}

fn created_before(cx: &mut Ctx<'_>, id: Option<EntryFileId>, row: &EntryFileRow) -> Outcome<Option<EntryFileRow>> {
    let Some(id) = id else { return Ok(None) };
    let first = match store::find(cx, &cx.reach.clone(), id) {
        Ok(first) => words::read(cx, vec![first])?.pop().ok_or(Failure::NotFound)?,
        Err(Failure::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let key = |r: &EntryFileRow| (r.participant_id, r.orientation_id, r.referent_id);
    let nested = |r: &EntryFileRow| -> Outcome<Vec<serde_json::Value>> {
        let all = [r.diagnosis.as_ref(), Some(&r.criteria), Some(&r.barriers), Some(&r.objectives)];
        let more = [r.consent_to_enter.as_ref(), Some(&r.notices)];
        all.into_iter()
            .chain(more)
            .map(|part| part.map_or(Ok(serde_json::Value::Null), |p| p.read().map_err(Failure::defect)))
            .collect()
    };
    if key(&first) == key(row) && nested(&first)? == nested(row)? {
        return Ok(Some(first));
    }
    Err(Failure::conflict(
        "duplicate",
        "Cet identifiant désigne déjà un autre dossier.",
        "This identifier names another file already.",
    ))
}

fn empty(
    cx: &Ctx<'_>,
    id: Option<EntryFileId>,
    participant_id: ParticipantId,
    referent_id: ReferentId,
    referent: &Referent,
) -> Outcome<EntryFileRow> {
    let none: [(); 0] = [];
    Ok(EntryFileRow {
        plie_id: cx.plie(),
        id: id.unwrap_or_else(EntryFileId::new),
        participant_id,
        orientation_id: None,
        referent_id,
        referent_user_id: referent.user_id,
        status: EntryFileStatus::InPreparation,
        diagnosis: None,
        criteria: json(&none)?,
        barriers: json(&none)?,
        objectives: json(&none)?,
        consent_to_enter: None,
        notices: json(&none)?,
        department_opinion: DepartmentOpinion::None,
        signed_by_candidate: None,
        signed_by_prescriber: None,
        out_of_area_reason: None,
        returned_reason: None,
        completed_at: None,
        submitted_at: None,
        decided_at: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
        words_sealed: None,
    })
}

/// Writes a new file: a person has one at a time, and none while a pathway is open.
fn keep(cx: &mut Ctx<'_>, row: &EntryFileRow) -> Outcome<()> {
    let person = participants::held(cx, &Reach::everything(), row.participant_id)?;
    // merged while this one waited
    participants::still_kept(&person)?;
    if store::has_open(cx, row.participant_id)? {
        return Err(Failure::conflict(
            "conflict_open_entry_file",
            "Cette personne a déjà un dossier d'entrée en cours.",
            "This person already has an entry file under way.",
        ));
    }
    let status = store::pathway_status(cx, row.participant_id)?;
    if status.is_some_and(|s| matches!(s.as_str(), "admitted" | "active" | "suspended" | "in_job_follow_up")) {
        return Err(Failure::conflict(
            "conflict_open_pathway",
            "Cette personne a déjà un parcours en cours.",
            "This person already has an open pathway.",
        ));
    }
    store::insert(cx, row)?;
    facts::keep_proofs(cx, row)?;
    let entry = Entry::created("entry_files", row.id).about(row.participant_id).owned_by(row.referent_user_id);
    cx.record(entry);
    Ok(())
}
