//! The audit log over HTTP.

use actix_web::get;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::store;
use crate::app::App;
use crate::audit::chain;
use crate::audit::store::EntryRow;
use crate::db::Instant;
use crate::esf::audit_missions;
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, PageIn, PageParams, Query, Reply};
use crate::ids::{AnyId, ParticipantId};

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"kind": "user", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct AuditActorView {
    /// `user`, `client` or `system`.
    kind: String,
    /// The account or client; null for the system.
    #[schema(required = true)]
    id: Option<AnyId>,
}

/// One entry of the audit log. It names what changed, never the values.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "seq": 42, "at": "2026-03-02T08:15:00Z", "actor": {"kind": "user", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca"}, "operation": "update_territory", "resource": "territories", "object_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "object_version": 2, "participant_id": null, "change": "changed", "outcome": "done", "reason": null, "fields": ["name"], "request_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}))]
pub(crate) struct AuditEntryView {
    /// Its identifier.
    id: Uuid,
    /// Its place in the chain of the PLIE, from 1.
    seq: i64,
    /// When it happened.
    at: Instant,
    /// Who did it.
    actor: AuditActorView,
    /// The operation.
    operation: String,
    /// The kind of object.
    resource: String,
    /// The object.
    #[schema(required = true)]
    object_id: Option<AnyId>,
    /// The version that the object got.
    #[schema(required = true)]
    object_version: Option<i64>,
    /// The participant it is about.
    #[schema(required = true)]
    participant_id: Option<ParticipantId>,
    /// What happened to the object: `created`, `changed`, `erased`, `none`.
    change: crate::audit::Change,
    /// `done`, or `denied` for lack of a right.
    outcome: String,
    /// Why, in the words of who did it.
    #[schema(required = true)]
    reason: Option<String>,
    /// Names of the members that changed.
    fields: Vec<String>,
    /// The request's name in the log.
    request_id: String,
    /// SHA-256 over the entry before and this one, in hexadecimal.
    hash: String,
}

crate::page_of!(AuditEntryPage, AuditEntryView);

/// Which entries.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditEntryFilter {
    /// Entries of this account or client.
    pub(crate) actor_id: Option<Uuid>,
    /// Entries about this object.
    pub(crate) object_id: Option<Uuid>,
    /// Entries about this participant.
    pub(crate) participant_id: Option<Uuid>,
    /// Entries about this kind of object.
    pub(crate) resource: Option<String>,
    /// `done` or `denied`.
    pub(crate) outcome: Option<String>,
    /// From this instant on.
    pub(crate) from: Option<Instant>,
    /// Before this instant.
    pub(crate) to: Option<Instant>,
}

/// What a walk along the chain found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"entries": 1204, "head": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "ok": true, "broken_at": null, "reason": null}))]
pub(crate) struct AuditVerdictView {
    /// Entries that hold, from the first.
    entries: i64,
    /// Hash of the last of them, in hexadecimal: whoever keeps it can later prove a rewrite.
    head: String,
    /// Whether the whole chain holds.
    ok: bool,
    /// The first number at which it does not.
    #[schema(required = true)]
    broken_at: Option<i64>,
    /// `missing`, `changed`, `cut` or `head`.
    #[schema(required = true)]
    reason: Option<String>,
}

/// List the audit log
///
/// Every change and every refused attempt, in the order of the chain; for an auditor those of the records of its open
/// missions. Sorts: `-seq`, `seq`.
#[utoipa::path(tag = "audit", params(PageParams, AuditEntryFilter), responses((status = 200, description = "One page", body = AuditEntryPage)))]
#[get("/audit-log")]
pub(crate) async fn list_audit_entries(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<AuditEntryFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, &filter.0, &page)?.map(AuditEntryView::from).reply(&page, cx.lang()))
        .await
}

/// Verify the audit log
///
/// Walks the hash chain of the PLIE from its first entry and holds it against its head.
#[utoipa::path(tag = "audit", responses((status = 200, description = "What was found", body = AuditVerdictView)))]
#[get("/audit-log/verify")]
pub(crate) async fn verify_audit_log(app: App, caller: Caller) -> Outcome<Reply> {
    app.report(caller, |cx| {
        let (plie, reach) = (cx.plie(), cx.reach.clone());
        if reach.only_granted() && audit_missions::in_reach(cx, &reach)?.is_empty() {
            return Err(Failure::NotFound);
        }
        let found = chain::verify(cx.conn, plie)?;
        let (broken_at, reason) = found.broken.clone().unzip();
        let ok = found.broken.is_none();
        Reply::value(&AuditVerdictView { entries: found.entries, head: hex(&found.head), ok, broken_at, reason })
    })
    .await
}

/// Bytes as text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

impl From<EntryRow> for AuditEntryView {
    fn from(row: EntryRow) -> Self {
        Self {
            id: row.id.0,
            seq: row.seq.unwrap_or_default(),
            at: row.at,
            actor: AuditActorView { kind: row.actor_kind, id: row.actor_id },
            operation: row.operation,
            resource: row.resource,
            object_id: row.object_id,
            object_version: row.object_version,
            participant_id: row.subject_id,
            change: row.change,
            outcome: row.outcome,
            reason: row.reason,
            fields: row.fields.read().unwrap_or_default(),
            request_id: row.request_id,
            hash: hex(&row.hash.unwrap_or_default()),
        }
    }
}
