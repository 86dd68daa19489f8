//! The operations on time records.

use actix_web::{delete, get, patch, post, web};

use super::{BatchIn, BatchView, TimeRecordFilter, TimeRecordHistory, TimeRecordIn, TimeRecordPage};
use super::{TimeRecordPatch, TimeRecordView};
use crate::app::App;
use crate::esf::time_records::suggest::{self, Suggestions, SuggestionsAsked};
use crate::esf::time_records::{batch, flow, history, store};
use crate::failure::Outcome;
use crate::http::query::Query;
use crate::http::{Caller, NoBody, PageIn, PageParams, Reply, Valid};
use crate::ids::TimeRecordId;

/// List time records
///
/// Sorts: `-date`, `date`. Kept copies of former versions come only with `status=superseded`.
#[utoipa::path(tag = "time_records", params(PageParams, TimeRecordFilter), responses((status = 200, description = "One page", body = TimeRecordPage)))]
#[get("/time-records")]
pub(crate) async fn list_time_records(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<TimeRecordFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, &page, &filter.0)?.map(TimeRecordView::from).reply(&page, cx.lang()))
        .await
}

/// Create a time record
///
/// Every check of § 6.2 at once: errors `rule_…`, warnings beside the record. It is submitted, unless `draft`.
#[utoipa::path(tag = "time_records", request_body = TimeRecordIn, responses((status = 201, description = "Created", body = TimeRecordView)))]
#[post("/time-records")]
pub(crate) async fn create_time_record(app: App, caller: Caller, body: Valid<TimeRecordIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, &new)?;
        let (version, location) = (row.version, format!("/v1/time-records/{}", row.id));
        Reply::created(&TimeRecordView::from(row), version, location)
    })
    .await
}

/// Create many time records
///
/// One result an item, in order. `atomic`: all or none; those held back answer 424 `not_written`.
#[utoipa::path(tag = "time_records", request_body = BatchIn, responses((status = 200, description = "One result an item", body = BatchView)))]
#[post("/time-records/batch")]
pub(crate) async fn create_time_records_batch(app: App, caller: Caller, body: Valid<BatchIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, items| Reply::value(&batch::create(cx, &items)?)).await
}

/// Suggest time records
///
/// From the interviews, collective sessions, commissions and meetings of a week that no record is linked to yet.
#[utoipa::path(tag = "time_records", params(SuggestionsAsked), responses((status = 200, description = "What could be recorded", body = Suggestions)))]
#[get("/time-records/suggestions")]
pub(crate) async fn list_time_record_suggestions(
    app: App,
    caller: Caller,
    asked: Query<SuggestionsAsked>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| Reply::value(&suggest::of(cx, &asked.0)?)).await
}

/// Get a time record
///
/// One's own, or that of somebody whose time one may see.
#[utoipa::path(tag = "time_records", params(("id" = TimeRecordId, Path, description = "The time record")), responses((status = 200, description = "The time record", body = TimeRecordView)))]
#[get("/time-records/{id}")]
pub(crate) async fn get_time_record(app: App, caller: Caller, id: web::Path<TimeRecordId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&TimeRecordView::from(row), version)
    })
    .await
}

/// Change a time record
///
/// A draft is changed in place. Of one that was submitted, also where its week was returned since, the former version
/// is kept, see its history. An accepted week that is complete no more for the change is open again, a warning
/// `week_reopened`. After sign-off 422 `rule_period_signed`.
#[utoipa::path(tag = "time_records", params(("id" = TimeRecordId, Path, description = "The time record")), request_body = TimeRecordPatch, responses((status = 200, description = "Changed", body = TimeRecordView)))]
#[patch("/time-records/{id}")]
pub(crate) async fn update_time_record(
    app: App,
    caller: Caller,
    id: web::Path<TimeRecordId>,
    body: Valid<TimeRecordPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&TimeRecordView::from(row), version)
    })
    .await
}

/// Delete a draft
///
/// Only a draft: nothing that can serve as evidence is ever deleted (409 `conflict_not_draft`). One that was submitted
/// before its week was returned is taken back: it counts nowhere and stays to be read, `superseded`, with its history.
#[utoipa::path(tag = "time_records", params(("id" = TimeRecordId, Path, description = "The time record")), responses((status = 204, description = "Deleted")))]
#[delete("/time-records/{id}")]
pub(crate) async fn delete_time_record(
    app: App,
    caller: Caller,
    id: web::Path<TimeRecordId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| flow::delete(cx, *id).map(|()| Reply::nothing())).await
}

/// Get the history of a time record
///
/// Every version with who recorded it, when and why (R6.21), the first one first.
#[utoipa::path(tag = "time_records", params(("id" = TimeRecordId, Path, description = "The time record")), responses((status = 200, description = "Its versions", body = TimeRecordHistory)))]
#[get("/time-records/{id}/history")]
pub(crate) async fn get_time_record_history(app: App, caller: Caller, id: web::Path<TimeRecordId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let items = history::versions(cx, *id)?.into_iter().map(TimeRecordView::from).collect();
        Reply::value(&TimeRecordHistory { items })
    })
    .await
}
