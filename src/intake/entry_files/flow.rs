//! Commands on entry files.

use super::api::wire::{Consent, ConsentPatch, Diagnosis, DiagnosisPatch, EntryFilePatch};
use super::facts::{self, Parts};
use super::rules::content::{Content, content_faults};
use super::rules::{self, DepartmentOpinion, EntryFileStatus};
use super::store::{self, EntryFileRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::{Conn, Instant, Json};
use crate::failure::{Failure, Outcome, reference_fault};
use crate::faults;
use crate::ids::{CommissionSessionId, EntryFileId, OrientationId, PlieId};
use crate::intake::{commissions, known, orientations};
use crate::machine;
use crate::participants::documents::evidence_fault;
use crate::participants::signatures;
use crate::participants::vault::words;
use crate::refusal::{Fault, Refusal};

pub(super) mod open;

/// The file of a verb, held until the transaction ends, at the version that the caller has read.
fn held(cx: &mut Ctx<'_>, id: EntryFileId) -> Outcome<EntryFileRow> {
    known::lock(cx.conn, "entry_files", cx.plie(), id)?;
    let row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    Ok(row)
}

fn save(cx: &mut Ctx<'_>, row: &mut EntryFileRow, fields: &[&'static str]) -> Outcome<()> {
    row.version += 1;
    row.updated_at = cx.now;
    let kept = words::kept(cx, row)?;
    store::update(cx.conn, &kept)?;
    let entry = Entry::changed("entry_files", row.id, row.version)
        .about(row.participant_id)
        .owned_by(row.referent_user_id)
        .fields(fields);
    cx.record(entry);
    Ok(())
}

pub(super) fn update(cx: &mut Ctx<'_>, id: EntryFileId, patch: EntryFilePatch) -> Outcome<EntryFileRow> {
    let mut row = held(cx, id)?;
    if !row.status.is_editable() {
        return Err(Failure::conflict(
            "conflict_not_editable",
            "Un dossier soumis ou décidé ne se modifie plus.",
            "A file that is submitted or decided is no longer changed.",
        ));
    }
    let mut found = Vec::new();
    let fields = apply(cx, &mut row, patch, &mut found)?;
    if fields.is_empty() {
        return Ok(row);
    }
    found.extend(faults_of(cx, &row)?);
    found.extend(reference_faults(cx, &row, fields.contains(&"consent_to_enter"))?);
    Refusal::unless_empty(found)?;
    if row.status == EntryFileStatus::Complete && !missing(cx, &row)?.is_empty() {
        row.status = machine::step(rules::STEPS, row.status, "reopen")?;
        row.completed_at = None;
    }
    save(cx, &mut row, &fields)?;
    if fields.contains(&"criteria") {
        facts::keep_proofs(cx, &row)?;
    }
    Ok(row)
}

/// Lays a merge patch over the row: the members that were given.
fn apply(
    cx: &mut Ctx<'_>,
    row: &mut EntryFileRow,
    patch: EntryFilePatch,
    found: &mut Vec<Fault>,
) -> Outcome<Vec<&'static str>> {
    let mut fields = Vec::new();
    let parts = Parts::of(row)?;
    if let Some(id) = patch.referent_id {
        if let Some(referent) = open::referent_for(cx, id, found)? {
            row.referent_id = id;
            row.referent_user_id = referent.user_id;
        }
        fields.push("referent_id");
    }
    if let Some(diagnosis) = patch.diagnosis {
        let merged = diagnosis.map(|patch| merged_diagnosis(parts.diagnosis.unwrap_or_default(), patch));
        row.diagnosis = merged.as_ref().map(json).transpose()?;
        fields.push("diagnosis");
    }
    if let Some(consent) = patch.consent_to_enter {
        let merged = match consent {
            Some(patch) => merged_consent(parts.consent, patch, found),
            None => None,
        };
        row.consent_to_enter = merged.as_ref().map(json).transpose()?;
        fields.push("consent_to_enter");
    }
    macro_rules! lists {
        ($($field:ident),+) => { $(
            if let Some(list) = patch.$field {
                row.$field = json(&list)?;
                fields.push(stringify!($field));
            }
        )+ };
    }
    lists!(criteria, barriers, objectives, notices);
    macro_rules! plain {
        ($($field:ident),+) => { $(
            if let Some(value) = patch.$field {
                row.$field = value;
                fields.push(stringify!($field));
            }
        )+ };
    }
    plain!(department_opinion, signed_by_candidate, signed_by_prescriber);
    if let Some(reason) = patch.out_of_area_reason {
        row.out_of_area_reason = reason.map(String::from);
        fields.push("out_of_area_reason");
    }
    Ok(fields)
}

