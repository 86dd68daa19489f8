//! One record from end to end, in one answer: what it was spent on, who signed, for whom, who pays, which week and month
//! hold it, what the journal says (§ 6.9).

use actix_web::{get, web};

use super::evidence::documents;
use crate::app::App;
use crate::audit::store::EntryRow;
use crate::civil::TimeOfDay;
use crate::esf::audit_missions::disclosure::Shown;
use crate::esf::audit_missions::facts::Signed;
use crate::esf::audit_missions::rules::evidence::missing;
use crate::esf::audit_missions::store;
use crate::esf::audit_missions::store::dossier::{self, Dossiers, LetterFacts, ShareFacts, WeekFacts};
use crate::esf::operations::{self, OperationRow};
use crate::esf::time_records::TimeRecordRow;
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Reply};
use crate::ids::{AuditMissionId, TimeRecordId};

mod wire;

use wire::{
    AuditTraceView, TraceCorrectionView, TraceCriterionView, TraceEntryView, TraceLetterView, TraceLinkedView,
    TraceOperationView, TraceParticipantView, TracePathwayView, TraceRecordView, TraceSheetView, TraceWeekView,
};

/// Trace a record of an audit mission
///
/// From the minutes to the contact, its signature and its report (whether there is one), the participants with their
/// eligibility, the operation, the mission letter, the agenda week, the month with both signatures, and the entries of the audit chain. Each
/// participant has a line in the access log.
#[utoipa::path(tag = "audit_missions", params(("id" = AuditMissionId, Path, description = "The mission"), ("time_record_id" = TimeRecordId, Path, description = "A record of the sample")), responses((status = 200, description = "The trace", body = AuditTraceView)))]
#[get("/audit-missions/{id}/trace/{time_record_id}")]
pub(crate) async fn get_audit_trace(
    app: App,
    caller: Caller,
    path: web::Path<(AuditMissionId, TimeRecordId)>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let (mission, id) = *path;
        let found = store::find(cx, &cx.reach.clone(), mission)?;
        if !store::holds(cx, mission, id)? {
            return Err(Failure::NotFound);
        }
        let dossiers = dossier::load(cx, &[id])?;
        let record = dossiers.records.first().ok_or(Failure::NotFound)?;
        let everything = crate::auth::role::Reach::everything();
        let operation = operations::find(cx, &everything, found.operation_id)?;
        let journal = dossier::journal(cx, &dossiers.objects_of(record))?;
        Shown::of(&dossiers).note(cx, mission, &["trace"]);
        Reply::value(&trace(&dossiers, record, operation, journal))
    })
    .await
}

fn trace(
    dossiers: &Dossiers,
    record: &TimeRecordRow,
    operation: OperationRow,
    journal: Vec<EntryRow>,
) -> AuditTraceView {
    let signed = dossiers.signed();
    let corrections = dossiers.corrections.get(&record.id).into_iter().flatten().map(|c| TraceCorrectionView {
        id: c.id,
        status: c.status.clone(),
        requested_by: c.requested_by,
        requested_at: c.requested_at,
        decided_by: c.decided_by,
        decided_at: c.decided_at,
    });
    AuditTraceView {
        record: record_view(dossiers, record),
        linked: linked(dossiers, record),
        participants: participants(dossiers, record),
        operation: TraceOperationView {
            id: operation.id,
            number: operation.number,
            title: operation.title,
            fund: operation.fund,
            starts_on: operation.starts_on,
            ends_on: operation.ends_on,
        },
        mission_letter: dossiers.letter_of(record).map(letter),
        agenda_week: dossiers.weeks.get(&(record.user_id, record.week)).map(week),
        timesheet: sheet(dossiers, record, &signed),
        corrections: corrections.collect(),
        documents: documents(dossiers, record),
        journal: journal.into_iter().map(entry).collect(),
        missing: missing(&dossiers.facts(record, &signed)).into_iter().map(Into::into).collect(),
    }
}

fn record_view(dossiers: &Dossiers, r: &TimeRecordRow) -> TraceRecordView {
    let (last_name, first_name) = dossiers.staff.get(&r.user_id).cloned().unwrap_or_default();
    TraceRecordView {
        id: r.id,
        user_id: r.user_id,
        last_name,
        first_name,
        date: r.date,
        start_time: r.start_minute.and_then(TimeOfDay::of_minutes),
        end_time: r.end_minute.and_then(TimeOfDay::of_minutes),
        break_minutes: r.break_minutes,
        duration_minutes: r.duration_minutes,
        task: r.task.clone(),
        attribution: r.attribution,
        charter_id: r.charter_id,
        status: r.status,
        late: r.late,
        recorded_at: r.recorded_at,
        recorded_by: r.recorded_by,
        supersedes: r.supersedes,
        superseded_by: r.superseded_by,
        reason: r.reason.clone(),
        version: r.version,
    }
}

