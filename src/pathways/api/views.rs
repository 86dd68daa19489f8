//! Pathways as they go over the wire.

use serde::Serialize;
use utoipa::ToSchema;

use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::ids::{
    AnyId, AssignmentId, DecisionId, EmploymentContractId, EntryFileId, ParticipantId, PartnerStructureId, PathwayId,
    ReferentId, TerritoryId, UserId,
};
use crate::participants::Whole;
use crate::participants::vault::words;
use crate::pathways::barriers::BarrierView;
use crate::pathways::employment_contracts::EmploymentContractView;
use crate::pathways::interviews::InterviewView;
use crate::pathways::milestones::MilestoneView;
use crate::pathways::objectives::ObjectiveView;
use crate::pathways::rules::PathwayStatus;
use crate::pathways::rules::exits::ExitCategory;
use crate::pathways::stages::StageView;
use crate::pathways::store::{self, AssignmentRow, Beside, EventRow, FollowUpRow, FollowedBy, PathwayRow};

/// Who follows a pathway.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "first_name": "Nadia", "last_name": "Benali", "since": "2026-03-02"}))]
pub(crate) struct PathwayReferent {
    /// The referent.
    pub(crate) id: ReferentId,
    /// Their account.
    pub(crate) user_id: UserId,
    /// Their first name.
    pub(crate) first_name: String,
    /// Their last name.
    pub(crate) last_name: String,
    /// Their first day on this pathway.
    pub(crate) since: Day,
}

/// An exit, proposed or validated (§ 5.7).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"on": "2026-06-30", "reason": "moved_away", "category": "neutral", "provisional_on": "2026-06-28", "validated_on": "2026-06-30", "target_structure_id": null}))]
pub(crate) struct PathwayExit {
    /// The day of the exit; while it is only proposed, the day proposed.
    #[schema(required = true)]
    pub(crate) on: Option<Day>,
    /// Why, a code of `exit_reason`.
    pub(crate) reason: String,
    /// What it counts as; null for a file entered by error, which counts nowhere.
    #[schema(required = true)]
    pub(crate) category: Option<ExitCategory>,
    /// The day proposed.
    #[schema(required = true)]
    pub(crate) provisional_on: Option<Day>,
    /// The day it was validated; null while it is only proposed.
    #[schema(required = true)]
    pub(crate) validated_on: Option<Day>,
    /// The structure that takes over, of somebody who is reoriented.
    #[schema(required = true)]
    pub(crate) target_structure_id: Option<PartnerStructureId>,
}

/// The job that is followed (S2.16, S3.19).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"employment_contract_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "starts_on": "2026-03-02", "due_on": "2026-09-02", "next_check_on": "2026-04-02"}))]
pub(crate) struct PathwayJobFollowUp {
    /// The contract with which it began.
    pub(crate) employment_contract_id: EmploymentContractId,
    /// First day of the job.
    pub(crate) starts_on: Day,
    /// The day on which the follow-up ends (T8).
    pub(crate) due_on: Day,
    /// Until when the person is to be asked how it goes; null once all checks are made.
    #[schema(required = true)]
    pub(crate) next_check_on: Option<Day>,
}

