//! Snapshots over HTTP.

use actix_web::{Either, HttpRequest, get, post, web};
use jalon_press::Template;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::store::SnapshotRow;
use super::{flow, store};
use crate::app::App;
use crate::auth::role::Role;
use crate::ctx::Ctx;
use crate::db::{Day, Instant, Json};
use crate::esf::timesheets::rules::content_hash;
use crate::failure::{Failure, Outcome};
use crate::http::print::{self, Printed};
use crate::http::table::Format;
use crate::http::text::{Code, Name};
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{OperationId, PartnerStructureId, ReferentId, ReportSnapshotId, TerritoryId, UserId};
use crate::reports::api::{ReportName, ReportQuery, ReportView};
use crate::reports::flow::StageEnd;
use crate::reports::printed::{self, Head};
use crate::reports::told::Told;

/// What a report looks at, as in the query of `GET /v1/reports/{name}`: each report takes its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"from": "2025-01-01", "to": "2025-12-31"}))]
pub(crate) struct SnapshotParameters {
    /// The day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<Day>,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Day>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<Day>,
    /// Of this referent alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    referent_id: Option<ReferentId>,
    /// Of this account alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_id: Option<UserId>,
    /// On this operation alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation_id: Option<OperationId>,
    /// Of this task alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    task: Option<Code>,
    /// Interviews of this type alone.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    interview_type: Option<Code>,
    /// Interviews of this modality alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    modality: Option<Code>,
    /// Exits of this reason alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exit_reason: Option<Code>,
    /// Stages of this type alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stage_type: Option<Code>,
    /// Stages whose means come from there alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resource_origin: Option<Code>,
    /// Stages that ended so alone, among those that ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    status: Option<StageEnd>,
    /// Barriers of this theme alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    theme: Option<Code>,
    /// Terms of people with this role alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// Terms with this job title alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    job_title: Option<Name>,
    /// Terms with this employer alone; in `referent-activity`, stages with this provider alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    structure_id: Option<PartnerStructureId>,
    /// Of this territory alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    territory_id: Option<TerritoryId>,
    /// Of people of this gender alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gender: Option<Code>,
    /// As it was known at the end of this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    as_known_on: Option<Day>,
    /// Whether counts below 5 are masked, for whoever is outside the PLIE. Where nothing is said the answer is not, but its
    /// page and its PDF are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    masked: Option<bool>,
}

impl From<SnapshotParameters> for ReportQuery {
    fn from(p: SnapshotParameters) -> Self {
        Self {
            on: p.on,
            from: p.from,
            to: p.to,
            referent_id: p.referent_id,
            user_id: p.user_id,
            operation_id: p.operation_id,
            task: p.task.map(Into::into),
            interview_type: p.interview_type.map(Into::into),
            modality: p.modality.map(Into::into),
            exit_reason: p.exit_reason.map(Into::into),
            stage_type: p.stage_type.map(Into::into),
            resource_origin: p.resource_origin.map(Into::into),
            status: p.status,
            theme: p.theme.map(Into::into),
            role: p.role,
            job_title: p.job_title.map(Into::into),
            structure_id: p.structure_id,
            territory_id: p.territory_id,
            gender: p.gender.map(Into::into),
            as_known_on: p.as_known_on,
            masked: p.masked,
        }
    }
}

/// A report to be frozen.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"report": "operator-annual", "parameters": {"from": "2025-01-01", "to": "2025-12-31"}, "title": "Bilan 2025, remis au comité de pilotage"}))]
pub(crate) struct ReportSnapshotIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<ReportSnapshotId>,
    /// Which report.
    pub(crate) report: ReportName,
    /// What it looks at; its own default where left out.
    #[serde(default)]
    pub(crate) parameters: Option<SnapshotParameters>,
    /// What it is kept as.
    #[serde(default)]
    pub(crate) title: Option<Name>,
}

/// A frozen report; in a list without its answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "report": "operator-annual", "title": "Bilan 2025", "parameters": {"from": "2025-01-01", "to": "2025-12-31"}, "period_from": "2025-01-01", "period_to": "2025-12-31", "content_hash": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "recorded_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "version": 1, "created_at": "2026-01-15T08:00:00Z", "updated_at": "2026-01-15T08:00:00Z"}))]
pub(crate) struct ReportSnapshotView {
    /// Its identifier.
    id: ReportSnapshotId,
    /// Which report.
    report: ReportName,
    /// What it is kept as.
    #[schema(required = true)]
    title: Option<String>,
    /// What it looked at, as it was asked.
    #[schema(value_type = SnapshotParameters)]
    parameters: Json,
    /// First day of the report.
    period_from: Day,
    /// Last day of the report.
    period_to: Day,
    /// SHA-256 of the answer, byte for byte, in hexadecimal.
    content_hash: String,
    /// Who froze it; its figures are those that they saw.
    recorded_by: UserId,
    /// Version: always the first.
    version: i64,
    /// When it was frozen.
    created_at: Instant,
    /// The same: it never changes.
    updated_at: Instant,
    /// Whether the stored answer still has the hash that was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    content_intact: Option<bool>,
    /// The report as it was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<ReportView>)]
    answer: Option<Box<RawValue>>,
}

crate::page_of!(ReportSnapshotPage, ReportSnapshotView);