fn linked(dossiers: &Dossiers, record: &TimeRecordRow) -> Option<TraceLinkedView> {
    let (linked_type, id) = record.linked_type.clone().zip(record.linked_id)?;
    let bare = TraceLinkedView { linked_type, id: id.0, ..TraceLinkedView::default() };
    if let Some(i) = dossiers.interviews.get(&id.0) {
        return Some(TraceLinkedView {
            kind: Some(i.kind.clone()),
            modality: Some(i.modality.clone()),
            starts_at: Some(i.starts_at),
            ends_at: Some(i.ends_at),
            outcome: Some(i.outcome.code()),
            report_present: Some(i.reported),
            late: Some(i.late),
            facts_hash: i.facts_hash.clone(),
            signature: i.signature_id.and_then(|id| dossiers.signatures.get(&id)).map(Into::into),
            ..bare
        });
    }
    if let Some(s) = dossiers.sessions.get(&id.0) {
        return Some(TraceLinkedView {
            title: Some(s.title.clone()),
            starts_at: Some(s.starts_at),
            ends_at: Some(s.ends_at),
            ..bare
        });
    }
    if let Some(m) = dossiers.meetings.get(&id.0) {
        return Some(TraceLinkedView {
            kind: Some(m.kind.clone()),
            starts_at: Some(m.starts_at),
            ends_at: Some(m.ends_at),
            attended: Some(dossiers.attended.contains(&(id.0, record.user_id))),
            ..bare
        });
    }
    Some(bare)
}

fn participants(dossiers: &Dossiers, record: &TimeRecordRow) -> Vec<TraceParticipantView> {
    let shares = dossiers.shares.get(&record.id).into_iter().flatten();
    let one = |share: &ShareFacts| {
        let id = share.participant_id;
        let person = dossiers.people.get(&id);
        let there = record.linked_id.and_then(|session| dossiers.attendances.get(&(session.0, id)));
        let criteria = dossiers.criteria.get(&id).into_iter().flatten().map(|c| TraceCriterionView {
            criterion: c.criterion.clone(),
            issued_on: c.issued_on,
            valid_until: c.valid_until,
            document_id: c.document_id,
        });
        let pathways = dossiers.pathways.get(&id).into_iter().flatten().map(|p| TracePathwayView {
            pathway_id: p.id,
            status: p.status,
            activated_on: p.activated_on,
            exit_on: p.exit_on,
        });
        TraceParticipantView {
            participant_id: id,
            last_name: person.map(|p| p.last_name.clone()).unwrap_or_default(),
            first_name: person.map(|p| p.first_name.clone()).unwrap_or_default(),
            minutes: share.minutes,
            attendance: there.map(|a| a.outcome.code()),
            signature: there.and_then(|a| dossiers.signatures.get(&a.signature_id?)).map(Into::into),
            pathways: pathways.collect(),
            eligibility: criteria.collect(),
        }
    };
    shares.map(one).collect()
}

fn letter(letter: &LetterFacts) -> TraceLetterView {
    TraceLetterView {
        id: letter.id,
        missions: letter.missions.clone(),
        starts_on: letter.starts_on,
        ends_on: letter.ends_on,
        cost_mode: letter.cost_mode,
        signed_on: letter.signed_on,
        accepted_by_ma_on: letter.accepted_by_ma_on,
    }
}

fn week(week: &WeekFacts) -> TraceWeekView {
    TraceWeekView {
        week: week.week,
        status: week.status,
        expected_minutes: week.expected_minutes,
        covered_minutes: week.covered_minutes,
        submitted_at: week.submitted_at,
        accepted_at: week.accepted_at,
        accepted_by: week.accepted_by,
    }
}

fn sheet(dossiers: &Dossiers, record: &TimeRecordRow, signed: &Signed) -> Option<TraceSheetView> {
    let sheet = dossiers.sheet_of(record)?;
    Some(TraceSheetView {
        id: sheet.id,
        month: sheet.month,
        amendment: sheet.amendment,
        status: sheet.status,
        content_hash: sheet.content_hash.clone(),
        signed_minutes: signed.minutes(sheet.id, record.id),
        employee_signed_at: sheet.employee_signed_at,
        employee_signed_by: sheet.employee_signed_by,
        countersigned_at: sheet.countersigned_at,
        countersigned_by: sheet.countersigned_by,
    })
}

fn entry(row: EntryRow) -> TraceEntryView {
    TraceEntryView {
        seq: row.seq.unwrap_or_default(),
        at: row.at,
        actor_id: row.actor_id,
        operation: row.operation,
        resource: row.resource,
        object_id: row.object_id,
        change: row.change,
        fields: row.fields.read().unwrap_or_default(),
        hash: crate::audit::chain::hex(&row.hash.unwrap_or_default()),
    }
}
