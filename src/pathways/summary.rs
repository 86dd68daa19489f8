//! A pathway as the members of a commission read it (`domain.md` § 3): where it stands and what it is made of, without
//! what was said.

use serde::Serialize;
use utoipa::ToSchema;

use super::rules::PathwayStatus;
use super::stages::rules::StageStatus;
use super::store::{self, PathwayRow};
use super::{objectives, stages};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::Outcome;
use crate::ids::PathwayId;
use crate::pathways::objectives::ObjectiveResult;

/// What a commission reads of a pathway.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "status": "active", "referent_name": "Camille Roux", "activated_on": "2026-01-05", "planned_end_on": null, "next_milestone_due_on": "2026-06-05", "objectives": [{"text": "Passer le permis B", "result": "open"}], "stages": [{"type": "immersion", "status": "completed", "started_on": "2026-02-02", "ended_on": "2026-02-13"}]}))]
pub(crate) struct PathwaySummary {
    /// Its identifier.
    pub(crate) id: PathwayId,
    /// Where it stands.
    pub(crate) status: PathwayStatus,
    /// The referent of the day.
    #[schema(required = true)]
    pub(crate) referent_name: Option<String>,
    /// The day its first referent began.
    #[schema(required = true)]
    pub(crate) activated_on: Option<Day>,
    /// The day it should end.
    #[schema(required = true)]
    pub(crate) planned_end_on: Option<Day>,
    /// When the next milestone is due (S3.26).
    #[schema(required = true)]
    pub(crate) next_milestone_due_on: Option<Day>,
    /// Its objectives with what became of them, in order of time.
    pub(crate) objectives: Vec<ObjectiveSummary>,
    /// Its stages, in order of time.
    pub(crate) stages: Vec<StageSummary>,
}

/// An objective and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"text": "Passer le permis B", "result": "open"}))]
pub(crate) struct ObjectiveSummary {
    /// The words agreed.
    pub(crate) text: String,
    /// What became of it.
    pub(crate) result: ObjectiveResult,
}

/// What a stage was, and when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"type": "immersion", "status": "completed", "started_on": "2026-02-02", "ended_on": "2026-02-13"}))]
pub(crate) struct StageSummary {
    /// What it is, a code of `stage_type`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Where it stands.
    pub(crate) status: StageStatus,
    /// First day.
    #[schema(required = true)]
    pub(crate) started_on: Option<Day>,
    /// Last day.
    #[schema(required = true)]
    pub(crate) ended_on: Option<Day>,
}

/// The summary of a pathway that was found in reach.
pub(crate) fn summary(cx: &mut Ctx<'_>, row: &PathwayRow) -> Outcome<PathwaySummary> {
    let beside = store::beside(cx, &[row.id])?;
    let referent = beside.referents.get(&row.id);
    let objectives = objectives::of_pathway(cx, row.id)?.into_iter();
    let stages = stages::of_pathway(cx, row.id)?.into_iter();
    Ok(PathwaySummary {
        id: row.id,
        status: row.status,
        referent_name: referent.map(|r| format!("{} {}", r.first_name, r.last_name)),
        activated_on: row.activated_on,
        planned_end_on: row.planned_end_on,
        next_milestone_due_on: row.next_milestone_due_on,
        objectives: objectives.map(|o| ObjectiveSummary { text: o.text, result: o.result }).collect(),
        stages: stages
            .map(|s| StageSummary { kind: s.kind, status: s.status, started_on: s.started_on, ended_on: s.ended_on })
            .collect(),
    })
}
