//! Participations as they are sent and shown.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::{Day, Instant};
use crate::esf::participations::rules::indicators::Indicator;
use crate::esf::participations::rules::{EsfItem, Moment};
use crate::http::text::Note;
use crate::ids::{OperationId, ParticipantId, ParticipationId, ParticipationRecordId, PathwayId, SituationId, UserId};
use crate::participants::situations::SituationIn;
use crate::pathways::Reached;

/// A new participation. The situation is that of `situation`, or of `situation_id`; if both are left out, the one that is
/// known for the day of the entry.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "entered_on": "2026-03-02"}))]
pub(crate) struct ParticipationIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<ParticipationId>,
    /// The participant.
    pub(crate) participant_id: ParticipantId,
    /// The operation; one participation a person and operation.
    pub(crate) operation_id: OperationId,
    /// The pathway under which it takes place; the person's own if left out.
    #[serde(default)]
    pub(crate) pathway_id: Option<PathwayId>,
    /// The day of the first action in the operation.
    pub(crate) entered_on: Day,
    /// The situation on that day, to be recorded with it.
    #[serde(default)]
    pub(crate) situation: Option<SituationIn>,
    /// A situation recorded already.
    #[serde(default)]
    pub(crate) situation_id: Option<SituationId>,
    /// Whether the commune is thinly populated.
    #[serde(default)]
    pub(crate) rural: Option<bool>,
    /// Whether nobody of working age in the household works; asked of the older operations.
    #[serde(default)]
    pub(crate) jobless_household: Option<bool>,
    /// Whether children depend on the household; asked of the older operations.
    #[serde(default)]
    pub(crate) dependent_children: Option<bool>,
}

/// The entry of a participation told anew, all of it. The situation is found as when it was opened.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"entered_on": "2026-03-02", "rural": false}))]
pub(crate) struct ParticipationEntryIn {
    /// The day of the first action in the operation.
    pub(crate) entered_on: Day,
    /// The situation on that day, to be recorded with it.
    #[serde(default)]
    pub(crate) situation: Option<SituationIn>,
    /// A situation recorded already.
    #[serde(default)]
    pub(crate) situation_id: Option<SituationId>,
    /// Whether the commune is thinly populated.
    #[serde(default)]
    pub(crate) rural: Option<bool>,
    /// Whether nobody of working age in the household works; asked of the older operations.
    #[serde(default)]
    pub(crate) jobless_household: Option<bool>,
    /// Whether children depend on the household; asked of the older operations.
    #[serde(default)]
    pub(crate) dependent_children: Option<bool>,
}

/// The exit of a participation, all of it. The situation is that of `situation`, or of `situation_id`; if both are left
/// out, the one that is known for the four weeks after the exit.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"exited_on": "2026-02-20", "situation": {"as_of": "2026-02-23", "labour_status": "employee", "in_education": false, "isced": 3, "source": "participant"}, "qualification_gained": false}))]
pub(crate) struct ParticipationExitIn {
    /// The day of the last action in the operation.
    pub(crate) exited_on: Day,
    /// The situation within four weeks of it, to be recorded with it.
    #[serde(default)]
    pub(crate) situation: Option<SituationIn>,
    /// A situation recorded already.
    #[serde(default)]
    pub(crate) situation_id: Option<SituationId>,
    /// Whether the situation of the entry stands for that of the exit, after a very short support (R7.9).
    #[serde(default)]
    pub(crate) carried_over: bool,
    /// Whether the person looks for work; asked of who was inactive and still is.
    #[serde(default)]
    pub(crate) searching: Option<bool>,
    /// Whether a qualification was gained, by a formal assessment.
    #[serde(default)]
    pub(crate) qualification_gained: Option<bool>,
}

/// The situation six months after the exit. It is that of `situation`, or of `situation_id`; if both are left out, the
/// one that is known for that time.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reached": "yes", "situation": {"as_of": "2026-08-24", "labour_status": "employee", "in_education": false, "isced": 3, "source": "participant"}}))]
pub(crate) struct ParticipationSixMonthIn {
    /// Whether the person was reached; `no` once so many attempts are logged.
    pub(crate) reached: Reached,
    /// The situation, to be recorded with it.
    #[serde(default)]
    pub(crate) situation: Option<SituationIn>,
    /// A situation recorded already.
    #[serde(default)]
    pub(crate) situation_id: Option<SituationId>,
    /// Whether the situation of somebody employed at the entry has improved: a steadier, fuller or more qualified job,
    /// more responsibility; not a rise in pay alone.
    #[serde(default)]
    pub(crate) improved: Option<bool>,
}

