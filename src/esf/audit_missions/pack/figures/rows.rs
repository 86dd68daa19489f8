//! The rows of the figures. Their members are the columns, in this order; `tools/verify_pack.py` reads them by name.

use serde::Serialize;

use crate::civil::{IsoWeek, Month};
use crate::db::{Day, Instant};
use crate::esf::agenda_weeks::rules::AgendaStatus;
use crate::esf::audit_missions::rules::evidence::MissingPiece;
use crate::esf::audit_missions::store::dossier::{Dossiers, InterviewFacts, MeetingFacts, SessionFacts, WeekFacts};
use crate::esf::charters::Attribution;
use crate::esf::mission_letters::CostMode;
use crate::esf::time_records::TimeRecordRow;
use crate::esf::time_records::rules::TimeStatus;
use crate::esf::timesheets::rules::TimesheetStatus;
use crate::ids::{
    AgendaWeekId, AnyId, CharterId, DocumentId, InterviewId, MissionLetterId, OperationId, ParticipantId, PathwayId,
    SignatureId, TimeRecordId, TimesheetId, UserId,
};
use crate::participants::signatures::SignatureRow;
use crate::participants::signatures::rules::{SignatureKind, SignerType};

macro_rules! rows {
    ($($(#[$said:meta])* $name:ident { $($field:ident: $type:ty),+ $(,)? })+) => { $(
        $(#[$said])*
        #[derive(Debug, Serialize)]
        pub(in crate::esf::audit_missions::pack) struct $name {
            $(pub(in crate::esf::audit_missions::pack) $field: $type),+
        }
        impl $name {
            /// The heading.
            pub(in crate::esf::audit_missions::pack) const FIELDS: &'static [&'static str] = &[$(stringify!($field)),+];
        }
    )+ };
}

mod means;
mod proofs;

pub(in crate::esf::audit_missions::pack) use means::{
    AbsenceFigure, AdjustmentFigure, ClaimFigure, ClaimRecordFigure, CostFigure, CostLineFigure, MonthRecordRow,
    ParticipationFigure, RateFigure, SheetLineRow,
};
pub(in crate::esf::audit_missions::pack) use proofs::{ContactRow, CriterionRow};

rows! {
    /// A record of the sample, with the minutes that the signed month says of it.
    RecordRow {
        position: i64,
        id: TimeRecordId,
        user_id: UserId,
        last_name: String,
        first_name: String,
        date: Day,
        start_minute: Option<i64>,
        end_minute: Option<i64>,
        break_minutes: i64,
        duration_minutes: i64,
        task: String,
        attribution: Attribution,
        charter_id: CharterId,
        operation_id: Option<OperationId>,
        linked_type: Option<String>,
        linked_id: Option<AnyId>,
        modality: Option<String>,
        status: TimeStatus,
        late: bool,
        recorded_at: Instant,
        recorded_by: Option<UserId>,
        performed_by: UserId,
        supersedes: Option<TimeRecordId>,
        superseded_by: Option<TimeRecordId>,
        month: Month,
        week: IsoWeek,
        timesheet_id: Option<TimesheetId>,
        signed_minutes: Option<i64>,
        mission_letter_id: Option<MissionLetterId>,
        mission_letter_signed_on: Option<Day>,
        version: i64,
    }
    /// A person's part of a record.
    AllocationRow { time_record_id: TimeRecordId, participant_id: ParticipantId, minutes: i64 }
    /// A piece that is missing.
    MissingRow {
        position: i64,
        time_record_id: TimeRecordId,
        piece: MissingPiece,
        participant_id: Option<ParticipantId>,
    }
    /// An interview, never its report.
    InterviewRow {
        id: InterviewId,
        pathway_id: PathwayId,
        participant_id: ParticipantId,
        user_id: UserId,
        kind: String,
        modality: String,
        starts_at: Instant,
        ends_at: Instant,
        day: Day,
        place: Option<String>,
        outcome: &'static str,
        report_present: bool,
        recorded_at: Option<Instant>,
        late: bool,
        facts_hash: Option<String>,
        signature_id: Option<SignatureId>,
        printed_path: String,
    }
    /// A collective session.
    SessionRow {
        id: AnyId,
        title: String,
        leader_id: UserId,
        starts_at: Instant,
        ends_at: Instant,
        day: Day,
        place: Option<String>,
        operation_id: Option<OperationId>,
        printed_path: String,
    }
    /// Who of the sample was at a session.
    AttendanceRow {
        session_id: AnyId,
        participant_id: ParticipantId,
        outcome: &'static str,
        signature_id: Option<SignatureId>,
    }
    /// A meeting.
    MeetingRow { id: AnyId, kind: String, starts_at: Instant, ends_at: Instant, day: Day }
    /// A signature, never why it was refused.
    SignatureFigure {
        id: SignatureId,
        object_type: &'static str,
        object_id: AnyId,
        kind: SignatureKind,
        signer_type: SignerType,
        signer_id: Option<AnyId>,
        signer_name: Option<String>,
        signed_at: Instant,
        facts_hash: String,
        document_id: Option<AnyId>,
        method: Option<String>,
        refused: bool,
        late: bool,
        void_at: Option<Instant>,
        recorded_at: Instant,
        recorded_by: Option<UserId>,
    }
    /// Somebody whom a record was for.
    ParticipantRow { id: ParticipantId, last_name: String, first_name: String, former_ids: String }
    /// When they entered and left.
    PathwayRow {
        id: PathwayId,
        participant_id: ParticipantId,
        status: &'static str,
        decision_id: Option<AnyId>,
        activated_on: Option<Day>,
        exit_on: Option<Day>,
    }
    /// What proves to which public they belong.
    EligibilityRow {
        participant_id: ParticipantId,
        criterion: String,
        issued_on: Day,
        valid_until: Option<Day>,
        document_id: Option<AnyId>,
    }
    /// An agenda week.
    WeekRow {
        id: AgendaWeekId,
        user_id: UserId,
        week: IsoWeek,
        status: AgendaStatus,
        expected_minutes: i64,
        covered_minutes: i64,
        submitted_at: Option<Instant>,
        accepted_at: Option<Instant>,
        accepted_by: Option<UserId>,
    }
    /// A month, with both signatures and the hash of what they stand on.
    TimesheetFigure {
        id: TimesheetId,
        user_id: UserId,
        month: Month,
        amendment: i64,
        status: TimesheetStatus,
        content_hash: Option<String>,
        content_path: Option<String>,
        printed_path: Option<String>,
        employee_signed_at: Option<Instant>,
        employee_signed_by: Option<UserId>,
        countersigned_at: Option<Instant>,
        countersigned_by: Option<UserId>,
    }
    /// A correction after sign-off.
    CorrectionRow {
        id: AnyId,
        time_record_id: TimeRecordId,
        status: String,
        requested_by: UserId,
        requested_at: Instant,
        decided_by: Option<UserId>,
        decided_at: Option<Instant>,
        replaced_by: Option<TimeRecordId>,
    }
    /// A letter on the operation, and where its document is in the pack.
    LetterFigure {
        id: MissionLetterId,
        user_id: UserId,
        last_name: String,
        first_name: String,
        missions: String,
        starts_on: Day,
        ends_on: Day,
        cost_mode: CostMode,
        fixed_percentage_e4: Option<i64>,
        signed_on: Option<Day>,
        accepted_by_ma_on: Option<Day>,
        document_id: Option<DocumentId>,
        document_path: Option<String>,
        changed_at: Instant,
    }
    /// A document, and where it is in the pack.
    DocumentFigure {
        id: AnyId,
        kind: String,
        participant_id: Option<ParticipantId>,
        path: String,
        content_type: &'static str,
        size_bytes: i64,
        sha256: String,
        recorded_at: Instant,
    }
    /// A person's month that costs the operation something: what the sample holds of it, and what the signed month says.
    PersonMonthRow {
        user_id: UserId,
        last_name: String,
        first_name: String,
        month: Month,
        timesheet_id: Option<TimesheetId>,
        sample_records: i64,
        sample_minutes: i64,
        signed_minutes: i64,
        sheet_minutes: Option<i64>,
        sheet_operation_minutes: Option<i64>,
    }
}

impl RecordRow {
    pub(super) fn of(
        position: i64,
        r: &TimeRecordRow,
        all: &Dossiers,
        timesheet_id: Option<TimesheetId>,
        signed_minutes: Option<i64>,
    ) -> Self {
        let (last_name, first_name) = all.staff.get(&r.user_id).cloned().unwrap_or_default();
        let letter = all.letter_of(r);
        Self {
            position,
            id: r.id,
            user_id: r.user_id,
            last_name,
            first_name,
            date: r.date,
            start_minute: r.start_minute,
            end_minute: r.end_minute,
            break_minutes: r.break_minutes,
            duration_minutes: r.duration_minutes,
            task: r.task.clone(),
            attribution: r.attribution,
            charter_id: r.charter_id,
            operation_id: r.operation_id,
            linked_type: r.linked_type.clone(),
            linked_id: r.linked_id,
            modality: r.modality.clone(),
            status: r.status,
            late: r.late,
            recorded_at: r.recorded_at,
            recorded_by: r.recorded_by,
            performed_by: r.performed_by,
            supersedes: r.supersedes,
            superseded_by: r.superseded_by,
            month: r.month,
            week: r.week,
            timesheet_id,
            signed_minutes,
            mission_letter_id: letter.map(|l| l.id),
            mission_letter_signed_on: letter.and_then(|l| l.signed_on),
            version: r.version,
        }
    }
}

impl InterviewRow {
    pub(super) fn of(i: &InterviewFacts, printed_path: String) -> Self {
        Self {
            id: i.id,
            pathway_id: i.pathway_id,
            participant_id: i.participant_id,
            user_id: i.user_id,
            kind: i.kind.clone(),
            modality: i.modality.clone(),
            starts_at: i.starts_at,
            ends_at: i.ends_at,
            day: i.day,
            place: i.place.clone(),
            outcome: i.outcome.code(),
            report_present: i.reported,
            recorded_at: i.recorded_at,
            late: i.late,
            facts_hash: i.facts_hash.clone(),
            signature_id: i.signature_id,
            printed_path,
        }
    }
}

impl SessionRow {
    pub(super) fn of(s: &SessionFacts, printed_path: String) -> Self {
        Self {
            id: s.id.cast(),
            title: s.title.clone(),
            leader_id: s.leader_id,
            starts_at: s.starts_at,
            ends_at: s.ends_at,
            day: s.day,
            place: s.place.clone(),
            operation_id: s.operation_id,
            printed_path,
        }
    }
}

impl From<&MeetingFacts> for MeetingRow {
    fn from(m: &MeetingFacts) -> Self {
        Self { id: m.id.cast(), kind: m.kind.clone(), starts_at: m.starts_at, ends_at: m.ends_at, day: m.day }
    }
}

impl From<&SignatureRow> for SignatureFigure {
    fn from(s: &SignatureRow) -> Self {
        Self {
            id: s.id,
            object_type: s.object_type.code(),
            object_id: s.object_id,
            kind: s.kind,
            signer_type: s.signer_type,
            signer_id: s.signer_id,
            signer_name: s.signer_name.clone(),
            signed_at: s.signed_at,
            facts_hash: s.facts_hash.clone(),
            document_id: s.document_id,
            method: s.method.clone(),
            refused: s.refused_reason.is_some(),
            late: s.late,
            void_at: s.void_at,
            recorded_at: s.recorded_at,
            recorded_by: s.recorded_by,
        }
    }
}

impl From<&WeekFacts> for WeekRow {
    fn from(w: &WeekFacts) -> Self {
        Self {
            id: w.id,
            user_id: w.user_id,
            week: w.week,
            status: w.status,
            expected_minutes: w.expected_minutes,
            covered_minutes: w.covered_minutes,
            submitted_at: w.submitted_at,
            accepted_at: w.accepted_at,
            accepted_by: w.accepted_by,
        }
    }
}