/// A pathway.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "status": "active", "rsa_referent": false, "version": 2}))]
pub(crate) struct PathwayView {
    /// Its identifier.
    pub(crate) id: PathwayId,
    /// The person followed.
    pub(crate) participant_id: ParticipantId,
    /// The entry file it came from.
    #[schema(required = true)]
    pub(crate) entry_file_id: Option<EntryFileId>,
    /// The decision that admitted the person.
    #[schema(required = true)]
    pub(crate) decision_id: Option<DecisionId>,
    /// Where it stands.
    pub(crate) status: PathwayStatus,
    /// Why it stands there: the reason of a suspension, an exit or a cancellation.
    #[schema(required = true)]
    pub(crate) status_reason: Option<String>,
    /// First day with a referent.
    #[schema(required = true)]
    pub(crate) activated_on: Option<Day>,
    /// The day it should end.
    #[schema(required = true)]
    pub(crate) planned_end_on: Option<Day>,
    /// First day of the suspension that lasts.
    #[schema(required = true)]
    pub(crate) suspended_from: Option<Day>,
    /// The day that suspension should end.
    #[schema(required = true)]
    pub(crate) suspended_until: Option<Day>,
    /// The job that is followed, in `in_job_follow_up`.
    #[schema(required = true)]
    pub(crate) job_follow_up: Option<PathwayJobFollowUp>,
    /// The exit, proposed or validated.
    #[schema(required = true)]
    pub(crate) exit: Option<PathwayExit>,
    /// Who follows it today; before the first day of the first referent, that one.
    #[schema(required = true)]
    pub(crate) referent: Option<PathwayReferent>,
    /// The pathway of the same person before this one.
    #[schema(required = true)]
    pub(crate) previous_pathway_id: Option<PathwayId>,
    /// Why somebody living elsewhere is followed (S2.2).
    #[schema(required = true)]
    pub(crate) out_of_area_reason: Option<String>,
    /// Whether the referent is also the RSA referent; null for who stands beside the support.
    #[schema(required = true)]
    pub(crate) rsa_referent: Option<bool>,
    /// The territory.
    #[schema(required = true)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Day of the last interview held.
    #[schema(required = true)]
    pub(crate) last_interview_on: Option<Day>,
    /// Last day for the next milestone (T2); null while the timer stands still.
    #[schema(required = true)]
    pub(crate) next_milestone_due_on: Option<Day>,
    /// Last day for the next interview (T1); null while the timer stands still.
    #[schema(required = true)]
    pub(crate) next_interview_due_on: Option<Day>,
    /// Barriers not lifted; null for who stands beside the support.
    #[schema(required = true)]
    pub(crate) open_barriers: Option<i64>,
    /// Stages, whatever their state.
    pub(crate) stages_count: i64,
    /// Account that recorded it.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
    /// Its referents in order of time, when `expand` names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) assignments: Option<Vec<AssignmentView>>,
    /// Its objectives, when `expand` names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) objectives: Option<Vec<ObjectiveView>>,
    /// Its barriers, when `expand` names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) barriers: Option<Vec<BarrierView>>,
    /// Its stages, when `expand` names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) stages: Option<Vec<StageView>>,
    /// Its interviews, when `expand` names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) interviews: Option<Vec<InterviewView>>,
    /// Its milestones, when `expand` names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) milestones: Option<Vec<MilestoneView>>,
    /// Its employment contracts, when `expand` names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) contracts: Option<Vec<EmploymentContractView>>,
}

crate::page_of!(PathwayPage, PathwayView);

/// A period in which a referent followed a pathway.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "referent_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "starts_on": "2026-03-02", "ends_on": null, "version": 1}))]
pub(crate) struct AssignmentView {
    /// Its identifier.
    pub(crate) id: AssignmentId,
    /// The pathway.
    pub(crate) pathway_id: PathwayId,
    /// The person followed.
    pub(crate) participant_id: ParticipantId,
    /// The referent.
    pub(crate) referent_id: ReferentId,
    /// The referent's account.
    pub(crate) user_id: UserId,
    /// First day.
    pub(crate) starts_on: Day,
    /// Last day, included; null while it lasts.
    #[schema(required = true)]
    pub(crate) ends_on: Option<Day>,
    /// Why the referent changed.
    #[schema(required = true)]
    pub(crate) reason: Option<String>,
    /// What the referent before left for this one.
    #[schema(required = true)]
    pub(crate) handover_note: Option<String>,
    /// Account that recorded it.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(AssignmentPage, AssignmentView);

/// Something that happened to a pathway.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "from": "active", "to": "suspended", "effective_on": "2026-03-02", "reason": "sickness", "at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct PathwayEventView {
    /// Its identifier.
    pub(crate) id: AnyId,
    /// Where the pathway stood; null at the admission.
    #[schema(required = true)]
    pub(crate) from: Option<PathwayStatus>,
    /// Where it stood then; the same when it did not move.
    pub(crate) to: PathwayStatus,
    /// From which day.
    pub(crate) effective_on: Day,
    /// When it was recorded.
    pub(crate) at: Instant,
    /// The account or client that recorded it.
    #[schema(required = true)]
    pub(crate) by: Option<AnyId>,
    /// Why: a code, or words.
    #[schema(required = true)]
    pub(crate) reason: Option<String>,
}

