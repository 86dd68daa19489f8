//! Stages as they go over the wire.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::{Day, Instant};
use crate::http::text::{Code, Note, Paragraph};
use crate::http::{Text, patched};
use crate::ids::{
    ActionId, BarrierId, ObjectiveId, ParticipantId, PartnerStructureId, PathwayId, ProcurementContractId, StageId,
    UserId,
};
use crate::participants::Whole;
use crate::participants::vault::words;
use crate::pathways::stages::rules::{RefusedBy, ReviewKind, StageStatus};
use crate::pathways::stages::store::{ReviewRow, StageRow};

/// A stage.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "type": "immersion", "action_id": null, "procurement_contract_id": null, "provider_structure_id": null, "resource_origin": "employer_contact", "planned_starts_on": "2026-03-09", "started_on": null, "ended_on": null, "hours": 35, "rome": "N1103", "objective_ids": ["01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc"], "barrier_ids": [], "status": "proposed", "status_reason": null, "review": null, "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct StageView {
    /// Its identifier.
    pub(crate) id: StageId,
    /// The pathway it belongs to.
    pub(crate) pathway_id: PathwayId,
    /// The person it is for.
    pub(crate) participant_id: ParticipantId,
    /// What it is, a code of `stage_type`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The action of the PLIE it is a place in.
    #[schema(required = true)]
    pub(crate) action_id: Option<ActionId>,
    /// The contract whose social clause its hours count for (S3.23).
    #[schema(required = true)]
    pub(crate) procurement_contract_id: Option<ProcurementContractId>,
    /// The structure that provides it.
    #[schema(required = true)]
    pub(crate) provider_structure_id: Option<PartnerStructureId>,
    /// Where the resource comes from, a code of `resource_origin`.
    pub(crate) resource_origin: String,
    /// Planned first day.
    #[schema(required = true)]
    pub(crate) planned_starts_on: Option<Day>,
    /// First day.
    #[schema(required = true)]
    pub(crate) started_on: Option<Day>,
    /// Last day.
    #[schema(required = true)]
    pub(crate) ended_on: Option<Day>,
    /// Hours in all.
    #[schema(required = true)]
    pub(crate) hours: Option<i64>,
    /// ROME code of the trade.
    #[schema(required = true)]
    pub(crate) rome: Option<String>,
    /// The objectives it serves; none for its provider.
    pub(crate) objective_ids: Vec<ObjectiveId>,
    /// The barriers it works on; none for who stands beside the support.
    pub(crate) barrier_ids: Vec<BarrierId>,
    /// Where it stands.
    pub(crate) status: StageStatus,
    /// Why it was cancelled or refused.
    #[schema(required = true)]
    pub(crate) status_reason: Option<String>,
    /// The review that ended it.
    #[schema(required = true)]
    pub(crate) review: Option<StageReviewView>,
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

crate::page_of!(StagePage, StageView);

/// The review of a stage (S3.24).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"held_on": "2026-04-15", "kind": "referent", "result": "Métier confirmé", "participant_view": "Souhaite continuer", "late": false, "recorded_at": "2026-04-15T14:00:00Z", "recorded_by": null}))]
pub(crate) struct StageReviewView {
    /// The day it was held.
    pub(crate) held_on: Day,
    /// Who took part.
    pub(crate) kind: ReviewKind,
    /// What the stage brought; null in a list, which shows no words.
    #[schema(required = true)]
    pub(crate) result: Option<String>,
    /// The person's own view (S3.25); null in a list, which shows no words.
    #[schema(required = true)]
    pub(crate) participant_view: Option<String>,
    /// Whether it was recorded later than the PLIE's delay (§ 6.4).
    pub(crate) late: bool,
    /// When it was recorded.
    pub(crate) recorded_at: Instant,
    /// The account that recorded it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
}

