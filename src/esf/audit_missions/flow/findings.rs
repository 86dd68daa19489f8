//! Commands on findings.

use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::esf::audit_missions::api::findings::{AnswerFindingIn, AuditFindingIn};
use crate::esf::audit_missions::rules::{self, AuditFindingStatus};
use crate::esf::audit_missions::store::{self, findings, findings::FindingRow};
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::{AuditFindingId, AuditMissionId};
use crate::participants::nir_faults;
use crate::refusal::Refusal;

pub(in crate::esf::audit_missions) fn create(
    cx: &mut Ctx<'_>,
    mission: AuditMissionId,
    new: AuditFindingIn,
) -> Outcome<FindingRow> {
    store::find(cx, &cx.reach.clone(), mission)?;
    let user = cx.actor.user().ok_or_else(|| Failure::Forbidden { right: cx.call.op.id.to_owned() })?;
    let row = FindingRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(AuditFindingId::new),
        mission_id: mission,
        time_record_id: new.time_record_id,
        text: new.text.into_string(),
        doubted_minutes: new.doubted_minutes,
        status: AuditFindingStatus::Open,
        answer: None,
        answered_by: None,
        answered_at: None,
        recorded_by: user,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(first) = findings::by_id(cx, row.id)?
    {
        let key = |r: &FindingRow| (r.mission_id, r.time_record_id, r.text.clone(), r.doubted_minutes, r.recorded_by);
        return if key(&first) == key(&row) { Ok(first) } else { Err(Failure::taken_id()) };
    }
    let mut found = nir_faults(&[("/text", Some(&row.text))]);
    if let Some(record) = row.time_record_id
        && !store::holds(cx, mission, record)?
    {
        found.push(reference_fault("/time_record_id"));
    }
    Refusal::unless_empty(found)?;
    findings::insert(cx, &row)?;
    cx.record(Entry::created("audit_findings", row.id));
    Ok(row)
}

pub(in crate::esf::audit_missions) fn answer(
    cx: &mut Ctx<'_>,
    mission: AuditMissionId,
    id: AuditFindingId,
    said: AnswerFindingIn,
) -> Outcome<FindingRow> {
    store::find(cx, &cx.reach.clone(), mission)?;
    let mut row = findings::find(cx, mission, None, id)?;
    cx.guard(row.version)?;
    row.status = rules::answer(row.status, cx.actor.user() == Some(row.recorded_by))?;
    let answer = said.answer.into_string();
    Refusal::unless_empty(nir_faults(&[("/answer", Some(&answer))]))?;
    row.answer = Some(answer);
    row.answered_by = cx.actor.user();
    row.answered_at = Some(cx.now);
    row.version += 1;
    row.updated_at = cx.now;
    findings::update(cx, &row)?;
    cx.record(Entry::changed("audit_findings", id, row.version).fields(&["answer", "status"]));
    Ok(row)
}
