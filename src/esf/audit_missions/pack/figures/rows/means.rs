//! The rows of what an operation cost: the months whole, what the people cost, the lines that follow, the claims.

use serde::Serialize;

use crate::civil::Month;
use crate::db::{Day, Instant};
use crate::esf::absences::rules::HalfDay;
use crate::esf::audit_missions::store::means::{AbsenceFacts, CostFacts, ParticipationFacts, RateFacts};
use crate::esf::audit_missions::store::months::RecordFacts;
use crate::esf::charters::Attribution;
use crate::esf::claims::ClaimStatus;
use crate::esf::cost_statements::rules::Support;
use crate::esf::mission_letters::CostMode;
use crate::esf::money::rules::{BaseSource, RateBase, RateMethod};
use crate::esf::time_records::rules::TimeStatus;
use crate::ids::{
    AbsenceId, AnyId, CharterId, ClaimAdjustmentId, ClaimId, DocumentId, EmploymentCostId, HourlyRateId, OperationId,
    ParticipantId, ParticipationId, TimeCorrectionId, TimeRecordId, TimesheetId, UserId,
};

rows! {
    /// A record of a month that costs the operation something, on whatever it was spent: the month adds up. Participants
    /// by identifier alone, and what its proofs come to where the operation pays.
    MonthRecordRow {
        user_id: UserId,
        month: Month,
        id: TimeRecordId,
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
        participant_ids: String,
        status: TimeStatus,
        support: Option<Support>,
        recorded_at: Instant,
        supersedes: Option<TimeRecordId>,
        superseded_by: Option<TimeRecordId>,
        version: i64,
    }
    /// A day of a signed month: the minutes of a task on an operation.
    SheetLineRow {
        timesheet_id: TimesheetId,
        user_id: UserId,
        month: Month,
        amendment: i64,
        date: Day,
        task: String,
        operation_id: Option<OperationId>,
        attribution: Attribution,
        minutes: i64,
        participants: i64,
    }
    /// What somebody has cost, and where its payslip is in the pack.
    CostFigure {
        id: EmploymentCostId,
        user_id: UserId,
        period_from: Day,
        period_to: Day,
        gross_cost_cents: i64,
        document_id: Option<DocumentId>,
        document_path: Option<String>,
        recorded_at: Instant,
        changed_at: Instant,
        version: i64,
    }
    /// What an hour of somebody costs the operation, with all that it is made of.
    RateFigure {
        id: HourlyRateId,
        user_id: UserId,
        base: RateBase,
        base_source: BaseSource,
        base_cents: i64,
        documented_from: Option<Day>,
        documented_to: Option<Day>,
        documented_cents: Option<i64>,
        share_num: i64,
        share_den: i64,
        full_time_minutes: i64,
        method: RateMethod,
        valid_from: Day,
        recorded_at: Instant,
        changed_at: Instant,
        version: i64,
    }
    /// When somebody was away, never why.
    AbsenceFigure {
        id: AbsenceId,
        user_id: UserId,
        starts_on: Day,
        ends_on: Day,
        half_day: Option<HalfDay>,
        recorded_at: Instant,
        cancelled_at: Option<Instant>,
    }
    /// Who takes part in the operation, by identifier alone.
    ParticipationFigure {
        id: ParticipationId,
        participant_id: ParticipantId,
        entered_on: Day,
        exited_on: Option<Day>,
        recorded_at: Instant,
        voided_at: Option<Instant>,
    }
    /// A person's month in the cost statement of the period.
    CostLineFigure {
        user_id: UserId,
        last_name: String,
        first_name: String,
        month: Month,
        cost_mode: CostMode,
        minutes: i64,
        supported_minutes: i64,
        unsupported_minutes: i64,
        over_cap_minutes: i64,
        claimed_minutes: i64,
        worked_minutes: i64,
        cost_cents: Option<i64>,
        denominator_num: Option<i64>,
        denominator_den: Option<i64>,
        rate_cents: Option<i64>,
        method: Option<RateMethod>,
        share_num: i64,
        share_den: i64,
        amount_cents: i64,
        missing: String,
    }
    /// A claim that holds days of the period, and where its statement is in the pack.
    ClaimFigure {
        id: ClaimId,
        from: Day,
        to: Day,
        status: ClaimStatus,
        claimed_minutes: i64,
        supported_minutes: i64,
        unsupported_minutes: i64,
        staff_cents: i64,
        total_cents: i64,
        eu_cents: i64,
        adjusted_minutes: i64,
        adjusted_cents: i64,
        adjusted_total_cents: i64,
        adjusted_eu_cents: i64,
        overridden: bool,
        content_hash: String,
        content_path: String,
        filed_at: Instant,
        filed_by: UserId,
        decided_on: Option<Day>,
        accepted_cents: Option<i64>,
    }
    /// A record whose minutes a claim holds: it was filed with them, or has taken the place of one that was.
    ClaimRecordFigure { claim_id: ClaimId, time_record_id: TimeRecordId, user_id: UserId, month: Month, minutes: i64 }
    /// What a correction has taken away from a claim.
    AdjustmentFigure {
        id: ClaimAdjustmentId,
        claim_id: ClaimId,
        time_correction_id: TimeCorrectionId,
        time_record_id: TimeRecordId,
        user_id: UserId,
        month: Month,
        minutes: i64,
        amount_cents: i64,
        total_cents: Option<i64>,
        eu_cents: Option<i64>,
        recorded_at: Instant,
    }
}