/// A new stage. It names at least one objective or barrier of its pathway.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"type": "immersion", "resource_origin": "employer_contact", "planned_starts_on": "2026-03-09", "hours": 35, "rome": "N1103", "objective_ids": ["01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc"]}))]
pub(crate) struct StageIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<StageId>,
    /// What it is, a code of `stage_type`.
    #[serde(rename = "type")]
    pub(crate) kind: Code,
    /// The action of the PLIE it is a place in: an open one with a place left (409 `conflict_action_not_open`,
    /// `conflict_action_full`).
    #[serde(default)]
    pub(crate) action_id: Option<ActionId>,
    /// The contract whose social clause its hours count for (S3.23).
    #[serde(default)]
    pub(crate) procurement_contract_id: Option<ProcurementContractId>,
    /// The structure that provides it.
    #[serde(default)]
    pub(crate) provider_structure_id: Option<PartnerStructureId>,
    /// Where the resource comes from, a code of `resource_origin`.
    pub(crate) resource_origin: Code,
    /// Planned first day.
    #[serde(default)]
    pub(crate) planned_starts_on: Option<Day>,
    /// First day, where it has begun already.
    #[serde(default)]
    pub(crate) started_on: Option<Day>,
    /// Last day, where it is over already.
    #[serde(default)]
    pub(crate) ended_on: Option<Day>,
    /// Hours in all.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100000)]
    #[validate(range(max = 100_000, message = "100000 au plus / at most 100000"))]
    pub(crate) hours: Option<i64>,
    /// ROME code of the trade.
    #[serde(default)]
    pub(crate) rome: Option<Text<1, 5>>,
    /// The objectives it serves, of the same pathway.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) objective_ids: Option<Vec<ObjectiveId>>,
    /// The barriers it works on, of the same pathway.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) barrier_ids: Option<Vec<BarrierId>>,
}

/// What changes of a stage.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"hours": 70}))]
pub(crate) struct StagePatch {
    /// What it is, a code of `stage_type`.
    #[serde(default, deserialize_with = "patched", rename = "type")]
    #[schema(nullable = false)]
    pub(crate) kind: Option<Code>,
    /// The action of the PLIE it is a place in: an open one with a place left.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) action_id: Option<Option<ActionId>>,
    /// The contract whose social clause its hours count for.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) procurement_contract_id: Option<Option<ProcurementContractId>>,
    /// The structure that provides it.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) provider_structure_id: Option<Option<PartnerStructureId>>,
    /// Where the resource comes from, a code of `resource_origin`.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) resource_origin: Option<Code>,
    /// Planned first day.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) planned_starts_on: Option<Option<Day>>,
    /// First day.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) started_on: Option<Option<Day>>,
    /// Last day.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) ended_on: Option<Option<Day>>,
    /// Hours in all.
    #[serde(default, deserialize_with = "patched")]
    #[schema(minimum = 0, maximum = 100000)]
    #[validate(range(max = 100_000, message = "100000 au plus / at most 100000"))]
    pub(crate) hours: Option<Option<i64>>,
    /// ROME code of the trade.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) rome: Option<Option<Text<1, 5>>>,
    /// The objectives it serves; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) objective_ids: Option<Vec<ObjectiveId>>,
    /// The barriers it works on; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) barrier_ids: Option<Vec<BarrierId>>,
}

/// Which stages are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct StageFilter {
    /// Only those of this pathway.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) pathway_id: Option<PathwayId>,
    /// Only those of this person.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) participant_id: Option<ParticipantId>,
    /// Only those that stand so.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) status: Option<StageStatus>,
    /// Only those of this type.
    #[serde(default, rename = "type")]
    #[param(required = false, nullable = false)]
    pub(crate) kind: Option<Code>,
    /// Only the enrolments in this action.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) action_id: Option<ActionId>,
    /// Only those whose hours count for this contract.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) procurement_contract_id: Option<ProcurementContractId>,
    /// Only those this structure provides.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) provider_structure_id: Option<PartnerStructureId>,
    /// Only those that start on this day or later (the planned day, while they have not).
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) from: Option<Day>,
    /// Only those that start on this day or earlier (the planned day, while they have not).
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) to: Option<Day>,
}

/// When a stage is planned.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"planned_starts_on": "2026-03-09"}))]
pub(crate) struct StagePlanIn {
    /// Planned first day; the one already known if left out.
    #[serde(default)]
    pub(crate) planned_starts_on: Option<Day>,
}

