//! Collective sessions over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::store::{self, SessionRow};
use super::{flow, rules};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::{Name, Note};
use crate::http::{Caller, Page, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{CollectiveSessionId, OperationId, ParticipantId, PathwayId, SignatureId, UserId};
use crate::network::attendances::{self, AttendanceIn, AttendanceOutcome, AttendanceRow, Held};
use crate::participants::signatures::SignatureIn;

/// Somebody of a collective session.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "outcome": "present", "facts_hash": "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9", "signature_id": null}))]
pub(crate) struct SessionAttendanceView {
    /// The pathway of the person.
    pub(crate) pathway_id: PathwayId,
    /// The person.
    pub(crate) participant_id: ParticipantId,
    /// Whether they came.
    pub(crate) outcome: AttendanceOutcome,
    /// What a signature binds: the times, the person, who led (R6.11).
    pub(crate) facts_hash: String,
    /// Their signature.
    #[schema(required = true)]
    pub(crate) signature_id: Option<SignatureId>,
}

/// A collective session (S2.13).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "title": "Atelier CV", "leader_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "starts_at": "2026-03-02T13:00:00Z", "ends_at": "2026-03-02T15:00:00Z", "place": "Maison de l'emploi", "operation_id": null, "attendances": [], "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct CollectiveSessionView {
    /// Its identifier.
    pub(crate) id: CollectiveSessionId,
    /// Its title.
    pub(crate) title: String,
    /// The account of whoever leads it.
    pub(crate) leader_id: UserId,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End.
    pub(crate) ends_at: Instant,
    /// Where.
    #[schema(required = true)]
    pub(crate) place: Option<String>,
    /// The operation it belongs to.
    #[schema(required = true)]
    pub(crate) operation_id: Option<OperationId>,
    /// Who takes part.
    pub(crate) attendances: Vec<SessionAttendanceView>,
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

crate::page_of!(CollectiveSessionPage, CollectiveSessionView);

/// A new collective session.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Atelier CV", "leader_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "starts_at": "2026-03-02T13:00:00Z", "ends_at": "2026-03-02T15:00:00Z", "place": "Maison de l'emploi", "attendances": [{"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "outcome": "registered"}]}))]
pub(crate) struct CollectiveSessionIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<CollectiveSessionId>,
    /// Its title.
    pub(crate) title: Name,
    /// The account of whoever leads it.
    pub(crate) leader_id: UserId,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End, on the same day.
    pub(crate) ends_at: Instant,
    /// Where.
    #[serde(default)]
    pub(crate) place: Option<Note>,
    /// The operation it belongs to.
    #[serde(default)]
    pub(crate) operation_id: Option<OperationId>,
    /// Who takes part: open pathways that both the caller and whoever leads see.
    #[serde(default)]
    #[schema(max_items = 500)]
    #[validate(length(max = "attendances::MOST"))]
    pub(crate) attendances: Option<Vec<AttendanceIn>>,
}

/// What changes of a collective session.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"attendances": [{"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "outcome": "present"}]}))]
pub(crate) struct CollectiveSessionPatch {
    /// Its title.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) title: Option<Name>,
    /// The account of whoever leads it.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) leader_id: Option<UserId>,
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
    /// The operation it belongs to.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) operation_id: Option<Option<OperationId>>,
    /// Who takes part; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 500)]
    #[validate(length(max = "attendances::MOST"))]
    pub(crate) attendances: Option<Vec<AttendanceIn>>,
}

/// The signature of somebody who was there.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "signature": {"kind": "electronic", "signer": {"type": "participant"}, "signed_at": "2026-03-02T15:00:00Z", "facts_hash": "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9", "method": "tablet"}}))]
pub(crate) struct SignAttendanceIn {
    /// The pathway of whoever signs.
    pub(crate) pathway_id: PathwayId,
    /// Their signature, or their refusal to sign.
    pub(crate) signature: SignatureIn,
}

/// Which collective sessions are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CollectiveSessionFilter {
    /// Only those that this account leads.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) leader_id: Option<UserId>,
    /// Only those of this operation.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) operation_id: Option<OperationId>,
    /// Only those in which the person of this pathway takes part.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) pathway_id: Option<PathwayId>,
    /// Only those on this day or later.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) from: Option<Day>,
    /// Only those on this day or earlier.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) to: Option<Day>,
}

