//! Timesheets over HTTP.

use actix_web::{Either, HttpRequest, get, post, web};
use jalon_press::Template;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow::{self, Seen};
use super::rules::TimesheetStatus;
use super::view::{TimesheetPage, TimesheetSummaryView, TimesheetView};
use super::{csv, printed, store};
use crate::app::App;
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::print::{self, Printed};
use crate::http::table::Format;
use crate::http::text::Note;
use crate::http::{Caller, NoBody, Page, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::UserId;

/// Which months.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimesheetFilter {
    /// Whose months; all staff in reach if left out.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) user_id: Option<UserId>,
    /// Which month; this one and the twelve before if left out.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) month: Option<Month>,
    /// Only months that stand here.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) status: Option<TimesheetStatus>,
}

/// Which sheet of a month, and how.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimesheetQuery {
    /// An earlier sheet of the month, or the one that a correction has made due; the last if left out.
    #[serde(default)]
    #[param(required = false, minimum = 0)]
    pub(crate) amendment: Option<i64>,
    /// The form of the answer: `json`, `csv`, `xlsx` or `pdf`.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) format: Option<Format>,
}

/// What is signed.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SignQuery {
    /// `content_hash` of the sheet that the signer has read; refused when it is no longer that.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) content_hash: Option<String>,
}

/// Why a month is opened again.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Oubli de la réunion du 12."}))]
pub(crate) struct ReopenIn {
    /// What is to be changed.
    pub(crate) reason: Note,
}

/// List timesheets
///
/// One row a person and month, also before anything is signed. Sorts: `-month`, `month`.
#[utoipa::path(tag = "timesheets", params(PageParams, TimesheetFilter), responses((status = 200, description = "One page", body = TimesheetPage)))]
#[get("/timesheets")]
pub(crate) async fn list_timesheets(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<TimesheetFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| months(cx, &filter.0, &page)?.reply(&page, cx.lang())).await
}

/// One page of the months in reach.
pub(crate) fn months(cx: &mut Ctx<'_>, filter: &TimesheetFilter, page: &PageIn) -> Outcome<Page<TimesheetSummaryView>> {
    let found = flow::list(cx, filter, page)?;
    Ok(found.map(|listed| TimesheetSummaryView::of(&listed, cx.settings())))
}

/// Get a timesheet
///
/// Days × tasks × operations with their totals; once signed, exactly what was signed. Its ETag begins
/// with the version and goes on with a fingerprint of the content; If-Match takes it as it is, and then
/// signs this content and no other, or the version alone. `format=csv`, or `Accept: text/csv`, gives one row a day, task and operation,
/// `format=xlsx` the same rows as a workbook; `format=pdf` the sheet as it is signed, in French, with the statement of the fund and the hash of its content.
#[utoipa::path(tag = "timesheets", params(("user_id" = UserId, Path, description = "Whose month"), ("month" = Month, Path, description = "The month"), TimesheetQuery), responses((status = 200, description = "The month", content((TimesheetView = "application/json"), (String = "text/csv", example = json!("user_id;month;amendment;status;date;absence;task;attribution;operation_id;operation_number;participants;minutes;content_hash\r\n")), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Vec<u8> = "application/pdf")))))]
#[get("/timesheets/{user_id}/{month}")]
pub(crate) async fn get_timesheet(
    app: App,
    caller: Caller,
    at: web::Path<(UserId, Month)>,
    query: Query<TimesheetQuery>,
    request: HttpRequest,
) -> Outcome<Either<Reply, Printed>> {
    let (user, month) = *at;
    let as_pdf = query.0.format == Some(Format::Pdf);
    let reply = app.read(caller, move |cx| {
        let made = [Format::Json, Format::Csv, Format::Xlsx, Format::Pdf];
        let form = Format::asked(query.0.format, cx.call, &made)?.form();
        let seen = flow::find(cx, user, month, query.0.amendment)?;
        if let Some(form) = form {
            return csv::reply(form, &view(cx, &seen)?);
        }
        if as_pdf {
            let sheet = view(cx, &seen)?;
            return print::sheet(&printed::printed(cx, &sheet)?, sheet.version);
        }
        reply(cx, &seen)
    });
    let reply = reply.await?;
    if as_pdf {
        return print::pdf(&app, &request, Template::Timesheet, &format!("releve-{month}-{user}.pdf"), reply).await;
    }
    Ok(Either::Left(reply))
}

/// Sign a timesheet
///
/// By the employee, first (R6.15), when the weeks are accepted (R6.14). Work on an absence is refused: `rule_absent`
/// names each day and record. After both signatures a correction makes an amendment due, which is signed here too
/// (R6.18).
#[utoipa::path(tag = "timesheets", params(("user_id" = UserId, Path, description = "Whose month"), ("month" = Month, Path, description = "The month"), SignQuery), request_body = NoBody, responses((status = 200, description = "Signed", body = TimesheetView)))]
#[post("/timesheets/{user_id}/{month}/sign")]
pub(crate) async fn sign_timesheet(
    app: App,
    caller: Caller,
    at: web::Path<(UserId, Month)>,
    query: Query<SignQuery>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let (user, month) = *at;
        let seen = flow::sign(cx, user, month, &query.0)?;
        reply(cx, &seen)
    })
    .await
}

/// Countersign a timesheet
///
/// By the supervisor, another person (R6.15, R3.2), on what the employee has signed; the month is
/// frozen (R6.16).
#[utoipa::path(tag = "timesheets", params(("user_id" = UserId, Path, description = "Whose month"), ("month" = Month, Path, description = "The month")), request_body = NoBody, responses((status = 200, description = "Countersigned", body = TimesheetView)))]
#[post("/timesheets/{user_id}/{month}/countersign")]
pub(crate) async fn countersign_timesheet(
    app: App,
    caller: Caller,
    at: web::Path<(UserId, Month)>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let (user, month) = *at;
        let seen = flow::countersign(cx, user, month)?;
        reply(cx, &seen)
    })
    .await
}

/// Reopen a timesheet
///
/// Before the supervisor signs, with a reason; the employee signs anew.
#[utoipa::path(tag = "timesheets", params(("user_id" = UserId, Path, description = "Whose month"), ("month" = Month, Path, description = "The month")), request_body = ReopenIn, responses((status = 200, description = "Open again", body = TimesheetView)))]
#[post("/timesheets/{user_id}/{month}/reopen")]
pub(crate) async fn reopen_timesheet(
    app: App,
    caller: Caller,
    at: web::Path<(UserId, Month)>,
    body: Valid<ReopenIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let (user, month) = *at;
        let seen = flow::reopen(cx, user, month, body)?;
        reply(cx, &seen)
    })
    .await
}

fn view(cx: &mut Ctx<'_>, seen: &Seen) -> Outcome<TimesheetView> {
    let operations = seen.sheet.by_operation.keys().copied().flatten().collect();
    let numbers = store::numbers(cx, operations)?;
    Ok(TimesheetView::of(seen, cx.settings(), &numbers))
}

pub(super) fn reply(cx: &mut Ctx<'_>, seen: &Seen) -> Outcome<Reply> {
    Reply::object(&view(cx, seen)?, seen.version()).map(Reply::fingerprinted)
}
