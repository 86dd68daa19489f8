//! The timeline over HTTP.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::rules;
use super::store::{self, Asked, EventRow};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::failure::Outcome;
use crate::http::text::Code;
use crate::http::{Caller, PageIn, PageParams, Query, Reply};
use crate::ids::{Any, AnyId, ParticipantId};
use crate::participants;

/// Something that happened with a participant.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"at": "2026-02-27T13:30:00Z", "kind": "interviews", "type": "held", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d6", "detail": "follow_up", "summary": "Entretien : tenu (Suivi)"}))]
pub(crate) struct TimelineEventView {
    /// When; what is known by its day alone stands at the day's first hour.
    at: Instant,
    /// The kind of object, as its collection is named.
    kind: String,
    /// What happened.
    #[serde(rename = "type")]
    what: String,
    /// The object.
    id: AnyId,
    /// A code of the object, where its kind has one: the type of an interview, the outcome of a decision.
    #[schema(required = true)]
    detail: Option<String>,
    /// In words, in the language asked for.
    summary: String,
}

crate::page_of!(TimelinePage, TimelineEventView);

/// Which events are listed.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimelineFilter {
    /// Only those of this kind of object.
    #[param(required = false, example = "interviews")]
    pub(crate) kind: Option<Code>,
}

/// Get the timeline of a participant
///
/// Every event that the caller may see in the list of its kind, the newest first. Sort: `-at`.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant"), PageParams, TimelineFilter), responses((status = 200, description = "One page", body = TimelinePage), (status = 308, description = "Merged into another: `Location` is the kept one")))]
#[get("/participants/{id}/timeline")]
pub(crate) async fn get_participant_timeline(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    page: PageIn,
    filter: Query<TimelineFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        if let Some(moved) = participants::moved(cx, *id, "/timeline")? {
            return Ok(moved);
        }
        participants::find(cx, &cx.reach.clone(), *id)?;
        let sort = page.sort(&["-at"])?;
        let place = page.after::<(Instant, String, String), Any>()?;
        let asked = Asked {
            kind: filter.0.kind.map(Code::into_string),
            after: page.updated_after,
            place: place.map(|((at, kind, what), id)| (at, kind, what, id)),
            limit: page.fetch(),
            count: page.include_total,
        };
        let (rows, total) = store::load(cx, *id, &asked)?;
        let mut found = page.cut(rows, sort, |r: &EventRow| (serde_json::json!([r.at, r.kind, r.what]), r.id))?;
        found.total = total;
        found.map(|row| view(cx, row)).reply(&page, cx.lang())
    })
    .await
}

fn view(cx: &Ctx<'_>, row: EventRow) -> TimelineEventView {
    let (fr, en) = rules::sentence(&row.kind, &row.what);
    let mut summary = cx.lang().pick(&fr, &en).to_owned();
    let label = rules::list_of(&row.kind).zip(row.detail.as_deref());
    if let Some(label) = label.and_then(|(list, code)| cx.lists().label(list, code, cx.lang())) {
        summary.push_str(&format!(" ({label})"));
    }
    TimelineEventView { at: row.at, kind: row.kind, what: row.what, id: row.id, detail: row.detail, summary }
}