/// List collective sessions
///
/// Of the staff in reach, one's own in the first place; a provider (`provider`) lists those that its account leads, until
/// `partner_read_days` after their day. The latest first. Sorts: `-starts_at`, `starts_at`.
#[utoipa::path(tag = "collective_sessions", params(PageParams, CollectiveSessionFilter), responses((status = 200, description = "One page", body = CollectiveSessionPage)))]
#[get("/collective-sessions")]
pub(crate) async fn list_collective_sessions(
    app: App,
    caller: Caller,
    filter: Query<CollectiveSessionFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, &filter.0, &page)?;
        listed(cx, found)?.reply(&page, cx.lang())
    })
    .await
}

fn listed(cx: &mut Ctx<'_>, found: Page<SessionRow>) -> Outcome<Page<CollectiveSessionView>> {
    let held: Vec<Held> = found.items.iter().map(|row| Held::Session(row.id)).collect();
    let mut people = attendances::load(cx, &held, None)?;
    Ok(found.map(|row| {
        let there = people.remove(&row.id.0).unwrap_or_default();
        view(row, there)
    }))
}

/// Record a collective session
///
/// Led by oneself or by somebody whose time one records, for people whom both see (422 `reference_not_found`).
#[utoipa::path(tag = "collective_sessions", request_body = CollectiveSessionIn, responses((status = 201, description = "Created", body = CollectiveSessionView)))]
#[post("/collective-sessions")]
pub(crate) async fn create_collective_session(
    app: App,
    caller: Caller,
    body: Valid<CollectiveSessionIn>,
) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/collective-sessions/{}", row.id));
        Reply::created(&shown(cx, row)?, version, location)
    })
    .await
}

/// Get a collective session
///
/// With who takes part, and what each signs.
#[utoipa::path(tag = "collective_sessions", params(("id" = CollectiveSessionId, Path, description = "The session")), responses((status = 200, description = "The session", body = CollectiveSessionView)))]
#[get("/collective-sessions/{id}")]
pub(crate) async fn get_collective_session(
    app: App,
    caller: Caller,
    id: web::Path<CollectiveSessionId>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        answer(cx, row)
    })
    .await
}

/// Change a collective session
///
/// Who came among others; a provider changes nothing else (403). A change of its day, its times or its leader voids the
/// signatures and says so (R6.11).
#[utoipa::path(tag = "collective_sessions", params(("id" = CollectiveSessionId, Path, description = "The session")), request_body = CollectiveSessionPatch, responses((status = 200, description = "Changed", body = CollectiveSessionView)))]
#[patch("/collective-sessions/{id}")]
pub(crate) async fn update_collective_session(
    app: App,
    caller: Caller,
    id: web::Path<CollectiveSessionId>,
    body: Valid<CollectiveSessionPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        answer(cx, row)
    })
    .await
}

/// Sign a collective session
///
/// By somebody who was there, once (409 `conflict_not_present`, `conflict_already_signed`), on the facts shown to them
/// (409 `conflict_facts_changed`).
#[utoipa::path(tag = "collective_sessions", params(("id" = CollectiveSessionId, Path, description = "The session")), request_body = SignAttendanceIn, responses((status = 200, description = "Signed", body = CollectiveSessionView)))]
#[post("/collective-sessions/{id}/sign")]
pub(crate) async fn sign_collective_session(
    app: App,
    caller: Caller,
    id: web::Path<CollectiveSessionId>,
    body: Valid<SignAttendanceIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::sign(cx, *id, asked)?;
        answer(cx, row)
    })
    .await
}

fn shown(cx: &mut Ctx<'_>, row: SessionRow) -> Outcome<CollectiveSessionView> {
    let there = flow::people(cx, row.id)?;
    Ok(view(row, there))
}

fn answer(cx: &mut Ctx<'_>, row: SessionRow) -> Outcome<Reply> {
    let version = row.version;
    Reply::object(&shown(cx, row)?, version)
}

fn view(row: SessionRow, people: Vec<AttendanceRow>) -> CollectiveSessionView {
    let one = |a: AttendanceRow| SessionAttendanceView {
        facts_hash: rules::facts_hash(&flow::facts(&row, &a)),
        pathway_id: a.pathway_id,
        participant_id: a.participant_id,
        outcome: a.outcome,
        signature_id: a.signature_id,
    };
    CollectiveSessionView {
        attendances: people.into_iter().map(one).collect(),
        id: row.id,
        title: row.title,
        leader_id: row.leader_id,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        place: row.place,
        operation_id: row.operation_id,
        recorded_by: row.recorded_by,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