fn json(value: &impl serde::Serialize) -> Outcome<Json> {
    Json::of(value).map_err(Failure::defect)
}

fn merged_diagnosis(mut diagnosis: Diagnosis, patch: DiagnosisPatch) -> Diagnosis {
    macro_rules! member {
        ($($name:ident),+) => { $( if let Some(value) = patch.$name { diagnosis.$name = value; } )+ };
    }
    member!(project_maturity, autonomy_level, summary, target_rome);
    diagnosis
}

fn merged_consent(known: Option<Consent>, patch: ConsentPatch, found: &mut Vec<Fault>) -> Option<Consent> {
    let Some(given_on) = patch.given_on.or_else(|| known.as_ref().map(|c| c.given_on)) else {
        found.push(faults::required("/consent_to_enter/given_on"));
        return known;
    };
    let signature_id = patch.signature_id.unwrap_or_else(|| known.and_then(|c| c.signature_id));
    Some(Consent { given_on, signature_id })
}

/// Everything wrong with what stands in the file, its codes included.
fn faults_of(cx: &Ctx<'_>, row: &EntryFileRow) -> Outcome<Vec<Fault>> {
    let parts = Parts::of(row)?;
    let diagnosis = parts.diagnosis.as_ref();
    let rome = diagnosis.and_then(|d| d.target_rome.as_deref()).unwrap_or_default();
    let content = Content {
        autonomy_level: diagnosis.and_then(|d| d.autonomy_level),
        summary: diagnosis.and_then(|d| d.summary.as_ref()).map(|t| t.as_str()),
        target_rome: rome.iter().map(|t| t.as_str()).collect(),
        criteria: parts.criteria.iter().map(|c| (c.criterion.as_str(), c.issued_on)).collect(),
        barriers: parts.barriers.iter().map(|b| (b.theme.as_str(), b.severity)).collect(),
        objectives: parts.objectives.iter().map(|o| o.text.as_str()).collect(),
        consent_on: parts.consent.as_ref().map(|c| c.given_on),
        notices_on: parts.notices.iter().map(|n| n.given_on).collect(),
        out_of_area_reason: row.out_of_area_reason.as_deref(),
    };
    let mut found = content_faults(&content, cx.today);
    let mut code = |list: &str, pointer: String, code: &str| {
        found.extend(cx.lists().faults_for(list, cx.today, &[(&pointer, code)]));
    };
    if let Some(maturity) = diagnosis.and_then(|d| d.project_maturity.as_ref()) {
        code("project_maturity", "/diagnosis/project_maturity".to_owned(), maturity.as_str());
    }
    for (n, criterion) in parts.criteria.iter().enumerate() {
        code("criterion", format!("/criteria/{n}/criterion"), criterion.criterion.as_str());
    }
    for (n, barrier) in parts.barriers.iter().enumerate() {
        code("barrier", format!("/barriers/{n}/theme"), barrier.theme.as_str());
    }
    for (n, objective) in parts.objectives.iter().enumerate() {
        if let Some(theme) = &objective.theme {
            code("barrier", format!("/objectives/{n}/theme"), theme.as_str());
        }
    }
    for (n, notice) in parts.notices.iter().enumerate() {
        code("channel", format!("/notices/{n}/channel"), notice.channel.as_str());
    }
    Ok(found)
}