/// The return of a person to an operation that they had left.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"on": "2026-06-01"}))]
pub(crate) struct ReenterIn {
    /// The day of the return.
    pub(crate) on: Day,
    /// The pathway that began with it; the person's own if left out.
    #[serde(default)]
    pub(crate) pathway_id: Option<PathwayId>,
}

/// Why a participation never was one.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Saisie sur la mauvaise opération"}))]
pub(crate) struct VoidParticipationIn {
    /// Why.
    pub(crate) reason: Note,
}

/// Which participations of an operation are opened.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"limit": 100}))]
pub(crate) struct OpenParticipationsIn {
    /// How many at most.
    #[serde(default)]
    #[validate(range(min = 1, max = 200))]
    #[schema(minimum = 1, maximum = 200)]
    pub(crate) limit: Option<i64>,
}

/// A participation that was opened.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d0", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "entered_on": "2026-02-03"}))]
pub(crate) struct OpenedParticipation {
    /// The participation.
    pub(crate) id: ParticipationId,
    /// The participant.
    pub(crate) participant_id: ParticipantId,
    /// The day of the first time recorded for the person on the operation.
    pub(crate) entered_on: Day,
}

/// The participations that were opened.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"opened": [{"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d0", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "entered_on": "2026-02-03"}], "has_more": false}))]
pub(crate) struct OpenedParticipationsView {
    /// Those that were opened.
    pub(crate) opened: Vec<OpenedParticipation>,
    /// Whether more are to be opened.
    pub(crate) has_more: bool,
}

/// A situation as it was told of a participation: a copy, which stays.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"situation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d6", "as_of": "2026-03-02", "labour_status": "unemployed_12_24m", "unemployment_months": 14, "in_education": false, "isced": 3, "housing_situation": "social_tenant", "source": "participant"}))]
pub(crate) struct ParticipationSituation {
    /// The situation it was copied from.
    #[schema(required = true)]
    pub(crate) situation_id: Option<SituationId>,
    /// The day it holds for.
    #[schema(required = true)]
    pub(crate) as_of: Option<Day>,
    /// Code of the list `labour_status`.
    pub(crate) labour_status: String,
    /// Months without work; where they were not told, just above the least that the labour status speaks of.
    #[schema(required = true)]
    pub(crate) unemployment_months: Option<i64>,
    /// In education or training.
    #[schema(required = true)]
    pub(crate) in_education: Option<bool>,
    /// Highest level of education, ISCED 2011.
    #[schema(required = true)]
    pub(crate) isced: Option<i64>,
    /// Code of the list `housing`.
    #[schema(required = true)]
    pub(crate) housing_situation: Option<String>,
    /// Code of the list `situation_source` (R7.8).
    #[schema(required = true)]
    pub(crate) source: Option<String>,
}

/// When each moment was first told; none of them ever moves.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"entry": "2026-03-02T08:00:00Z", "exit": null, "six_month": null}))]
pub(crate) struct FirstRecorded {
    /// The situation at the entry.
    #[schema(required = true)]
    pub(crate) entry: Option<Instant>,
    /// The situation at the exit.
    #[schema(required = true)]
    pub(crate) exit: Option<Instant>,
    /// The situation six months later.
    #[schema(required = true)]
    pub(crate) six_month: Option<Instant>,
}

/// Something that is missing.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"moment": "exit", "item": "qualification_gained", "required": true}))]
pub(crate) struct MissingItem {
    /// Of which moment.
    pub(crate) moment: Moment,
    /// What.
    pub(crate) item: EsfItem,
    /// Whether the record is incomplete without it; sensitive answers and housing are asked, and may be declined (R7.3).
    pub(crate) required: bool,
}

