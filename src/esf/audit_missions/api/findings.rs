//! Findings over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::app::App;
use crate::db::Instant;
use crate::esf::audit_missions::disclosure::noted;
use crate::esf::audit_missions::flow::findings as flow;
use crate::esf::audit_missions::rules::AuditFindingStatus;
use crate::esf::audit_missions::store;
use crate::esf::audit_missions::store::findings::{self, FindingRow};
use crate::failure::Outcome;
use crate::http::text::Paragraph;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{AuditFindingId, AuditMissionId, TimeRecordId, UserId};

/// What an auditor has found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "mission_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "time_record_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "text": "L'émargement manque.", "doubted_minutes": 60, "status": "open", "answer": null, "answered_by": null, "answered_at": null, "recorded_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct AuditFindingView {
    /// Its identifier.
    id: AuditFindingId,
    /// The mission.
    mission_id: AuditMissionId,
    /// The record of the sample that it is about; null for the operation as a whole.
    #[schema(required = true)]
    time_record_id: Option<TimeRecordId>,
    /// What was found.
    text: String,
    /// Minutes that it puts in doubt.
    #[schema(required = true)]
    doubted_minutes: Option<i64>,
    /// Whether it has its answer.
    status: AuditFindingStatus,
    /// What the PLIE answers.
    #[schema(required = true)]
    answer: Option<String>,
    /// Who answered.
    #[schema(required = true)]
    answered_by: Option<UserId>,
    /// When.
    #[schema(required = true)]
    answered_at: Option<Instant>,
    /// The auditor who wrote it.
    recorded_by: UserId,
    /// Version, for If-Match.
    version: i64,
    /// When it was made.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
}

crate::page_of!(AuditFindingPage, AuditFindingView);

/// A new finding.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"time_record_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "text": "L'émargement manque.", "doubted_minutes": 60}))]
pub(crate) struct AuditFindingIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<AuditFindingId>,
    /// The record of the sample that it is about; the operation as a whole if left out.
    #[serde(default)]
    pub(crate) time_record_id: Option<TimeRecordId>,
    /// What was found.
    pub(crate) text: Paragraph,
    /// Minutes that it puts in doubt.
    #[serde(default)]
    #[validate(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000)]
    pub(crate) doubted_minutes: Option<i64>,
}

/// What the PLIE answers.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"answer": "La feuille d'émargement est jointe au dossier."}))]
pub(crate) struct AnswerFindingIn {
    /// The answer.
    pub(crate) answer: Paragraph,
}

/// Which findings are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditFindingFilter {
    /// Only of this status.
    #[serde(default)]
    #[param(required = false, nullable = false, inline)]
    pub(crate) status: Option<AuditFindingStatus>,
}

/// List the findings of an audit mission
///
/// A referent lists those about their own records. Sorts: `created_at`, `-created_at`.
#[utoipa::path(tag = "audit_missions", params(("id" = AuditMissionId, Path, description = "The mission"), PageParams, AuditFindingFilter), responses((status = 200, description = "One page", body = AuditFindingPage)))]
#[get("/audit-missions/{id}/findings")]
pub(crate) async fn list_audit_findings(
    app: App,
    caller: Caller,
    id: web::Path<AuditMissionId>,
    filter: Query<AuditFindingFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        store::find(cx, &cx.reach.clone(), *id)?;
        noted(cx, &[*id]);
        let only = store::only_of(cx, *id)?;
        findings::list(cx, *id, only, &filter.0, &page)?.map(AuditFindingView::from).reply(&page, cx.lang())
    })
    .await
}

/// Write a finding
///
/// By an auditor, while the mission is open: about a record of the sample, or the operation as a whole.
#[utoipa::path(tag = "audit_missions", params(("id" = AuditMissionId, Path, description = "The mission")), request_body = AuditFindingIn, responses((status = 201, description = "Created", body = AuditFindingView)))]
#[post("/audit-missions/{id}/findings")]
pub(crate) async fn create_audit_finding(
    app: App,
    caller: Caller,
    id: web::Path<AuditMissionId>,
    body: Valid<AuditFindingIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let (version, location) = (row.version, format!("/v1/audit-missions/{}/findings/{}", row.mission_id, row.id));
        Reply::created(&AuditFindingView::from(row), version, location)
    })
    .await
}

/// Get a finding
///
/// With its answer.
#[utoipa::path(tag = "audit_missions", params(("id" = AuditMissionId, Path, description = "The mission"), ("finding_id" = AuditFindingId, Path, description = "The finding")), responses((status = 200, description = "The finding", body = AuditFindingView)))]
#[get("/audit-missions/{id}/findings/{finding_id}")]
pub(crate) async fn get_audit_finding(
    app: App,
    caller: Caller,
    path: web::Path<(AuditMissionId, AuditFindingId)>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        store::find(cx, &cx.reach.clone(), path.0)?;
        noted(cx, &[path.0]);
        let only = store::only_of(cx, path.0)?;
        let row = findings::find(cx, path.0, only, path.1)?;
        let version = row.version;
        Reply::object(&AuditFindingView::from(row), version)
    })
    .await
}

/// Answer a finding
///
/// Once, by the direction (409 `illegal_transition` afterwards).
#[utoipa::path(tag = "audit_missions", params(("id" = AuditMissionId, Path, description = "The mission"), ("finding_id" = AuditFindingId, Path, description = "The finding")), request_body = AnswerFindingIn, responses((status = 200, description = "Answered", body = AuditFindingView)))]
#[post("/audit-missions/{id}/findings/{finding_id}/answer")]
pub(crate) async fn answer_audit_finding(
    app: App,
    caller: Caller,
    path: web::Path<(AuditMissionId, AuditFindingId)>,
    body: Valid<AnswerFindingIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, said| {
        let row = flow::answer(cx, path.0, path.1, said)?;
        let version = row.version;
        Reply::object(&AuditFindingView::from(row), version)
    })
    .await
}

impl From<FindingRow> for AuditFindingView {
    fn from(row: FindingRow) -> Self {
        Self {
            id: row.id,
            mission_id: row.mission_id,
            time_record_id: row.time_record_id,
            text: row.text,
            doubted_minutes: row.doubted_minutes,
            status: row.status,
            answer: row.answer,
            answered_by: row.answered_by,
            answered_at: row.answered_at,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
