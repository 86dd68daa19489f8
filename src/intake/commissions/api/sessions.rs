//! Sessions of a commission.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::views::LeftOut;
use super::{BuiltAgenda, CommissionSessionPage, CommissionSessionView, item_views};
use crate::app::App;
use crate::db::Instant;
use crate::failure::Outcome;
use crate::http::text::{Name, Note};
use crate::http::{Caller, NoBody, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{CommissionId, CommissionSessionId, PartnerStructureId, TerritoryId, UserId};
use crate::intake::commissions::rules::{SessionStatus, Voice};
use crate::intake::commissions::store::SessionRow;
use crate::intake::commissions::{flow, store};

/// A new session.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"commission_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "starts_at": "2026-03-12T13:00:00Z", "chair_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca"}))]
pub(crate) struct CommissionSessionIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<CommissionSessionId>,
    /// The commission.
    pub(crate) commission_id: CommissionId,
    /// When it starts.
    pub(crate) starts_at: Instant,
    /// Where.
    #[serde(default)]
    pub(crate) place: Option<Name>,
    /// The account of the chair.
    pub(crate) chair_id: UserId,
}

/// What changes of a session.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"place": "Salle du conseil"}))]
pub(crate) struct CommissionSessionPatch {
    /// The commission that sits, while nothing is on the agenda.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) commission_id: Option<CommissionId>,
    /// When it starts.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) starts_at: Option<Instant>,
    /// Where.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) place: Option<Option<Name>>,
    /// The account of the chair.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) chair_id: Option<UserId>,
}

/// Which sessions.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionFilter {
    /// Only those of this commission.
    #[serde(default)]
    pub(crate) commission_id: Option<CommissionId>,
    /// Only those in this state.
    #[serde(default)]
    pub(crate) status: Option<SessionStatus>,
    /// Only those of this territory.
    #[serde(default)]
    pub(crate) territory_id: Option<TerritoryId>,
}

/// Somebody who came to a session, or did not.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "present": true}))]
pub(crate) struct Presence {
    /// Their account, where they have one.
    #[serde(default)]
    pub(crate) user_id: Option<UserId>,
    /// The structure they speak for.
    #[serde(default)]
    pub(crate) structure_id: Option<PartnerStructureId>,
    /// Their name; asked where there is no account.
    #[serde(default)]
    pub(crate) name: Option<Name>,
    /// Whether they were there.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub(crate) present: bool,
}

fn yes() -> bool {
    true
}

impl Presence {
    /// Whether two entries name one person.
    pub(crate) fn same_person(&self, other: &Self) -> bool {
        match (self.user_id, other.user_id) {
            (Some(a), Some(b)) => a == b,
            (None, None) => self.name == other.name && self.structure_id == other.structure_id,
            _ => false,
        }
    }
}

/// Somebody at a session, with the voice they had.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "voice": "vote", "present": true}))]
pub(crate) struct Attended {
    /// Their account, where they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) user_id: Option<UserId>,
    /// The structure they speak for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) structure_id: Option<PartnerStructureId>,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) name: Option<Name>,
    /// Whether they vote or advise; null for a guest.
    #[serde(default)]
    #[schema(required = true)]
    pub(crate) voice: Option<Voice>,
    /// Whether they were there.
    pub(crate) present: bool,
}

/// A session that was held.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"attendance": [{"user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "present": true}]}))]
pub(crate) struct HoldSessionIn {
    /// Who came, and who did not.
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub(crate) attendance: Vec<Presence>,
}

/// Why a session is cancelled.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Le quorum ne serait pas atteint."}))]
pub(crate) struct CancelSessionIn {
    /// Why.
    pub(crate) reason: Note,
}

fn answer(row: SessionRow) -> Outcome<Reply> {
    let version = row.version;
    Reply::object(&CommissionSessionView::from(row), version)
}

/// List commission sessions
///
/// Sorts: `-starts_at`, `starts_at`. Members who are not staff see open sessions only (R4.8).
#[utoipa::path(tag = "commissions", params(PageParams, SessionFilter), responses((status = 200, description = "One page", body = CommissionSessionPage)))]
#[get("/commission-sessions")]
pub(crate) async fn list_commission_sessions(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<SessionFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        store::list_sessions(cx, &page, &filter.0)?.map(CommissionSessionView::from).reply(&page, cx.lang())
    })
    .await
}

/// Plan a commission session
///
/// Its agenda stays open until two working days before it (R4.3).
#[utoipa::path(tag = "commissions", request_body = CommissionSessionIn, responses((status = 201, description = "Created", body = CommissionSessionView)))]
#[post("/commission-sessions")]
pub(crate) async fn create_commission_session(
    app: App,
    caller: Caller,
    body: Valid<CommissionSessionIn>,
) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create_session(cx, new)?;
        let location = format!("/v1/commission-sessions/{}", row.id);
        Reply::created(&CommissionSessionView::from(row.clone()), row.version, location)
    })
    .await
}