/// What the file names and the caller does not see: evidence, and the signature of a consent that is given now.
fn reference_faults(cx: &mut Ctx<'_>, row: &EntryFileRow, consents: bool) -> Outcome<Vec<Fault>> {
    let parts = Parts::of(row)?;
    let mut found = Vec::new();
    for (n, criterion) in parts.criteria.iter().enumerate() {
        if let Some(document) = criterion.evidence_document_id {
            let pointer = format!("/criteria/{n}/evidence_document_id");
            found.extend(evidence_fault(cx, &pointer, document.0, Some(row.participant_id))?);
        }
    }
    if let Some(signature) = parts.consent.and_then(|c| c.signature_id).filter(|_| consents) {
        let reach = cx.reach_in("get_signature");
        if !signatures::exists(cx, &reach, signature)? {
            found.push(reference_fault("/consent_to_enter/signature_id"));
        }
    }
    Ok(found)
}

fn missing(cx: &mut Ctx<'_>, row: &EntryFileRow) -> Outcome<Vec<Fault>> {
    judged(cx, row, rules::missing)
}

/// Has the rules look at what stands in the file today.
fn judged<T>(
    cx: &mut Ctx<'_>,
    row: &EntryFileRow,
    judge: impl FnOnce(&rules::Contents<'_>, crate::db::Day) -> T,
) -> Outcome<T> {
    let around = facts::around(cx, &[row.participant_id])?;
    let tenant = cx.tenant();
    let parts = Parts::of(row)?;
    let criteria = facts::criteria(&tenant.lists, &parts.criteria);
    Ok(judge(&around.contents(&tenant.lists, (row.participant_id, Some(row)), &parts, &criteria), cx.today))
}

pub(super) fn complete(cx: &mut Ctx<'_>, id: EntryFileId) -> Outcome<EntryFileRow> {
    let mut row = held(cx, id)?;
    let from = row.status;
    row.status = judged(cx, &row, |contents, today| rules::complete(from, contents, today))??;
    row.completed_at = Some(cx.now);
    save(cx, &mut row, &["status"])?;
    Ok(row)
}

pub(super) fn submit(cx: &mut Ctx<'_>, id: EntryFileId, session: CommissionSessionId) -> Outcome<EntryFileRow> {
    // the session before the file, as a decision holds them
    known::lock(cx.conn, "commission_sessions", cx.plie(), session)?;
    let mut row = held(cx, id)?;
    let from = row.status;
    row.status = judged(cx, &row, |contents, today| rules::submit(from, contents, today))??;
    row.submitted_at = Some(cx.now);
    row.returned_reason = None;
    commissions::add_admission(cx, session, id, row.participant_id)?;
    save(cx, &mut row, &["status"])?;
    Ok(row)
}

pub(super) fn give_back(cx: &mut Ctx<'_>, id: EntryFileId, reason: &str) -> Outcome<EntryFileRow> {
    commissions::hold_agendas_of(cx, id)?;
    let mut row = held(cx, id)?;
    Refusal::unless_empty(crate::participants::nir_faults(&[("/reason", Some(reason))]))?;
    row.status = rules::give_back(row.status, Some(reason))?;
    row.returned_reason = Some(reason.to_owned());
    row.completed_at = None;
    commissions::drop_admission(cx, id)?;
    save(cx, &mut row, &["status", "returned_reason"])?;
    Ok(row)
}

/// A session's agenda takes the file up without being asked by its referent.
pub(crate) fn put_forward(cx: &mut Ctx<'_>, id: EntryFileId) -> Outcome<()> {
    known::lock(cx.conn, "entry_files", cx.plie(), id)?;
    let mut row = store::find(cx, &Reach::everything(), id)?;
    let from = row.status;
    row.status = judged(cx, &row, |contents, today| rules::submit(from, contents, today))??;
    row.submitted_at = Some(cx.now);
    row.returned_reason = None;
    save(cx, &mut row, &["status"])
}

/// The commission has decided on the file (R4.4).
pub(crate) fn decided(cx: &mut Ctx<'_>, id: EntryFileId) -> Outcome<()> {
    let mut row = by_commission(cx, id, "decide")?;
    row.decided_at = Some(cx.now);
    save(cx, &mut row, &["status"])
}

/// What the département says of a file that was decided without it (R4.6).
pub(crate) fn opinion_given(cx: &mut Ctx<'_>, id: EntryFileId, opinion: DepartmentOpinion) -> Outcome<()> {
    known::lock(cx.conn, "entry_files", cx.plie(), id)?;
    let mut row = store::find(cx, &Reach::everything(), id)?;
    row.department_opinion = opinion;
    save(cx, &mut row, &["department_opinion"])
}

/// The commission asks for more (`adjourned`), and says what.
pub(crate) fn returned(cx: &mut Ctx<'_>, id: EntryFileId, reason: &str) -> Outcome<()> {
    let mut row = by_commission(cx, id, "adjourned")?;
    row.returned_reason = Some(reason.to_owned());
    row.completed_at = None;
    save(cx, &mut row, &["status", "returned_reason"])
}

/// Holds the file of an orientation that is still open, and the agendas it stands on, in the order in which a
/// decision holds them.
pub(crate) fn hold_of_orientation(cx: &mut Ctx<'_>, orientation: OrientationId) -> Outcome<()> {
    let Some(file) = store::open_of_orientation(cx.conn, cx.plie(), orientation)? else { return Ok(()) };
    commissions::hold_agendas_of(cx, file.id)?;
    known::lock(cx.conn, "entry_files", cx.plie(), file.id)
}

/// That the orientation of a file was not withdrawn while the département's word was awaited: who has withdrawn is not
/// admitted.
///
/// # Errors
/// 409 `conflict_orientation_withdrawn`.
pub(crate) fn still_wanted(cx: &mut Ctx<'_>, id: EntryFileId) -> Outcome<()> {
    known::lock(cx.conn, "entry_files", cx.plie(), id)?;
    let Some(orientation) = store::find(cx, &Reach::everything(), id)?.orientation_id else { return Ok(()) };
    if !orientations::withdrawn(cx, orientation)? {
        return Ok(());
    }
    Err(Failure::conflict(
        "conflict_orientation_withdrawn",
        "L'orientation a été retirée entre-temps : un avis favorable n'admet plus personne.",
        "The orientation was withdrawn meanwhile: a favourable opinion admits nobody any more.",
    ))
}

/// The orientation of a file was withdrawn: nothing is left to prepare or decide (§ 4.2).
pub(crate) fn abandon(cx: &mut Ctx<'_>, orientation: OrientationId) -> Outcome<()> {
    let Some(mut row) = store::open_of_orientation(cx.conn, cx.plie(), orientation)? else { return Ok(()) };
    row.status = machine::step(rules::STEPS, row.status, "abandon")?;
    commissions::drop_admission(cx, row.id)?;
    save(cx, &mut row, &["status"])
}

/// The file of an orientation that expires, held; none where it has one that is still being worked on or waits for
/// its commission.
pub(crate) fn untouched_of(
    conn: &mut Conn,
    plie: PlieId,
    orientation: OrientationId,
    since: Instant,
) -> Outcome<Untouched> {
    let Some(found) = store::open_of_orientation(conn, plie, orientation)? else { return Ok(Untouched::NoFile) };
    known::lock(conn, "entry_files", plie, found.id)?;
    Ok(match store::open_of_orientation(conn, plie, orientation)? {
        None => Untouched::NoFile,
        Some(row) if row.updated_at >= since || row.status == EntryFileStatus::Submitted => Untouched::Alive,
        Some(row) => Untouched::File(Box::new(row)),
    })
}

/// What an orientation about to expire has left.
pub(crate) enum Untouched {
    /// No file that is open.
    NoFile,
    /// A file that somebody works on.
    Alive,
    /// A file as old as the orientation.
    File(Box<EntryFileRow>),
}

/// The orientation of a file has expired, and the file ends with it; its line of the journal.
pub(crate) fn expire(conn: &mut Conn, mut row: EntryFileRow, now: Instant) -> Outcome<Entry> {
    row.status = machine::step(rules::STEPS, row.status, "abandon")?;
    row.version += 1;
    row.updated_at = now;
    store::update(conn, &row)?;
    let entry = Entry::changed("entry_files", row.id, row.version).about(row.participant_id);
    Ok(entry.owned_by(row.referent_user_id).fields(&["status"]))
}

fn by_commission(cx: &mut Ctx<'_>, id: EntryFileId, event: &str) -> Outcome<EntryFileRow> {
    known::lock(cx.conn, "entry_files", cx.plie(), id)?;
    let mut row = store::find(cx, &Reach::everything(), id)?;
    row.status = machine::step(rules::STEPS, row.status, event)?;
    Ok(row)
}
