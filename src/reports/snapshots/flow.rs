//! Freezing a report.

use super::api::{ReportSnapshotIn, SnapshotParameters};
use super::store::{self, SnapshotRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::esf::timesheets::rules::content_hash;
use crate::failure::{Failure, Outcome, reference_fault, sent_again};
use crate::ids::ReportSnapshotId;
use crate::refusal::Fault;
use crate::reports::api::{ReportQuery, view};
use crate::reports::flow;

/// Computes a report within what the author sees, and keeps the answer.
pub(super) fn create(cx: &mut Ctx<'_>, new: ReportSnapshotIn) -> Outcome<(SnapshotRow, String)> {
    let author = cx.actor.user().ok_or_else(|| Failure::Forbidden { right: cx.call.op.id.to_owned() })?;
    let parameters = new.parameters.unwrap_or_default();
    let title = new.title.map(|title| title.into_string());
    if let Some(id) = new.id {
        let first = sent_again(store::find(cx, &Reach::everything(), id), |(row, _)| {
            let asked = row.parameters.read::<SnapshotParameters>().ok();
            (row.recorded_by, row.report, &row.title) == (author, new.report, &title)
                && asked.as_ref() == Some(&parameters)
        })?;
        if let Some(first) = first {
            return Ok(first);
        }
    }
    let query = ReportQuery::from(parameters.clone());
    let report = flow::read(cx, new.report, &query).map_err(|failure| of_body(failure, &query))?;
    let (period_from, period_to) = (report.from, report.to);
    let content = serde_json::to_string(&view(new.report, cx.now, report)).map_err(Failure::defect)?;
    let row = SnapshotRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(ReportSnapshotId::new),
        report: new.report,
        title,
        parameters: Json::of(&parameters).map_err(Failure::defect)?,
        period_from,
        period_to,
        content_hash: content_hash(&content),
        recorded_by: author,
        created_at: cx.now,
    };
    store::insert(cx, &row, &content)?;
    cx.record(Entry::created("report_snapshots", row.id).owned_by(author));
    Ok((row, content))
}

/// What a report says of its parameters, said of the members of a body.
fn of_body(failure: Failure, query: &ReportQuery) -> Failure {
    match failure {
        Failure::Request { code: "malformed_parameter", mut faults, .. } => {
            for fault in &mut faults {
                fault.pointer = format!("/parameters{}", fault.pointer);
                fault.code = "invalid";
            }
            Failure::from(faults)
        }
        Failure::Request { code: "unknown_parameter", fr, en, .. } => {
            Failure::invalid("/parameters", "unknown_field", fr, en)
        }
        Failure::NotFound => {
            let named = [
                ("operation_id", query.operation_id.is_some()),
                ("referent_id", query.referent_id.is_some()),
                ("user_id", query.user_id.is_some()),
            ];
            let named = named.iter().filter(|(_, given)| *given).map(|(name, _)| format!("/parameters/{name}"));
            let faults: Vec<Fault> = named.map(reference_fault).collect();
            // whatever else a report may name
            Failure::from(if faults.is_empty() { vec![reference_fault("/parameters")] } else { faults })
        }
        other => other,
    }
}
