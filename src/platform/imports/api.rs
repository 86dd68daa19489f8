//! Imports over HTTP.

/// How a file is received.
pub(crate) mod upload;

use std::collections::BTreeMap;

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow;
use super::rules::{ImportMode, ImportStatus, ImportTarget, OnDuplicate, RowOutcome};
use super::store::{self, ImportRow, ReportRow, Said};
use crate::app::App;
use crate::db::Instant;
use crate::failure::{Failure, Outcome};
use crate::http::problem::CandidateView;
use crate::http::{Caller, Lang, NoBody, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{AnyId, ImportId, JobId, UserId};
use crate::jobs::JobView;

/// What is told of a new import, beside its file.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"target": "participants", "mode": "validate", "on_duplicate": "fail", "mapping": {"Nom": "last_name", "Remarques": null}, "max_changes": 200}))]
pub(crate) struct ImportIn {
    /// What the rows are.
    pub(crate) target: ImportTarget,
    /// Which member a column is, by its heading; null leaves the column aside. A column whose heading is the name of a
    /// member needs no word.
    #[serde(default)]
    #[validate(length(max = 200))]
    pub(crate) mapping: Option<BTreeMap<String, Option<String>>>,
    /// Whether rows are only checked, which they are if this is left out, or carried out once they are.
    #[serde(default)]
    pub(crate) mode: Option<ImportMode>,
    /// What becomes of a row that looks like what is here already; `fail` if left out.
    #[serde(default)]
    pub(crate) on_duplicate: Option<OnDuplicate>,
    /// Rows that may create or change something; above that nothing at all is imported.
    #[serde(default)]
    #[validate(range(min = 0))]
    #[schema(minimum = 0)]
    pub(crate) max_changes: Option<i64>,
}

/// A form with a table.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"target": "participants", "mode": "validate", "on_duplicate": "fail", "mapping": "{\"Nom\": \"last_name\", \"Remarques\": null}", "max_changes": "200", "file": "last_name;first_name;birth_date\nBenali;Nadia;1987-04-12\n"}))]
#[expect(dead_code, reason = "only its description is used")]
pub(crate) struct ImportForm {
    /// What the rows are.
    target: ImportTarget,
    /// A JSON object: which member a column is, by its heading; null leaves the column aside.
    #[schema(nullable = false)]
    mapping: Option<String>,
    /// Whether rows are only checked, which they are if this is left out, or carried out once they are.
    #[schema(nullable = false)]
    mode: Option<ImportMode>,
    /// What becomes of a row that looks like what is here already; `fail` if left out.
    #[schema(nullable = false)]
    on_duplicate: Option<OnDuplicate>,
    /// Rows that may create or change something; above that nothing at all is imported.
    #[schema(nullable = false)]
    max_changes: Option<String>,
    /// CSV (`;` or `,`; UTF-8 or windows-1252) or XLSX, whose first row that holds something is the heading.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A column of a file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"heading": "Nom", "member": "last_name"}))]
pub(crate) struct ColumnView {
    /// What stands above it.
    heading: String,
    /// The member that it is; null for one that is left aside.
    #[schema(required = true)]
    member: Option<String>,
}

/// How many rows came to what.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"created": 41, "updated": 3, "unchanged": 120, "rejected": 2}))]
pub(crate) struct CountsView {
    /// Rows that create something.
    #[schema(minimum = 0)]
    created: i64,
    /// Rows that change something.
    #[schema(minimum = 0)]
    updated: i64,
    /// Rows that say what is stored already.
    #[schema(minimum = 0)]
    unchanged: i64,
    /// Rows that are refused.
    #[schema(minimum = 0)]
    rejected: i64,
}

/// What is said of a row, or of an import.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"column": "Naissance", "pointer": "/birth_date", "code": "invalid_format", "message": "La forme attendue est « date »."}))]
pub(crate) struct SaidView {
    /// The heading of the column; null where it is none of them.
    #[schema(required = true)]
    column: Option<String>,
    /// JSON pointer into what the row says; empty for the row as a whole.
    pointer: String,
    /// Stable code.
    code: String,
    /// The sentence, in the language asked for.
    message: String,
    /// With `duplicate`: the records that the caller may see, likeliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(nullable = false)]
    candidates: Vec<CandidateView>,
}

impl SaidView {
    fn of(said: Said, lang: Lang) -> Self {
        Self {
            message: lang.pick(&said.fr, &said.en).to_owned(),
            column: said.column,
            pointer: said.pointer,
            code: said.code,
            candidates: said.candidates,
        }
    }
}

/// An import.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d1", "target": "participants", "mode": "validate", "on_duplicate": "fail", "max_changes": null, "columns": [{"heading": "Nom", "member": "last_name"}], "size_bytes": 18230, "sha256": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "row_count": 166, "status": "validated", "counts": {"created": 41, "updated": 3, "unchanged": 120, "rejected": 2}, "problems": [], "job_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "requested_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "validated_at": "2026-03-02T08:15:06Z", "finished_at": null, "expires_at": "2026-03-03T08:15:06Z", "version": 4, "created_at": "2026-03-02T08:15:00Z", "updated_at": "2026-03-02T08:15:06Z"}))]
pub(crate) struct ImportView {
    /// Its identifier.
    id: ImportId,
    /// What its rows are.
    target: ImportTarget,
    /// Whether rows are only checked, or carried out once they are.
    mode: ImportMode,
    /// What becomes of a row that looks like what is here already.
    on_duplicate: OnDuplicate,
    /// Rows that may create or change something.
    #[schema(required = true)]
    max_changes: Option<i64>,
    /// Its columns, in order.
    columns: Vec<ColumnView>,
    /// The size of the file that was sent, in bytes.
    size_bytes: i64,
    /// The SHA-256 of its bytes.
    sha256: String,
    /// Rows below the heading.
    row_count: i64,
    /// Where it stands.
    status: ImportStatus,
    /// How many rows came to what; while it is worked on, what was known after the pass before.
    counts: CountsView,
    /// Why it came to nothing, where it did.
    problems: Vec<SaidView>,
    /// The job that works on it, or did last.
    job_id: JobId,
    /// The account that asked for it, which it runs as.
    requested_by: UserId,
    /// When every row was checked.
    #[schema(required = true)]
    validated_at: Option<Instant>,
    /// When it was over.
    #[schema(required = true)]
    finished_at: Option<Instant>,
    /// Until when it may be committed; once it is over, until when the report of its rows is kept.
    expires_at: Instant,
    /// Version; it goes on with the work.
    version: i64,
    /// When it was asked for.
    created_at: Instant,
    /// When it last went on.
    updated_at: Instant,
}

crate::page_of!(ImportPage, ImportView);

impl ImportView {
    fn of(row: ImportRow, lang: Lang) -> Outcome<Self> {
        let columns = row.columns()?.into_iter().map(|(heading, member)| ColumnView { heading, member }).collect();
        let problems: Vec<Said> = row.problems.read().map_err(Failure::defect)?;
        Ok(Self {
            id: row.id,
            target: row.target,
            mode: row.mode,
            on_duplicate: row.on_duplicate,
            max_changes: row.max_changes,
            columns,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            row_count: row.row_count,
            status: row.status,
            counts: CountsView {
                created: row.rows_created,
                updated: row.rows_updated,
                unchanged: row.rows_unchanged,
                rejected: row.rows_rejected,
            },
            problems: problems.into_iter().map(|said| SaidView::of(said, lang)).collect(),
            job_id: row.job_id,
            requested_by: row.requested_by,
            validated_at: row.validated_at,
            finished_at: row.finished_at,
            expires_at: row.expires_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// What became of a row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"row": 7, "outcome": "rejected", "written": false, "object_id": null, "problems": [{"column": "Naissance", "pointer": "/birth_date", "code": "invalid_format", "message": "La forme attendue est « date »."}], "warnings": []}))]
pub(crate) struct RowView {
    /// Its number in the file, the heading being row 1 where nothing stands above it.
    row: i64,
    /// What became of it, or would have.
    outcome: RowOutcome,
    /// Whether something was written for it: not while it is only validated.
    written: bool,
    /// Whom or what it created, changed or found.
    #[schema(required = true)]
    object_id: Option<AnyId>,
    /// Why it is refused.
    problems: Vec<SaidView>,
    /// What is worth a look.
    warnings: Vec<SaidView>,
}

crate::page_of!(ImportRowPage, RowView);

impl RowView {
    pub(super) fn of(row: &ReportRow, lang: Lang) -> Outcome<Self> {
        let problems: Vec<Said> = row.problems.read().map_err(Failure::defect)?;
        let warnings: Vec<Said> = row.warnings.read().map_err(Failure::defect)?;
        Ok(Self {
            row: row.row_number,
            outcome: row.outcome,
            written: row.written,
            object_id: row.object_id,
            problems: problems.into_iter().map(|said| SaidView::of(said, lang)).collect(),
            warnings: warnings.into_iter().map(|said| SaidView::of(said, lang)).collect(),
        })
    }
}

/// Which imports are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportFilter {
    /// Only those of such rows.
    #[param(required = false)]
    pub(crate) target: Option<ImportTarget>,
    /// Only those that stand there.
    #[param(required = false)]
    pub(crate) status: Option<ImportStatus>,
}

/// Which rows are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportRowFilter {
    /// Only those that came to this.
    #[param(required = false)]
    pub(crate) outcome: Option<RowOutcome>,
}

/// List imports
///
/// One's own; every one of the PLIE for the director and the data manager. Sort: `-created_at`.
#[utoipa::path(tag = "imports", params(PageParams, ImportFilter), responses((status = 200, description = "One page", body = ImportPage)))]
#[get("/imports")]
pub(crate) async fn list_imports(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<ImportFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let (found, lang) = (store::list(cx, &filter.0, &page)?, cx.lang());
        let views: Vec<ImportView> =
            found.items.into_iter().map(|row| ImportView::of(row, lang)).collect::<Outcome<_>>()?;
        crate::http::Page { items: views, next_cursor: found.next_cursor, total: found.total }.reply(&page, lang)
    })
    .await
}

/// Get an import
///
/// Where it stands, and how many of its rows came to what.
#[utoipa::path(tag = "imports", params(("id" = ImportId, Path, description = "The import")), responses((status = 200, description = "The import", body = ImportView)))]
#[get("/imports/{id}")]
pub(crate) async fn get_import(app: App, caller: Caller, id: web::Path<ImportId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&ImportView::of(row, cx.lang())?, version)
    })
    .await
}

