//! Reading pathways.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    AssignmentPage, AssignmentView, PathwayEventPage, PathwayEventView, PathwayPage, PathwayView, view, views,
};
use crate::app::App;
use crate::db::Day;
use crate::failure::Outcome;
use crate::http::query::malformed;
use crate::http::text::Code;
use crate::http::{Caller, Page, PageIn, PageParams, Query, Reply};
use crate::ids::{ParticipantId, PathwayId, ReferentId, TerritoryId};
use crate::participants::vault::words;
use crate::participants::{no_right, only_whole, whole};
use crate::pathways::rules::PathwayStatus;
use crate::pathways::rules::outcomes::OutcomeRule;
use crate::pathways::{barriers, employment_contracts, flow, interviews, milestones, objectives, stages, store};
use crate::reference::names::EXIT_REASON;

crate::text_enum! {
    /// What is due of a pathway, or past its day: a milestone (T2), an interview (T1), the follow-up of a job (T8);
    /// the ESF data of an exit (T6), from the exit on until they are told whole.
    pub enum PathwayDue {
        Milestone = "milestone",
        Interview = "interview",
        FollowUp = "follow_up",
        ExitData = "exit_data",
    }
}

/// Which pathways.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PathwayFilter {
    /// Only those this referent follows today.
    #[serde(default)]
    pub(crate) referent_id: Option<ReferentId>,
    /// Only those in this state.
    #[serde(default)]
    pub(crate) status: Option<PathwayStatus>,
    /// Only those of which this is due today or overdue; the data of an exit, from the exit on until they are told.
    #[serde(default)]
    #[param(inline)]
    pub(crate) due: Option<PathwayDue>,
    /// Only those of this territory.
    #[serde(default)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Only those of this person.
    #[serde(default)]
    pub(crate) participant_id: Option<ParticipantId>,
}

/// What can be embedded.
const EMBEDDED: &[&str] = &["assignments", "objectives", "barriers", "stages", "interviews", "milestones", "contracts"];

/// What to embed.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only its description is used")]
pub(crate) struct PathwayExpand {
    /// Relations to embed, separated by commas: `assignments`, `objectives`, `barriers`, `stages`, `interviews`,
    /// `milestones`, `contracts`.
    #[param(required = false, example = "assignments")]
    expand: String,
}

/// List pathways
///
/// Who stands beside the support (`france_travail`) reads where the people of its reviews stand and how it ended, and
/// no more. Sorts: `-created_at`, `next_interview_due_on` (those without a due date last).
#[utoipa::path(tag = "pathways", params(PageParams, PathwayFilter), responses((status = 200, description = "One page", body = PathwayPage)))]
#[get("/pathways")]
pub(crate) async fn list_pathways(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<PathwayFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        if let Some(due) = filter.0.due {
            only_whole(cx, "due", due.code())?;
        }
        if page.sort(store::SORTS)? == store::BY_INTERVIEW {
            only_whole(cx, "sort", store::BY_INTERVIEW)?;
        }
        let found = store::list(cx, &page, &filter.0)?;
        let mut beside = views(cx, &found.items)?;
        let people: Vec<ParticipantId> = found.items.iter().map(|row| row.participant_id).collect();
        let whole = whole(cx, "list_pathways", &people)?;
        found.map(|row| PathwayView::of(row, &mut beside).shown(&whole)).reply(&page, cx.lang())
    })
    .await
}

/// Get a pathway
///
/// With its referent of the day, its due dates and its exit; `expand` embeds what it is made of.
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway"), PathwayExpand), responses((status = 200, description = "The pathway", body = PathwayView)))]
#[get("/pathways/{id}")]
pub(crate) async fn get_pathway(app: App, caller: Caller, id: web::Path<PathwayId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let expand = cx.expand(EMBEDDED)?;
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let (version, embeds) = (row.version, !expand.is_empty());
        let whole = whole(cx, "get_pathway", &[row.participant_id])?;
        if !whole.has(row.participant_id) && expand.iter().any(|relation| relation != "stages") {
            return Err(no_right("expand"));
        }
        let mut answer = view(cx, row)?.shown(&whole);
        for relation in expand {
            match relation.as_str() {
                "objectives" => answer.objectives = Some(objectives::of_pathway(cx, *id)?),
                "barriers" => answer.barriers = Some(barriers::of_pathway(cx, *id)?),
                "stages" => answer.stages = Some(stages::of_pathway(cx, *id)?),
                "interviews" => answer.interviews = Some(interviews::of_pathway(cx, *id)?),
                "milestones" => answer.milestones = Some(milestones::of_pathway(cx, *id)?),
                "contracts" => answer.contracts = Some(employment_contracts::of_pathway(cx, *id)?),
                _ => {
                    let rows = store::assignments(cx, *id)?;
                    let rows = words::opened(cx, rows)?;
                    answer.assignments = Some(rows.into_iter().map(AssignmentView::from).collect());
                }
            }
        }
        // what is embedded, or counted, changes without the pathway
        if embeds { Reply::value(&answer) } else { Reply::object(&answer, version).map(Reply::fingerprinted) }
    })
    .await
}

