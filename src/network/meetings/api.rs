//! Meetings over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow;
use super::store::{self, AttendeeRow, MeetingRow};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::{Code, Long, Note};
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{MeetingId, PartnerStructureId, TerritoryId, UserId};
use crate::network::attendees::Attendee;

/// Somebody who was invited, or came.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"user_id": null, "structure_id": null, "name": "Agnès Roux", "attended": true}))]
pub(crate) struct AttendeeView {
    /// Their account.
    #[schema(required = true)]
    pub(crate) user_id: Option<UserId>,
    /// The structure they speak for.
    #[schema(required = true)]
    pub(crate) structure_id: Option<PartnerStructureId>,
    /// Their name.
    #[schema(required = true)]
    pub(crate) name: Option<String>,
    /// Whether they came; not known yet if null.
    #[schema(required = true)]
    pub(crate) attended: Option<bool>,
}

/// A meeting.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "kind": "team", "starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-02T10:00:00Z", "place": null, "territory_id": null, "attendees": [], "minutes": null, "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct MeetingView {
    /// Its identifier.
    pub(crate) id: MeetingId,
    /// What it is, a code of `meeting_kind`.
    pub(crate) kind: String,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End.
    pub(crate) ends_at: Instant,
    /// Where.
    #[schema(required = true)]
    pub(crate) place: Option<String>,
    /// The territory it is about; the whole PLIE if null.
    #[schema(required = true)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Who was invited, and who came.
    pub(crate) attendees: Vec<AttendeeView>,
    /// What was said and decided.
    #[schema(required = true)]
    pub(crate) minutes: Option<String>,
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

crate::page_of!(MeetingPage, MeetingView);

/// A new meeting.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "team", "starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-02T10:00:00Z", "attendees": [{"name": "Agnès Roux"}]}))]
pub(crate) struct MeetingIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<MeetingId>,
    /// What it is, a code of `meeting_kind`.
    pub(crate) kind: Code,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End, on the same day.
    pub(crate) ends_at: Instant,
    /// Where.
    #[serde(default)]
    pub(crate) place: Option<Note>,
    /// The territory it is about; the whole PLIE if left out.
    #[serde(default)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Who is invited, and who came.
    #[serde(default)]
    #[schema(max_items = 500)]
    #[validate(length(max = 500))]
    pub(crate) attendees: Option<Vec<Attendee>>,
    /// What was said and decided.
    #[serde(default)]
    pub(crate) minutes: Option<Long>,
}

/// What changes of a meeting.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"minutes": "Point sur les entrées du trimestre."}))]
pub(crate) struct MeetingPatch {
    /// What it is, a code of `meeting_kind`.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) kind: Option<Code>,
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
    /// The territory it is about; the whole PLIE if null.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) territory_id: Option<Option<TerritoryId>>,
    /// Who is invited, and who came; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 500)]
    #[validate(length(max = 500))]
    pub(crate) attendees: Option<Vec<Attendee>>,
    /// What was said and decided.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) minutes: Option<Option<Long>>,
}

/// Which meetings are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeetingFilter {
    /// Only those of this kind.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) kind: Option<Code>,
    /// Only those about this territory.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Only those to which this account was invited.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) user_id: Option<UserId>,
    /// Only those on this day or later.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) from: Option<Day>,
    /// Only those on this day or earlier.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) to: Option<Day>,
}

/// List meetings
///
/// The latest first. Sorts: `-starts_at`, `starts_at`.
#[utoipa::path(tag = "meetings", params(PageParams, MeetingFilter), responses((status = 200, description = "One page", body = MeetingPage)))]
#[get("/meetings")]
pub(crate) async fn list_meetings(
    app: App,
    caller: Caller,
    filter: Query<MeetingFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, &filter.0, &page)?;
        let ids: Vec<MeetingId> = found.items.iter().map(|row| row.id).collect();
        let mut people = store::attendees(cx, &ids)?;
        let view = |row: MeetingRow| {
            let there = people.remove(&row.id).unwrap_or_default();
            MeetingView::of(row, there)
        };
        found.map(view).reply(&page, cx.lang())
    })
    .await
}

/// Record a meeting
///
/// Held or to come; who came is told from its day on.
#[utoipa::path(tag = "meetings", request_body = MeetingIn, responses((status = 201, description = "Created", body = MeetingView)))]
#[post("/meetings")]
pub(crate) async fn create_meeting(app: App, caller: Caller, body: Valid<MeetingIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/meetings/{}", row.id));
        Reply::created(&shown(cx, row)?, version, location)
    })
    .await
}

/// Get a meeting
///
/// With who was invited, who came, and the minutes.
#[utoipa::path(tag = "meetings", params(("id" = MeetingId, Path, description = "The meeting")), responses((status = 200, description = "The meeting", body = MeetingView)))]
#[get("/meetings/{id}")]
pub(crate) async fn get_meeting(app: App, caller: Caller, id: web::Path<MeetingId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&shown(cx, row)?, version)
    })
    .await
}

/// Change a meeting
///
/// Who came and the minutes among others; referents and officers of projects and employers change those that they
/// recorded.
#[utoipa::path(tag = "meetings", params(("id" = MeetingId, Path, description = "The meeting")), request_body = MeetingPatch, responses((status = 200, description = "Changed", body = MeetingView)))]
#[patch("/meetings/{id}")]
pub(crate) async fn update_meeting(
    app: App,
    caller: Caller,
    id: web::Path<MeetingId>,
    body: Valid<MeetingPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&shown(cx, row)?, version)
    })
    .await
}

fn shown(cx: &mut Ctx<'_>, row: MeetingRow) -> Outcome<MeetingView> {
    let people = store::attendees(cx, &[row.id])?.remove(&row.id).unwrap_or_default();
    Ok(MeetingView::of(row, people))
}

impl MeetingView {
    fn of(row: MeetingRow, people: Vec<AttendeeRow>) -> Self {
        let one = |a: AttendeeRow| AttendeeView {
            user_id: a.user_id,
            structure_id: a.structure_id,
            name: a.name,
            attended: a.attended,
        };
        Self {
            attendees: people.into_iter().map(one).collect(),
            id: row.id,
            kind: row.kind,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            place: row.place,
            territory_id: row.territory_id,
            minutes: row.minutes,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