crate::page_of!(PathwayEventPage, PathwayEventView);

/// One pathway with what stands beside it.
pub(crate) fn view(cx: &mut Ctx<'_>, row: PathwayRow) -> Outcome<PathwayView> {
    let mut beside = store::beside(cx, &[row.id])?;
    Ok(PathwayView::of(row, &mut beside))
}

/// Many pathways, each with what stands beside it.
pub(crate) fn views(cx: &mut Ctx<'_>, rows: &[PathwayRow]) -> Outcome<Beside> {
    let ids: Vec<PathwayId> = rows.iter().map(|r| r.id).collect();
    store::beside(cx, &ids)
}

impl PathwayView {
    pub(crate) fn of(row: PathwayRow, beside: &mut Beside) -> Self {
        let exit = row.exit_reason.map(|reason| PathwayExit {
            on: row.exit_on.or(row.exit_provisional_on),
            reason,
            category: row.exit_category,
            provisional_on: row.exit_provisional_on,
            validated_on: row.exit_validated_on,
            target_structure_id: row.exit_target_structure_id,
        });
        Self {
            exit,
            job_follow_up: beside.follow_ups.remove(&row.id).map(PathwayJobFollowUp::from),
            referent: beside.referents.remove(&row.id).map(PathwayReferent::from),
            open_barriers: Some(beside.open_barriers.get(&row.id).copied().unwrap_or(0)),
            stages_count: beside.stages.get(&row.id).copied().unwrap_or(0),
            id: row.id,
            participant_id: row.participant_id,
            entry_file_id: row.entry_file_id,
            decision_id: row.decision_id,
            status: row.status,
            status_reason: row.status_reason,
            activated_on: row.activated_on,
            planned_end_on: row.planned_end_on,
            suspended_from: row.suspended_from,
            suspended_until: row.suspended_until,
            previous_pathway_id: row.previous_pathway_id,
            out_of_area_reason: row.out_of_area_reason,
            rsa_referent: Some(row.rsa_referent),
            territory_id: row.territory_id,
            last_interview_on: row.last_interview_on,
            next_milestone_due_on: row.next_milestone_due_on,
            next_interview_due_on: row.next_interview_due_on,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            assignments: None,
            objectives: None,
            barriers: None,
            stages: None,
            interviews: None,
            milestones: None,
            contracts: None,
        }
    }
}

impl PathwayView {
    /// As the caller reads it: whole, or where it stands, who follows it and how it ended.
    pub(crate) fn shown(self, whole: &Whole) -> Self {
        if whole.has(self.participant_id) {
            return self;
        }
        Self {
            entry_file_id: None,
            decision_id: None,
            status_reason: None,
            suspended_from: None,
            suspended_until: None,
            job_follow_up: None,
            out_of_area_reason: None,
            rsa_referent: None,
            last_interview_on: None,
            next_milestone_due_on: None,
            next_interview_due_on: None,
            open_barriers: None,
            recorded_by: None,
            ..self
        }
    }
}

impl From<FollowedBy> for PathwayReferent {
    fn from(f: FollowedBy) -> Self {
        Self {
            id: f.referent_id,
            user_id: f.user_id,
            first_name: f.first_name,
            last_name: f.last_name,
            since: f.starts_on,
        }
    }
}

impl From<FollowUpRow> for PathwayJobFollowUp {
    fn from(row: FollowUpRow) -> Self {
        Self {
            employment_contract_id: row.employment_contract_id,
            starts_on: row.starts_on,
            due_on: row.due_on,
            next_check_on: row.next_check_on,
        }
    }
}

impl From<AssignmentRow> for AssignmentView {
    fn from(row: AssignmentRow) -> Self {
        Self {
            id: row.id,
            pathway_id: row.pathway_id,
            participant_id: row.participant_id,
            referent_id: row.referent_id,
            user_id: row.user_id,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            reason: row.reason,
            handover_note: row.handover_note.and_then(words::told),
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<EventRow> for PathwayEventView {
    fn from(row: EventRow) -> Self {
        Self {
            id: row.id,
            from: row.from_status,
            to: row.to_status,
            effective_on: row.effective_on,
            at: row.at,
            by: row.actor_id,
            reason: row.reason,
        }
    }
}