/// List the events of a pathway
///
/// Every transition and every decision about it, in order of time.
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway"), PageParams), responses((status = 200, description = "One page", body = PathwayEventPage)))]
#[get("/pathways/{id}/history")]
pub(crate) async fn get_pathway_history(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        store::list_events(cx, &page, row.id)?.map(PathwayEventView::from).reply(&page, cx.lang())
    })
    .await
}

/// List the referents of a pathway
///
/// One after the other, without gap or overlap (S3.8), each with what the one before left for them: reading a note
/// leaves a line in the access log.
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway"), PageParams), responses((status = 200, description = "One page", body = AssignmentPage)))]
#[get("/pathways/{id}/assignments")]
pub(crate) async fn list_pathway_assignments(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let Page { items, next_cursor, total } = store::list_assignments(cx, &page, row.id)?;
        // they are shown nowhere else
        let items = words::opened(cx, items)?.into_iter().map(AssignmentView::from).collect();
        Page { items, next_cursor, total }.reply(&page, cx.lang())
    })
    .await
}

/// Which exit is assessed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExitAssessmentFilter {
    /// For this reason, a code of `exit_reason`; if left out, for the positive one that is proposed, else for the
    /// outcome that comes nearest.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) reason: Option<Code>,
}

/// Whether a positive exit would hold (§ 5.7).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"qualifies": false, "reason": "job_cdi", "rule": "permanent_job", "on": "2026-09-02", "exit_on": "2026-09-02", "days_missing": 31, "proofs_missing": ["proof_of_presence"]}))]
pub(crate) struct ExitAssessmentView {
    /// Whether nothing is missing.
    pub(crate) qualifies: bool,
    /// The reason it was assessed for.
    #[schema(required = true)]
    pub(crate) reason: Option<String>,
    /// The rule it rests on; null where nothing is known of an outcome.
    #[schema(required = true)]
    pub(crate) rule: Option<OutcomeRule>,
    /// The day it qualifies, reached or to come; null where nothing leads there.
    #[schema(required = true)]
    pub(crate) on: Option<Day>,
    /// The day that the exit would have by the PLIE's policy.
    #[schema(required = true)]
    pub(crate) exit_on: Option<Day>,
    /// Days still to go.
    pub(crate) days_missing: i64,
    /// What else is missing, by code.
    pub(crate) proofs_missing: Vec<&'static str>,
}

/// Assess the exit of a pathway
///
/// Whether a positive exit would hold today, by which rule and the PLIE's parameters, and what it lacks (§ 5.7).
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway"), ExitAssessmentFilter), responses((status = 200, description = "The assessment", body = ExitAssessmentView)))]
#[get("/pathways/{id}/exit-assessment")]
pub(crate) async fn get_exit_assessment(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    filter: Query<ExitAssessmentFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let reason = filter.0.reason.map(Code::into_string);
        if let Some(code) = &reason
            && let Err(allowed) = cx.lists().check(EXIT_REASON, code, cx.today)
        {
            return Err(malformed("reason", code, allowed));
        }
        let found = flow::assess_exit(cx, *id, reason)?;
        let assessment = found.outcome.assessment;
        Reply::value(&ExitAssessmentView {
            qualifies: assessment.qualifies(),
            reason: found.reason,
            rule: found.outcome.rule,
            on: assessment.on,
            exit_on: found.exit_on,
            days_missing: assessment.days_missing,
            proofs_missing: assessment.proofs_missing,
        })
    })
    .await
}