/// Which snapshots are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct SnapshotFilter {
    /// Only those of this report.
    #[serde(default)]
    #[param(required = false, inline)]
    pub(crate) report: Option<ReportName>,
    /// Only those that this account froze.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) author: Option<UserId>,
    /// Only those frozen on this day or later.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) from: Option<Day>,
    /// Only those frozen on this day or before.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) to: Option<Day>,
}

/// In which form.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct SnapshotForm {
    /// The form of the answer: `json`, `csv` or `xlsx`, for `operator-annual` also `html` or `pdf`; what `Accept` says if
    /// left out.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) format: Option<Format>,
}

/// List frozen reports
///
/// Those that the caller froze; all of the PLIE for directors and data managers. Without their answers. Sorts:
/// `-created_at`, `created_at`.
#[utoipa::path(tag = "reports", params(PageParams, SnapshotFilter), responses((status = 200, description = "One page", body = ReportSnapshotPage)))]
#[get("/report-snapshots")]
pub(crate) async fn list_report_snapshots(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<SnapshotFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, &filter.0, &page)?.map(ReportSnapshotView::from).reply(&page, cx.lang()))
        .await
}

/// Freeze a report
///
/// Computes the report within what the caller sees and keeps the answer with its hash. It never changes afterwards, whatever
/// happens to the data behind it; a validated report is its snapshot.
#[utoipa::path(tag = "reports", request_body = ReportSnapshotIn, responses((status = 201, description = "Frozen", body = ReportSnapshotView)))]
#[post("/report-snapshots")]
pub(crate) async fn create_report_snapshot(app: App, caller: Caller, body: Valid<ReportSnapshotIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let (row, content) = flow::create(cx, new)?;
        let location = format!("/v1/report-snapshots/{}", row.id);
        Reply::created(&whole(row, content)?, VERSION, location)
    })
    .await
}

/// Get a frozen report
///
/// With the answer as it was given, and whether it still has its hash. In another form it is made from that answer, and
/// nothing is computed anew: `format=csv` and `xlsx` for each report, `html` and `pdf` for `operator-annual`. In these two,
/// small counts are masked unless the snapshot was asked for with `masked: false`.
#[utoipa::path(tag = "reports", params(("id" = ReportSnapshotId, Path, description = "The snapshot"), SnapshotForm), responses((status = 200, description = "The snapshot", content((ReportSnapshotView = "application/json"), (String = "text/csv", example = json!("report;from;to;group_by;group;label;figure;numerator;denominator;value;rule\r\n")), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/html", example = json!("<!DOCTYPE html>")), (Vec<u8> = "application/pdf")))))]
#[get("/report-snapshots/{id}")]
pub(crate) async fn get_report_snapshot(
    app: App,
    caller: Caller,
    id: web::Path<ReportSnapshotId>,
    form: Query<SnapshotForm>,
    request: HttpRequest,
) -> Outcome<Either<Reply, Printed>> {
    let (id, asked) = (*id, form.0.format);
    let reply = app.read(caller, move |cx| {
        let (row, content) = store::find(cx, &cx.reach.clone(), id)?;
        let format = Format::asked(asked, cx.call, printed::forms(row.report))?;
        match format {
            Format::Json => Reply::object(&whole(row, content)?, VERSION),
            other => in_form(cx, other, row, &content),
        }
    });
    let reply = reply.await?;
    if asked == Some(Format::Pdf) {
        return print::pdf(&app, &request, Template::Report, &format!("rapport-{id}.pdf"), reply).await;
    }
    Ok(Either::Left(reply))
}

/// The version of what never changes.
const VERSION: i64 = 1;

fn in_form(cx: &mut Ctx<'_>, format: Format, row: SnapshotRow, content: &str) -> Outcome<Reply> {
    let mut told = Told::read(content)?;
    if let Some(form) = format.form() {
        return told.table(form);
    }
    let parameters: SnapshotParameters = row.parameters.read().map_err(Failure::defect)?;
    if parameters.masked.is_none() {
        told.mask();
    }
    let head = Head { operation: parameters.operation_id, frozen: Some((row.id, row.content_hash)) };
    match format {
        Format::Pdf => printed::sheet(cx, &told, &head),
        _ => printed::page(cx, &told, &head),
    }
}

/// The snapshot with its answer as it stands, whoever may have touched it: it says whether it is what was frozen.
fn whole(row: SnapshotRow, content: String) -> Outcome<ReportSnapshotView> {
    let content_intact = content_hash(&content) == row.content_hash;
    if !content_intact {
        log::error!(target: "jalon::defect", "the answer of snapshot {} is not the one that was frozen", row.id);
    }
    let answer = RawValue::from_string(content).map_err(Failure::defect)?;
    Ok(ReportSnapshotView {
        content_intact: Some(content_intact),
        answer: Some(answer),
        ..ReportSnapshotView::from(row)
    })
}

impl From<SnapshotRow> for ReportSnapshotView {
    fn from(row: SnapshotRow) -> Self {
        Self {
            id: row.id,
            report: row.report,
            title: row.title,
            parameters: row.parameters,
            period_from: row.period_from,
            period_to: row.period_to,
            content_hash: row.content_hash,
            recorded_by: row.recorded_by,
            version: VERSION,
            created_at: row.created_at,
            updated_at: row.created_at,
            content_intact: None,
            answer: None,
        }
    }
}