impl MonthRecordRow {
    pub(in crate::esf::audit_missions::pack) fn of(
        r: RecordFacts,
        people: &[ParticipantId],
        support: Option<Support>,
    ) -> Self {
        let people: Vec<String> = people.iter().map(ToString::to_string).collect();
        Self {
            user_id: r.user_id,
            month: r.month,
            id: r.id,
            date: r.date,
            start_minute: r.start_minute,
            end_minute: r.end_minute,
            break_minutes: r.break_minutes,
            duration_minutes: r.duration_minutes,
            task: r.task,
            attribution: r.attribution,
            charter_id: r.charter_id,
            operation_id: r.operation_id,
            linked_type: r.linked_type,
            linked_id: r.linked_id,
            participant_ids: people.join(" "),
            status: r.status,
            support,
            recorded_at: r.recorded_at,
            supersedes: r.supersedes,
            superseded_by: r.superseded_by,
            version: r.version,
        }
    }
}

impl CostFigure {
    pub(in crate::esf::audit_missions::pack) fn of(c: &CostFacts, document_path: Option<String>) -> Self {
        Self {
            id: c.id,
            user_id: c.user_id,
            period_from: c.period_from,
            period_to: c.period_to,
            gross_cost_cents: c.gross_cost_cents,
            document_id: c.document_id,
            document_path,
            recorded_at: c.created_at,
            changed_at: c.updated_at,
            version: c.version,
        }
    }
}

impl From<&RateFacts> for RateFigure {
    fn from(r: &RateFacts) -> Self {
        Self {
            id: r.id,
            user_id: r.user_id,
            base: r.base,
            base_source: r.base_source,
            base_cents: r.base_cents,
            documented_from: r.documented_from,
            documented_to: r.documented_to,
            documented_cents: r.documented_cents,
            share_num: r.share_num,
            share_den: r.share_den,
            full_time_minutes: r.full_time_minutes,
            method: r.method,
            valid_from: r.valid_from,
            recorded_at: r.created_at,
            changed_at: r.updated_at,
            version: r.version,
        }
    }
}

impl From<&AbsenceFacts> for AbsenceFigure {
    fn from(a: &AbsenceFacts) -> Self {
        Self {
            id: a.id,
            user_id: a.user_id,
            starts_on: a.starts_on,
            ends_on: a.ends_on,
            half_day: a.half_day,
            recorded_at: a.created_at,
            cancelled_at: a.cancelled_at,
        }
    }
}

impl From<&ParticipationFacts> for ParticipationFigure {
    fn from(p: &ParticipationFacts) -> Self {
        Self {
            id: p.id,
            participant_id: p.participant_id,
            entered_on: p.entered_on,
            exited_on: p.exited_on,
            recorded_at: p.created_at,
            voided_at: p.voided_at,
        }
    }
}
