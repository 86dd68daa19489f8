//! Exports over HTTP.

use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::flow;
use crate::app::App;
use crate::db::Day;
use crate::esf::time_records::rules::TimeStatus;
use crate::failure::Outcome;
use crate::http::table::Form;
use crate::http::text::Code;
use crate::http::{Caller, Reply, Valid};
use crate::ids::{OperationId, ParticipantId, ReferentId, SiteId, TerritoryId, UserId};
use crate::jobs::JobView;
use crate::pathways::rules::PathwayStatus;

crate::text_enum! {
    /// The form of an export.
    pub enum ExportForm { Csv = "csv", Xlsx = "xlsx" }
}

impl ExportForm {
    /// The table that it is.
    pub(super) const fn table(self) -> Form {
        match self {
            Self::Csv => Form::Csv,
            Self::Xlsx => Form::Xlsx,
        }
    }
}

/// Which rows. Each source takes its own: `participants` `referent_id`, `site_id`, `territory_id` and `pathway_status`;
/// `participations` `operation_id`, which it needs; `time_records` `from` and `to`, which it needs, `user_id`,
/// `participant_id`, `operation_id`, `task` and `status`; `timesheets` `from` and `to`, which it needs, and `user_id`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"pathway_status": "active"}))]
pub(crate) struct ExportParameters {
    /// People whom this referent follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) referent_id: Option<ReferentId>,
    /// People of this site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) site_id: Option<SiteId>,
    /// People of this territory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) territory_id: Option<TerritoryId>,
    /// People whose pathway stands here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pathway_status: Option<PathwayStatus>,
    /// What belongs to this operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) operation_id: Option<OperationId>,
    /// Time of this member of staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user_id: Option<UserId>,
    /// Time for this participant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) participant_id: Option<ParticipantId>,
    /// Time of this task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) task: Option<Code>,
    /// Time that stands here; without it, all but the kept copies of former versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<TimeStatus>,
    /// First day; of `timesheets` its month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<Day>,
    /// Last day, included; of `timesheets` its month. At most ten years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<Day>,
}

/// An export.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"profile": "participants", "parameters": {"pathway_status": "active"}, "format": "csv"}))]
pub(crate) struct ExportIn {
    /// The code of its profile, of `GET /v1/export-profiles`.
    pub(crate) profile: Code,
    /// Which rows; all that are in reach if left out.
    #[serde(default)]
    pub(crate) parameters: Option<ExportParameters>,
    /// Its form; `csv` if left out.
    #[serde(default)]
    pub(crate) format: Option<ExportForm>,
}

/// Ask for an export
///
/// A job makes the file, which is fetched at `GET /v1/jobs/{id}/result`. Its rows are those that the list shows to the
/// caller when it runs, as of one moment; a text that a spreadsheet would take for a formula is made harmless. A profile
/// with sensitive columns (`S3`) is exported by the direction and by data managers alone (403). At most three exports of
/// an account wait or run (409 `conflict_exports_under_way`). Each export is in the access log, with its columns and the
/// words of `X-Reason`; it is given to nobody who reaches less by then.
#[utoipa::path(tag = "exports", params(("X-Reason" = Option<String>, Header, description = "Why it is made, for the access log", example = "Bilan d'exécution 2026")), request_body = ExportIn, responses((status = 202, description = "Asked for", body = JobView)))]
#[post("/exports")]
pub(crate) async fn create_export(app: App, caller: Caller, body: Valid<ExportIn>) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::ask(cx, asked)?;
        let (version, location) = (row.version, format!("/v1/jobs/{}", row.id));
        Reply::accepted(&JobView::of(row, cx.lang()), version, location)
    })
    .await
}
