//! The access log over HTTP.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::store;
use crate::app::App;
use crate::audit::access::AccessRow;
use crate::db::{Instant, Json};
use crate::failure::Outcome;
use crate::http::text::Code;
use crate::http::{Caller, PageIn, PageParams, Query, Reply};
use crate::ids::{AccessId, AnyId, ParticipantId};
use crate::participants;
use crate::participants::store::records_of;

/// Who read something.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"kind": "user", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct AccessActorView {
    /// `user` or `client`.
    kind: String,
    /// The account or client.
    id: AnyId,
}

/// A line of the access log: who read what of whom, when and why. It never holds what was read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "at": "2026-03-02T08:15:00Z", "actor": {"kind": "user", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca"}, "operation": "get_sensitive_facts", "resource": "sensitive_facts", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "object_ids": ["01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc"], "fields": ["disabled"], "reason": "Bilan FSE", "request_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd"}))]
pub(crate) struct AccessView {
    /// Its identifier.
    id: AccessId,
    /// When.
    at: Instant,
    /// Who.
    actor: AccessActorView,
    /// The operation.
    operation: String,
    /// The kind of object.
    resource: String,
    /// Of whom.
    #[schema(required = true)]
    participant_id: Option<ParticipantId>,
    /// The objects that were shown.
    #[schema(value_type = Vec<Uuid>)]
    object_ids: Json,
    /// The restricted members that were shown.
    #[schema(value_type = Vec<String>)]
    fields: Json,
    /// Why, in the caller's words (`X-Reason`).
    #[schema(required = true)]
    reason: Option<String>,
    /// The request's name in the log.
    request_id: String,
}

crate::page_of!(AccessPage, AccessView);

/// Which lines.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessFilter {
    /// Only of this participant.
    #[param(required = false)]
    pub(crate) participant_id: Option<ParticipantId>,
    /// Only by this account or client.
    #[param(required = false)]
    pub(crate) actor_id: Option<Uuid>,
    /// Only of this kind of object.
    #[param(required = false)]
    pub(crate) resource: Option<Code>,
    /// From this instant on.
    #[param(required = false)]
    pub(crate) from: Option<Instant>,
    /// Before this instant.
    #[param(required = false)]
    pub(crate) to: Option<Instant>,
}

/// List the access log
///
/// Every reading of something restricted in the PLIE. Sorts: `-at`, `at`.
#[utoipa::path(tag = "audit", params(PageParams, AccessFilter), responses((status = 200, description = "One page", body = AccessPage)))]
#[get("/access-log")]
pub(crate) async fn list_access_log(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<AccessFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, None, &filter.0, &page)?.map(AccessView::from).reply(&page, cx.lang()))
        .await
}

/// List who read what of a participant
///
/// With what was read of the records merged into this one. Sorts: `-at`, `at`.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant"), PageParams, AccessFilter), responses((status = 200, description = "One page", body = AccessPage)))]
#[get("/participants/{id}/access-log")]
pub(crate) async fn list_participant_access_log(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    page: PageIn,
    filter: Query<AccessFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        participants::find(cx, &cx.reach.clone(), *id)?;
        let plie = cx.plie();
        let records = records_of(cx.conn, plie, *id)?;
        store::list(cx, Some(&records), &filter.0, &page)?.map(AccessView::from).reply(&page, cx.lang())
    })
    .await
}

impl From<AccessRow> for AccessView {
    fn from(row: AccessRow) -> Self {
        Self {
            id: row.id,
            at: row.at,
            actor: AccessActorView { kind: row.actor_kind, id: row.actor_id },
            operation: row.operation,
            resource: row.resource,
            participant_id: row.participant_id,
            object_ids: row.object_ids,
            fields: row.fields,
            reason: row.reason,
            request_id: row.request_id,
        }
    }
}