/// When a stage started.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"started_on": "2026-03-09"}))]
pub(crate) struct StageStartIn {
    /// First day; the one already known, else today, if left out.
    #[serde(default)]
    pub(crate) started_on: Option<Day>,
}

/// How a stage ended.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"ended_on": "2026-04-10", "review": {"held_on": "2026-04-15", "result": "Métier confirmé", "participant_view": "Souhaite continuer"}}))]
pub(crate) struct StageEndIn {
    /// Last day; the one already known, else today, if left out.
    #[serde(default)]
    pub(crate) ended_on: Option<Day>,
    /// The review; a stage does not end without one (422 `rule_stage_review`).
    #[serde(default)]
    pub(crate) review: Option<StageReviewIn>,
}

/// The review of a stage.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"held_on": "2026-04-15", "result": "Métier confirmé", "participant_view": "Souhaite continuer", "kind": "tripartite"}))]
pub(crate) struct StageReviewIn {
    /// The day it was held.
    pub(crate) held_on: Day,
    /// What the stage brought.
    pub(crate) result: Paragraph,
    /// The person's own view (S3.25).
    #[serde(default)]
    pub(crate) participant_view: Option<Paragraph>,
    /// Who took part; the referent with the person if left out.
    #[serde(default)]
    pub(crate) kind: Option<ReviewKind>,
}

/// Why a stage is cancelled.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Session annulée par l'organisme"}))]
pub(crate) struct StageCancelIn {
    /// Why.
    #[serde(default)]
    pub(crate) reason: Option<Note>,
}

/// Who refuses a stage, and why.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"by": "participant", "reason": "Horaires incompatibles avec l'école"}))]
pub(crate) struct StageRefuseIn {
    /// Who refuses.
    pub(crate) by: RefusedBy,
    /// Why.
    #[serde(default)]
    pub(crate) reason: Option<Note>,
}

impl StagePatch {
    /// Whether it changes more than the days and hours of the stage.
    pub(crate) fn more_than_its_course(&self) -> bool {
        let what = self.kind.is_some() || self.action_id.is_some() || self.procurement_contract_id.is_some();
        let whose = self.provider_structure_id.is_some() || self.resource_origin.is_some() || self.rome.is_some();
        what || whose || self.objective_ids.is_some() || self.barrier_ids.is_some()
    }
}

impl StageView {
    /// As the caller reads it: whole, or what it is and when; with its review for `providers` of it.
    pub(crate) fn shown(self, whole: &Whole, providers: bool) -> Self {
        if whole.has(self.participant_id) {
            return self;
        }
        let review = self.review.filter(|_| providers);
        let (barrier_ids, objective_ids) = (Vec::new(), if providers { Vec::new() } else { self.objective_ids });
        Self { barrier_ids, objective_ids, status_reason: None, review, recorded_by: None, ..self }
    }

    /// The stage with its review.
    pub(crate) fn of(row: StageRow, review: Option<ReviewRow>) -> Self {
        Self {
            objective_ids: row.objective_ids.read().unwrap_or_default(),
            barrier_ids: row.barrier_ids.read().unwrap_or_default(),
            id: row.id,
            pathway_id: row.pathway_id,
            participant_id: row.participant_id,
            kind: row.type_,
            action_id: row.action_id,
            procurement_contract_id: row.procurement_contract_id,
            provider_structure_id: row.provider_structure_id,
            resource_origin: row.resource_origin,
            planned_starts_on: row.planned_starts_on,
            started_on: row.started_on,
            ended_on: row.ended_on,
            hours: row.hours,
            rome: row.rome,
            status: row.status,
            status_reason: row.status_reason,
            review: review.map(StageReviewView::from),
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<ReviewRow> for StageReviewView {
    fn from(row: ReviewRow) -> Self {
        Self {
            held_on: row.held_on,
            kind: row.kind,
            result: words::told(row.result),
            participant_view: row.participant_view.and_then(words::told),
            late: row.late,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
        }
    }
}
