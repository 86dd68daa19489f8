//! Events over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow;
use super::rules::EventKind;
use super::store::{self, EventRow};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::{Name, Note, Paragraph};
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{EventId, ParticipantId, PathwayId, TerritoryId, UserId};
use crate::network::attendances::{self, AttendanceIn, AttendanceOutcome, AttendanceRow, Held};

/// Somebody who is sent to an event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "outcome": "registered"}))]
pub(crate) struct EventAttendanceView {
    /// The pathway of the person.
    pub(crate) pathway_id: PathwayId,
    /// The person.
    pub(crate) participant_id: ParticipantId,
    /// Whether they came.
    pub(crate) outcome: AttendanceOutcome,
}

/// An event of the territory (S3.28).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "kind": "job_dating", "title": "Job dating logistique", "description": null, "starts_at": "2026-03-12T08:00:00Z", "ends_at": "2026-03-12T12:00:00Z", "place": "Maison de l'emploi", "territory_id": null, "attendances": [], "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct EventView {
    /// Its identifier.
    pub(crate) id: EventId,
    /// What it is.
    pub(crate) kind: EventKind,
    /// Its title.
    pub(crate) title: String,
    /// What it is about.
    #[schema(required = true)]
    pub(crate) description: Option<String>,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End.
    pub(crate) ends_at: Instant,
    /// Where.
    #[schema(required = true)]
    pub(crate) place: Option<String>,
    /// The territory it belongs to; the whole PLIE if null.
    #[schema(required = true)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Who is sent to it, of those whom the caller reaches.
    pub(crate) attendances: Vec<EventAttendanceView>,
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

crate::page_of!(EventPage, EventView);

/// A new event.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "job_dating", "title": "Job dating logistique", "starts_at": "2026-03-12T08:00:00Z", "ends_at": "2026-03-12T12:00:00Z", "place": "Maison de l'emploi"}))]
pub(crate) struct EventIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<EventId>,
    /// What it is.
    pub(crate) kind: EventKind,
    /// Its title.
    pub(crate) title: Name,
    /// What it is about.
    #[serde(default)]
    pub(crate) description: Option<Paragraph>,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End, within a month.
    pub(crate) ends_at: Instant,
    /// Where.
    #[serde(default)]
    pub(crate) place: Option<Note>,
    /// The territory it belongs to; the whole PLIE if left out.
    #[serde(default)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Who is sent to it: open pathways that the caller reaches.
    #[serde(default)]
    #[schema(max_items = 500)]
    #[validate(length(max = "attendances::MOST"))]
    pub(crate) attendances: Option<Vec<AttendanceIn>>,
}

/// What changes of an event.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"place": "Halle des sports"}))]
pub(crate) struct EventPatch {
    /// What it is.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) kind: Option<EventKind>,
    /// Its title.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) title: Option<Name>,
    /// What it is about.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) description: Option<Option<Paragraph>>,
    /// Start.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) starts_at: Option<Instant>,
    /// End.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) ends_at: Option<Instant>,
    /// Where.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) place: Option<Option<Note>>,
    /// The territory it belongs to; the whole PLIE if null.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) territory_id: Option<Option<TerritoryId>>,
    /// Who is sent to it; the list replaces those of the people whom the caller reaches.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 500)]
    #[validate(length(max = "attendances::MOST"))]
    pub(crate) attendances: Option<Vec<AttendanceIn>>,
}

/// Which events are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventFilter {
    /// Only those of this kind.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) kind: Option<EventKind>,
    /// Only those of this territory.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Only those that start on this day or later.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) from: Option<Day>,
    /// Only those that start on this day or earlier.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) to: Option<Day>,
}

/// List events
///
/// The latest first, each with those of the people sent to it whom the caller reaches. Sorts: `-starts_at`,
/// `starts_at`.
#[utoipa::path(tag = "events", params(PageParams, EventFilter), responses((status = 200, description = "One page", body = EventPage)))]
#[get("/events-calendar")]
pub(crate) async fn list_events(app: App, caller: Caller, filter: Query<EventFilter>, page: PageIn) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, &filter.0, &page)?;
        let held: Vec<Held> = found.items.iter().map(|row| Held::Event(row.id)).collect();
        let reach = cx.reach_in("get_pathway");
        let mut people = attendances::load(cx, &held, Some(&reach))?;
        let view = |row: EventRow| {
            let there = people.remove(&row.id.0).unwrap_or_default();
            EventView::of(row, there)
        };
        found.map(view).reply(&page, cx.lang())
    })
    .await
}

/// Record an event
///
/// With the people who are sent to it, if any yet.
#[utoipa::path(tag = "events", request_body = EventIn, responses((status = 201, description = "Created", body = EventView)))]
#[post("/events-calendar")]
pub(crate) async fn create_event(app: App, caller: Caller, body: Valid<EventIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/events-calendar/{}", row.id));
        Reply::created(&shown(cx, row)?, version, location)
    })
    .await
}

/// Get an event
///
/// With those of the people sent to it whom the caller reaches.
#[utoipa::path(tag = "events", params(("id" = EventId, Path, description = "The event")), responses((status = 200, description = "The event", body = EventView)))]
#[get("/events-calendar/{id}")]
pub(crate) async fn get_event(app: App, caller: Caller, id: web::Path<EventId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        // whom the caller reaches changes without it
        Ok(Reply::object(&shown(cx, row)?, version)?.fingerprinted())
    })
    .await
}

/// Change an event
///
/// The list of people replaces those whom the caller reaches, and leaves those of others.
#[utoipa::path(tag = "events", params(("id" = EventId, Path, description = "The event")), request_body = EventPatch, responses((status = 200, description = "Changed", body = EventView)))]
#[patch("/events-calendar/{id}")]
pub(crate) async fn update_event(
    app: App,
    caller: Caller,
    id: web::Path<EventId>,
    body: Valid<EventPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&shown(cx, row)?, version)
    })
    .await
}

fn shown(cx: &mut Ctx<'_>, row: EventRow) -> Outcome<EventView> {
    let reach = cx.reach_in("get_pathway");
    let people = attendances::load(cx, &[Held::Event(row.id)], Some(&reach))?.remove(&row.id.0);
    Ok(EventView::of(row, people.unwrap_or_default()))
}

impl EventView {
    fn of(row: EventRow, people: Vec<AttendanceRow>) -> Self {
        let one = |a: AttendanceRow| EventAttendanceView {
            pathway_id: a.pathway_id,
            participant_id: a.participant_id,
            outcome: a.outcome,
        };
        Self {
            attendances: people.into_iter().map(one).collect(),
            id: row.id,
            kind: row.kind,
            title: row.title,
            description: row.description,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            place: row.place,
            territory_id: row.territory_id,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
