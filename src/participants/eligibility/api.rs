//! Evidence of eligibility over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::flow;
use super::store::{self, EligibilityRow};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::{Failure, Outcome};
use crate::http::text::Code;
use crate::http::{Caller, Page, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{DocumentId, EligibilityId, ParticipantId, UserId};
use crate::intake::entry_files::proof_of;
use crate::intake::entry_files::rules::EvidenceState;
use crate::participants;
use crate::reference::Lists;

/// Evidence that a participant belongs to a public.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"criterion": "rsa", "issued_on": "2026-02-10"}))]
pub(crate) struct EligibilityIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<EligibilityId>,
    /// Code of the list `criterion` (§ 5.1).
    pub(crate) criterion: Code,
    /// The day it was issued.
    pub(crate) issued_on: Day,
    /// The document that proves it.
    #[serde(default)]
    pub(crate) evidence_document_id: Option<Uuid>,
}

/// Evidence of eligibility, with what it is worth today. It is never changed: newer evidence is another.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d6", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "criterion": "rsa", "issued_on": "2026-02-10", "evidence_document_id": null, "valid_until": "2026-05-10", "status": "met", "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:15:00Z", "updated_at": "2026-03-02T08:15:00Z"}))]
pub(crate) struct EligibilityView {
    /// Its identifier.
    pub(crate) id: EligibilityId,
    /// The participant.
    pub(crate) participant_id: ParticipantId,
    /// Code of the list `criterion`.
    pub(crate) criterion: String,
    /// The day it was issued.
    pub(crate) issued_on: Day,
    /// The document that proves it.
    #[schema(required = true)]
    pub(crate) evidence_document_id: Option<DocumentId>,
    /// The last day it holds; null where it does not age.
    #[schema(required = true)]
    pub(crate) valid_until: Option<Day>,
    /// Whether the criterion is proved by it today.
    pub(crate) status: EvidenceState,
    /// The account that recorded it.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Always 1.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// The same as `created_at`.
    pub(crate) updated_at: Instant,
}

crate::page_of!(EligibilityPage, EligibilityView);

/// Which evidence is listed.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct EligibilityFilter {
    /// Only of this criterion, a code of the list `criterion`.
    #[param(required = false)]
    pub(crate) criterion: Option<Code>,
}

/// List the evidence of eligibility of a participant
///
/// All that was ever recorded, each with what it is worth today. Sorts: `-issued_on`, `issued_on`.
#[utoipa::path(tag = "eligibility", params(("id" = ParticipantId, Path, description = "The participant"), PageParams, EligibilityFilter), responses((status = 200, description = "One page", body = EligibilityPage)))]
#[get("/participants/{id}/eligibility")]
pub(crate) async fn list_eligibility(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    page: PageIn,
    filter: Query<EligibilityFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        if let Some(moved) = participants::moved(cx, *id, "/eligibility")? {
            return Ok(moved);
        }
        participants::find(cx, &cx.reach.clone(), *id)?;
        let (tenant, today) = (cx.tenant(), cx.today);
        let Page { items, next_cursor, total } = store::list(cx, *id, &filter.0, &page)?;
        let items = items.into_iter().map(|row| view(&tenant.lists, row, today)).collect::<Vec<_>>();
        Page { items, next_cursor, total }.reply(&page, cx.lang())
    })
    .await
}

/// Record evidence of eligibility
///
/// The age that it may have is that of the reference list (§ 4.3). Older evidence stays.
#[utoipa::path(tag = "eligibility", params(("id" = ParticipantId, Path, description = "The participant")), request_body = EligibilityIn, responses((status = 201, description = "Recorded", body = EligibilityView)))]
#[post("/participants/{id}/eligibility")]
pub(crate) async fn create_eligibility(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    body: Valid<EligibilityIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let (version, location) = (row.version, format!("/v1/participants/{id}/eligibility/{}", row.id));
        let reply = Reply::created(&view(&cx.tenant().lists, row, cx.today), version, location)?;
        Ok(reply.fingerprinted())
    })
    .await
}

/// Get a piece of evidence of eligibility
///
/// With what it is worth today.
#[utoipa::path(tag = "eligibility", params(("id" = ParticipantId, Path, description = "The participant"), ("eligibility_id" = EligibilityId, Path, description = "The evidence")), responses((status = 200, description = "The evidence", body = EligibilityView)))]
#[get("/participants/{id}/eligibility/{eligibility_id}")]
pub(crate) async fn get_eligibility(
    app: App,
    caller: Caller,
    path: web::Path<(ParticipantId, EligibilityId)>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let person = participants::find(cx, &cx.reach.clone(), path.0)?;
        let row = store::by_id(cx, path.1)?.filter(|row| row.participant_id == person.id).ok_or(Failure::NotFound)?;
        let version = row.version;
        // what it is worth changes with the day
        Reply::object(&view(&cx.tenant().lists, row, cx.today), version).map(Reply::fingerprinted)
    })
    .await
}

fn view(lists: &Lists, row: EligibilityRow, today: Day) -> EligibilityView {
    let document = row.evidence_document_id.is_some();
    let (valid_until, status) = proof_of(lists, &row.criterion, row.issued_on, document, today);
    EligibilityView {
        id: row.id,
        participant_id: row.participant_id,
        criterion: row.criterion,
        issued_on: row.issued_on,
        evidence_document_id: row.evidence_document_id,
        valid_until,
        status,
        recorded_by: row.recorded_by,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