/// List the rows of an import
///
/// What became of each, or would have, in the order of the file; kept for a week once the import is over. Sort: `row`.
#[utoipa::path(tag = "imports", params(("id" = ImportId, Path, description = "The import"), PageParams, ImportRowFilter), responses((status = 200, description = "One page", body = ImportRowPage)))]
#[get("/imports/{id}/rows")]
pub(crate) async fn list_import_rows(
    app: App,
    caller: Caller,
    id: web::Path<ImportId>,
    page: PageIn,
    filter: Query<ImportRowFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        store::find(cx, &cx.reach.clone(), *id)?;
        let (found, lang) = (store::list_rows(cx, *id, filter.0.outcome, &page)?, cx.lang());
        let views: Vec<RowView> = found.items.iter().map(|row| RowView::of(row, lang)).collect::<Outcome<_>>()?;
        crate::http::Page { items: views, next_cursor: found.next_cursor, total: found.total }.reply(&page, lang)
    })
    .await
}

/// Commit an import
///
/// Carries out what was validated, from the very rows that were: within a day, once, and by whoever asked for it
/// (409 `illegal_transition`, `conflict_validation_expired`, `conflict_too_many_changes`). A row that would do something
/// else by now is refused by itself (`conflict_changed_since_validation`). `If-Match` is looked at where it is given.
#[utoipa::path(tag = "imports", params(("id" = ImportId, Path, description = "The import")), request_body = NoBody, responses((status = 202, description = "Asked for", body = JobView)))]
#[post("/imports/{id}/commit")]
pub(crate) async fn commit_import(
    app: App,
    caller: Caller,
    id: web::Path<ImportId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let job = flow::commit(cx, *id)?;
        let (version, location) = (job.version, format!("/v1/jobs/{}", job.id));
        Reply::accepted(&JobView::of(job, cx.lang()), version, location)
    })
    .await
}