/// Get a commission session
///
/// With its attendance; its agenda is a list of its own.
#[utoipa::path(tag = "commissions", params(("id" = CommissionSessionId, Path, description = "The session")), responses((status = 200, description = "The session", body = CommissionSessionView)))]
#[get("/commission-sessions/{id}")]
pub(crate) async fn get_commission_session(
    app: App,
    caller: Caller,
    id: web::Path<CommissionSessionId>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| answer(store::find_session(cx, &cx.reach.clone(), *id)?)).await
}

/// Change a commission session
///
/// Until it is held.
#[utoipa::path(tag = "commissions", params(("id" = CommissionSessionId, Path, description = "The session")), request_body = CommissionSessionPatch, responses((status = 200, description = "Changed", body = CommissionSessionView)))]
#[patch("/commission-sessions/{id}")]
pub(crate) async fn update_commission_session(
    app: App,
    caller: Caller,
    id: web::Path<CommissionSessionId>,
    body: Valid<CommissionSessionPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| answer(flow::update_session(cx, *id, patch)?)).await
}

/// Convene a commission session
///
/// The agenda is frozen: items come in with the chair's consent only (R4.3).
#[utoipa::path(tag = "commissions", params(("id" = CommissionSessionId, Path, description = "The session")), request_body = NoBody, responses((status = 200, description = "Convened", body = CommissionSessionView)))]
#[post("/commission-sessions/{id}/convene")]
pub(crate) async fn convene_commission_session(
    app: App,
    caller: Caller,
    id: web::Path<CommissionSessionId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _body| answer(flow::convene(cx, *id)?)).await
}

/// Build the agenda of a commission session
///
/// Adds what waits for it: items of cancelled sessions, complete files of the territory, and of its pathways the exits
/// proposed on which no opinion was given, the suspensions that are over, the extensions of those near their planned end
/// (`planned_end_alert_months`) and the milestones due by its day, each pathway once; 100 files and 100 pathways at most,
/// the next build takes the rest. With `dry_run` they are only proposed.
#[utoipa::path(tag = "commissions", params(("id" = CommissionSessionId, Path, description = "The session")), request_body = NoBody, responses((status = 200, description = "What was added", body = BuiltAgenda)))]
#[post("/commission-sessions/{id}/build-agenda")]
pub(crate) async fn build_commission_agenda(
    app: App,
    caller: Caller,
    id: web::Path<CommissionSessionId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _body| {
        let (session, added, left_out) = flow::build(cx, *id)?;
        let lang = cx.lang();
        let left_out = left_out.into_iter().map(|f| LeftOut {
            message: lang.pick(&f.fr, &f.en).to_owned(),
            pointer: f.pointer,
            code: f.code.to_owned(),
        });
        let left_out = left_out.collect();
        let built = BuiltAgenda { session_id: session.id, items: item_views(cx, added)?, left_out };
        Reply::object(&built, session.version)
    })
    .await
}

/// Hold a commission session
///
/// Who came tells whether the quorum is met (R4.1); decisions are taken from then on. Without its quorum the session
/// decides nothing: it is cancelled, and what waits in it goes to the next.
#[utoipa::path(tag = "commissions", params(("id" = CommissionSessionId, Path, description = "The session")), request_body = HoldSessionIn, responses((status = 200, description = "Held", body = CommissionSessionView)))]
#[post("/commission-sessions/{id}/hold")]
pub(crate) async fn hold_commission_session(
    app: App,
    caller: Caller,
    id: web::Path<CommissionSessionId>,
    body: Valid<HoldSessionIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| answer(flow::hold(cx, *id, &body.attendance)?)).await
}

/// Validate the minutes of a commission session
///
/// By the chair, once every item is decided; its decisions are final from then on (R4.7).
#[utoipa::path(tag = "commissions", params(("id" = CommissionSessionId, Path, description = "The session")), request_body = NoBody, responses((status = 200, description = "Validated", body = CommissionSessionView)))]
#[post("/commission-sessions/{id}/validate-minutes")]
pub(crate) async fn validate_commission_minutes(
    app: App,
    caller: Caller,
    id: web::Path<CommissionSessionId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _body| answer(flow::validate_minutes(cx, *id)?)).await
}

/// Cancel a commission session
///
/// What is undecided goes to the commission's next planned session, or waits for one. A session that was held is
/// cancelled only where its quorum was not met and nothing is decided (R4.1).
#[utoipa::path(tag = "commissions", params(("id" = CommissionSessionId, Path, description = "The session")), request_body = CancelSessionIn, responses((status = 200, description = "Cancelled", body = CommissionSessionView)))]
#[post("/commission-sessions/{id}/cancel")]
pub(crate) async fn cancel_commission_session(
    app: App,
    caller: Caller,
    id: web::Path<CommissionSessionId>,
    body: Valid<CancelSessionIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| answer(flow::cancel_session(cx, *id, body.reason.as_str())?)).await
}
