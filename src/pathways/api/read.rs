//! Reading pathways.

use actix_web::{get, web};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    AssignmentPage, AssignmentView, PathwayEventPage, PathwayEventView, PathwayPage, PathwayView, view, views,
};
use crate::app::App;
use crate::failure::Outcome;
use crate::http::{Caller, PageIn, PageParams, Query, Reply};
use crate::ids::{ParticipantId, PathwayId, ReferentId, TerritoryId};
use crate::pathways::rules::PathwayStatus;
use crate::pathways::{barriers, interviews, objectives, stages, store};

crate::text_enum! {
    /// What is due of a pathway, or past its day: a milestone (T2), an interview (T1), the follow-up of a job (T8),
    /// the data of the exit (T6).
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
    /// Only those of which this is due today or overdue.
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

/// What to embed.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only its description is used")]
pub(crate) struct PathwayExpand {
    /// Relations to embed, separated by commas: `assignments`, `objectives`, `barriers`, `stages`, `interviews`.
    #[param(required = false, example = "assignments")]
    expand: String,
}

/// List pathways
///
/// Sorts: `-created_at`, `next_interview_due_on` (those without a due date last).
#[utoipa::path(tag = "pathways", params(PageParams, PathwayFilter), responses((status = 200, description = "One page", body = PathwayPage)))]
#[get("/pathways")]
pub(crate) async fn list_pathways(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<PathwayFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, &page, &filter.0)?;
        let mut beside = views(cx, &found.items)?;
        found.map(|row| PathwayView::of(row, &mut beside)).reply(&page, cx.lang())
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
        let expand = cx.expand(&["assignments", "objectives", "barriers", "stages", "interviews"])?;
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let (version, embeds) = (row.version, !expand.is_empty());
        let mut answer = view(cx, row)?;
        for relation in expand {
            match relation.as_str() {
                "objectives" => answer.objectives = Some(objectives::of_pathway(cx, *id)?),
                "barriers" => answer.barriers = Some(barriers::of_pathway(cx, *id)?),
                "stages" => answer.stages = Some(stages::of_pathway(cx, *id)?),
                "interviews" => answer.interviews = Some(interviews::of_pathway(cx, *id)?),
                _ => {
                    let rows = store::assignments(cx, *id)?;
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
/// One after the other, without gap or overlap (S3.8).
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
        store::list_assignments(cx, &page, row.id)?.map(AssignmentView::from).reply(&page, cx.lang())
    })
    .await
}