/// A participation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d0", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "entered_on": "2026-03-02", "exited_on": null, "exit_situation": null, "six_month_situation": null, "complete_entry": true, "complete_exit": false, "complete_six_month": false, "declined_items": ["disabled"], "missing": [], "counts_in": ["eeco01", "eeco02", "eeco03", "eeco10"], "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct ParticipationView {
    /// Its identifier.
    pub(crate) id: ParticipationId,
    /// The participant.
    pub(crate) participant_id: ParticipantId,
    /// The operation.
    pub(crate) operation_id: OperationId,
    /// The pathway under which it takes place; after a return, the last.
    pub(crate) pathway_id: PathwayId,
    /// The day of the first action.
    pub(crate) entered_on: Day,
    /// The day of the last action; for who was there when the operation ended, its last day.
    #[schema(required = true)]
    pub(crate) exited_on: Option<Day>,
    /// The situation at the entry.
    #[schema(required = true)]
    pub(crate) entry_situation: Option<ParticipationSituation>,
    /// The situation at the exit.
    #[schema(required = true)]
    pub(crate) exit_situation: Option<ParticipationSituation>,
    /// The situation six months after the exit.
    #[schema(required = true)]
    pub(crate) six_month_situation: Option<ParticipationSituation>,
    /// Whether the commune is thinly populated.
    #[schema(required = true)]
    pub(crate) rural: Option<bool>,
    /// Whether nobody of working age in the household works.
    #[schema(required = true)]
    pub(crate) jobless_household: Option<bool>,
    /// Whether children depend on the household.
    #[schema(required = true)]
    pub(crate) dependent_children: Option<bool>,
    /// Whether the situation of the entry stands for that of the exit (R7.9).
    pub(crate) carried_over: bool,
    /// Whether the person looked for work at the exit.
    #[schema(required = true)]
    pub(crate) searching: Option<bool>,
    /// Whether a qualification was gained.
    #[schema(required = true)]
    pub(crate) qualification_gained: Option<bool>,
    /// Whether the person was reached six months later.
    #[schema(required = true)]
    pub(crate) reached: Option<Reached>,
    /// Whether the situation of somebody employed had improved.
    #[schema(required = true)]
    pub(crate) improved: Option<bool>,
    /// What the person did not wish to answer at the entry: not missing (R7.3).
    pub(crate) declined_items: Vec<EsfItem>,
    /// Whether nothing required is missing of the entry.
    pub(crate) complete_entry: bool,
    /// Whether nothing required is missing of the exit.
    pub(crate) complete_exit: bool,
    /// Whether the six months after are told, or nobody could reach the person.
    pub(crate) complete_six_month: bool,
    /// When each moment was first told.
    pub(crate) first_recorded_at: FirstRecorded,
    /// What is missing.
    pub(crate) missing: Vec<MissingItem>,
    /// Until when the exit is to be told (T6).
    #[schema(required = true)]
    pub(crate) exit_due_on: Option<Day>,
    /// The day on which six months have passed since the exit (T7).
    #[schema(required = true)]
    pub(crate) six_month_on: Option<Day>,
    /// Until when the situation of that time is to be told (T7).
    #[schema(required = true)]
    pub(crate) six_month_due_on: Option<Day>,
    /// Whether the exit was told after its four weeks, or is not told and they are over.
    pub(crate) late: bool,
    /// The common indicators that the participation counts in today, sensitive ones left out.
    pub(crate) counts_in: Vec<Indicator>,
    /// When it was found never to have been one.
    #[schema(required = true)]
    pub(crate) voided_at: Option<Instant>,
    /// Why.
    #[schema(required = true)]
    pub(crate) void_reason: Option<String>,
    /// The account that recorded it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(ParticipationPage, ParticipationView);

/// What was told of a participation at one time.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d8", "moment": "exit", "revision": 1, "on": "2026-02-20", "withdrawn": false, "carried_over": false, "situation": null, "searching": null, "qualification_gained": null, "reached": null, "improved": null, "recorded_at": "2026-02-23T08:00:00Z", "recorded_by": null}))]
pub(crate) struct ParticipationRecordView {
    /// Its identifier.
    pub(crate) id: ParticipationRecordId,
    /// What it is about.
    pub(crate) moment: Moment,
    /// How often it was told of that moment until then.
    pub(crate) revision: i64,
    /// The day of the entry, of the exit, of the answer; where it is withdrawn, of the return.
    pub(crate) on: Day,
    /// Whether it takes back what was told: the person came back (R7.6).
    pub(crate) withdrawn: bool,
    /// Whether the situation of the entry stands for that of the exit.
    pub(crate) carried_over: bool,
    /// The situation, where one was told.
    #[schema(required = true)]
    pub(crate) situation: Option<ParticipationSituation>,
    /// Whether the person looked for work.
    #[schema(required = true)]
    pub(crate) searching: Option<bool>,
    /// Whether a qualification was gained.
    #[schema(required = true)]
    pub(crate) qualification_gained: Option<bool>,
    /// Whether the person was reached six months later.
    #[schema(required = true)]
    pub(crate) reached: Option<Reached>,
    /// Whether the situation had improved.
    #[schema(required = true)]
    pub(crate) improved: Option<bool>,
    /// When it was recorded.
    pub(crate) recorded_at: Instant,
    /// The account that recorded it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
}

crate::page_of!(ParticipationRecordPage, ParticipationRecordView);

/// Which participations.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ParticipationFilter {
    /// Only of this person.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "uuid")]
    pub(crate) participant_id: Option<ParticipantId>,
    /// Only in this operation.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "uuid")]
    pub(crate) operation_id: Option<OperationId>,
    /// Only under this pathway.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "uuid")]
    pub(crate) pathway_id: Option<PathwayId>,
    /// Only those of which this has come and is not told whole.
    #[serde(default)]
    #[param(required = false, nullable = false, inline)]
    pub(crate) missing: Option<Moment>,
}
