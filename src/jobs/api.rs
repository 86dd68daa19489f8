//! Jobs over HTTP.

use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::flow;
use super::results::Results;
use super::rules::{JobKind, JobState};
use super::store::{Failed, JobRow};
use crate::app::{self, App};
use crate::audit::access::Access;
use crate::db::Instant;
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Lang, Reply};
use crate::ids::{AnyId, JobId, UserId};
use crate::participants::documents::sent;

/// Why a job came to nothing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"code": "job_interrupted", "message": "Le travail a été interrompu trop souvent ; demandez-le de nouveau."}))]
pub(crate) struct JobProblem {
    /// Stable code.
    code: String,
    /// The sentence, in the language asked for.
    message: String,
}

/// What a job has made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"file_name": "jalon-audit-01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9.zip", "content_type": "application/zip", "size_bytes": 482130, "sha256": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "href": "/v1/jobs/01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca/result"}))]
pub(crate) struct JobResult {
    /// The name under which it is given.
    file_name: String,
    /// What it is.
    content_type: String,
    /// Its size in bytes.
    size_bytes: i64,
    /// The SHA-256 of its bytes.
    sha256: String,
    /// Where it is fetched.
    #[schema(format = "uri-reference")]
    href: String,
}

/// Work that is done after its request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "kind": "audit_pack", "state": "running", "progress": 35, "object_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "requested_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "problems": [], "result": null, "started_at": "2026-03-02T08:15:01Z", "finished_at": null, "expires_at": null, "version": 3, "created_at": "2026-03-02T08:15:00Z", "updated_at": "2026-03-02T08:15:06Z"}))]
pub(crate) struct JobView {
    /// Its identifier.
    id: JobId,
    /// What it does.
    kind: JobKind,
    /// Where it stands.
    state: JobState,
    /// How far it is, in percent.
    #[schema(minimum = 0, maximum = 100)]
    progress: i64,
    /// What it is about.
    #[schema(required = true)]
    object_id: Option<AnyId>,
    /// The account that asked for it, which it runs as.
    requested_by: UserId,
    /// Why it came to nothing, where it did.
    problems: Vec<JobProblem>,
    /// What it has made, once it is done and until it expires.
    #[schema(required = true)]
    result: Option<JobResult>,
    /// When it was begun.
    #[schema(required = true)]
    started_at: Option<Instant>,
    /// When it was over.
    #[schema(required = true)]
    finished_at: Option<Instant>,
    /// Until when its result is kept.
    #[schema(required = true)]
    expires_at: Option<Instant>,
    /// Version; it goes on with the work.
    version: i64,
    /// When it was asked for.
    created_at: Instant,
    /// When it last went on.
    updated_at: Instant,
}

impl JobView {
    /// The job, for a reader of this language.
    pub(crate) fn of(row: JobRow, lang: Lang) -> Self {
        let problems: Vec<Failed> = row.problems.read().unwrap_or_default();
        let problem = |p: Failed| JobProblem { message: lang.pick(&p.fr, &p.en).to_owned(), code: p.code };
        let made = row.result_name.is_some();
        let result =
            row.result_file_name.zip(row.result_content_type).zip(row.result_size_bytes.zip(row.result_sha256));
        let result = result.filter(|_| made).map(|((file_name, content_type), (size_bytes, sha256))| JobResult {
            file_name,
            content_type,
            size_bytes,
            sha256,
            href: format!("/v1/jobs/{}/result", row.id),
        });
        Self {
            id: row.id,
            kind: row.kind,
            state: row.state,
            progress: row.progress,
            object_id: row.object_id,
            requested_by: row.requested_by,
            problems: problems.into_iter().map(problem).collect(),
            result,
            started_at: row.started_at,
            finished_at: row.finished_at,
            expires_at: row.expires_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Get a job
///
/// How far it is, and what came of it. A job is shown to whoever asked for it, as long as they may still do what it
/// does: its identifier alone opens nothing.
#[utoipa::path(tag = "jobs", params(("id" = JobId, Path, description = "The job")), responses((status = 200, description = "The job", body = JobView)))]
#[get("/jobs/{id}")]
pub(crate) async fn get_job(app: App, caller: Caller, id: web::Path<JobId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = flow::find(cx, *id)?;
        let version = row.version;
        Reply::object(&JobView::of(row, cx.lang()), version)
    })
    .await
}

/// Get the result of a job
///
/// As an attachment, kept for a week. Whether the caller may still read it is asked anew each time (409
/// `conflict_job_under_way`, `conflict_job_failed`, `conflict_job_expired` where there is none); each reading is in the
/// access log before it is answered.
#[utoipa::path(tag = "jobs", params(("id" = JobId, Path, description = "The job"), ("X-Reason" = Option<String>, Header, description = "Why it is read, for the access log", example = "Contrôle de service fait")), responses((status = 200, description = "Its bytes", content((Vec<u8> = "application/zip"), (String = "text/csv", example = json!("Nom;Prénom\r\nBenali;Nadia\r\n")), (serde_json::Value = "application/json", example = json!({"import_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "target": "participants", "status": "committed", "counts": {"created": 1, "updated": 0, "unchanged": 0, "rejected": 0}, "rows": []})), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 409, description = "There is no result", body = crate::http::problem::Problem, content_type = "application/problem+json")))]
#[get("/jobs/{id}/result")]
pub(crate) async fn get_job_result(app: App, caller: Caller, id: web::Path<JobId>) -> Outcome<HttpResponse> {
    let found = app.look(caller, move |cx| {
        let row = flow::finished(cx, *id)?;
        let objects = std::iter::once(row.id.0).chain(row.object_id.map(|o| o.0)).collect();
        cx.disclose(Access { resource: "jobs", person: None, objects, fields: (&["result"]).into() });
        Ok(row)
    });
    let row = found.await?;
    let made = row.result_name.zip(row.result_file_name).zip(row.result_content_type.zip(row.result_size_bytes));
    let Some(((name, file_name), (content_type, size))) = made else {
        return Err(Failure::defect(format!("job {} is done and has no result", row.id)));
    };
    let size = u64::try_from(size).map_err(Failure::defect)?;
    let (state, id) = (app.clone(), row.id);
    let bytes = app::blocking(move || {
        let key = row.result_key.as_deref().map(|key| (&state.keys, id, key));
        Results::of(&state.config.data_dir).open(&name, size, key)
    });
    let bytes = bytes.await?.map_err(|e| {
        log::error!(target: "jalon::jobs", "{id}: {e}");
        Failure::Unavailable
    })?;
    Ok(HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")))
        .body(SizedStream::new(size, sent(bytes))))
}
