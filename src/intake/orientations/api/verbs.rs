//! The verbs of an orientation over HTTP.

use actix_web::{post, web};

use super::seen;
use super::wire::{
    BookReceptionIn, OpenEntryFileIn, OrientationView, RecordReceptionIn, RedirectOrientationIn, RefuseOrientationIn,
    WithdrawOrientationIn,
};
use crate::app::App;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::{Caller, NoBody, Reply, Valid};
use crate::ids::OrientationId;
use crate::intake::orientations::flow::{open, verbs};
use crate::intake::orientations::store::OrientationRow;

fn answer(cx: &mut Ctx<'_>, row: OrientationRow) -> Outcome<Reply> {
    let version = row.version;
    Reply::object(&seen(cx, row)?, version)
}

/// Take an orientation into triage
///
/// From `received` to `in_triage`. What a structure sent that is not validated waits until it is (409
/// `conflict_structure_not_validated`, R3.7).
#[utoipa::path(tag = "orientations", params(("id" = OrientationId, Path, description = "The orientation")), request_body = NoBody, responses((status = 200, description = "In triage", body = OrientationView)))]
#[post("/orientations/{id}/triage")]
pub(crate) async fn triage_orientation(
    app: App,
    caller: Caller,
    id: web::Path<OrientationId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let row = verbs::triage(cx, *id)?;
        answer(cx, row)
    })
    .await
}

/// Book a reception
///
/// Takes a place in a slot on one of its dates (S3.10); a full one is 409 `conflict_slot_full`.
#[utoipa::path(tag = "orientations", params(("id" = OrientationId, Path, description = "The orientation")), request_body = BookReceptionIn, responses((status = 200, description = "Booked", body = OrientationView)))]
#[post("/orientations/{id}/book-reception")]
pub(crate) async fn book_reception(
    app: App,
    caller: Caller,
    id: web::Path<OrientationId>,
    body: Valid<BookReceptionIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, booking| {
        let row = verbs::book(cx, *id, &booking)?;
        answer(cx, row)
    })
    .await
}

/// Record what happened at the reception
///
/// Attended goes on; excused, or absent for the first time, the person may be given another date; the second
/// absence without excuse ends the orientation (§ 4.2).
#[utoipa::path(tag = "orientations", params(("id" = OrientationId, Path, description = "The orientation")), request_body = RecordReceptionIn, responses((status = 200, description = "Recorded", body = OrientationView)))]
#[post("/orientations/{id}/record-reception")]
pub(crate) async fn record_reception(
    app: App,
    caller: Caller,
    id: web::Path<OrientationId>,
    body: Valid<RecordReceptionIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, told| {
        let row = verbs::record_reception(cx, *id, told)?;
        answer(cx, row)
    })
    .await
}

/// Open an entry file
///
/// Makes a participant of the candidate, or takes the one given. People who look alike are 409 `duplicate` with
/// their `candidates`, unless `confirm_new` says that the person is another.
#[utoipa::path(tag = "orientations", params(("id" = OrientationId, Path, description = "The orientation")), request_body = OpenEntryFileIn, responses((status = 200, description = "Opened", body = OrientationView)))]
#[post("/orientations/{id}/open-entry-file")]
pub(crate) async fn open_entry_file(
    app: App,
    caller: Caller,
    id: web::Path<OrientationId>,
    body: Valid<OpenEntryFileIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, how| {
        let row = open::open_entry_file(cx, *id, &how)?;
        answer(cx, row)
    })
    .await
}

/// Refuse an orientation
///
/// With a reason and what is proposed instead (§ 4.2). The reason `duplicate` ends it as `duplicate`, before triage
/// too.
#[utoipa::path(tag = "orientations", params(("id" = OrientationId, Path, description = "The orientation")), request_body = RefuseOrientationIn, responses((status = 200, description = "Refused", body = OrientationView)))]
#[post("/orientations/{id}/refuse")]
pub(crate) async fn refuse_orientation(
    app: App,
    caller: Caller,
    id: web::Path<OrientationId>,
    body: Valid<RefuseOrientationIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, why| {
        let row = verbs::refuse(cx, *id, why)?;
        answer(cx, row)
    })
    .await
}

/// Redirect an orientation
///
/// With a reason, to the structure that takes over (§ 4.2).
#[utoipa::path(tag = "orientations", params(("id" = OrientationId, Path, description = "The orientation")), request_body = RedirectOrientationIn, responses((status = 200, description = "Redirected", body = OrientationView)))]
#[post("/orientations/{id}/redirect")]
pub(crate) async fn redirect_orientation(
    app: App,
    caller: Caller,
    id: web::Path<OrientationId>,
    body: Valid<RedirectOrientationIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, why| {
        let row = verbs::redirect(cx, *id, &why)?;
        answer(cx, row)
    })
    .await
}

/// Withdraw an orientation
///
/// By the person or the structure that sent them; a partner withdraws its own. An entry file opened of it ends with
/// it, and leaves the agenda.
#[utoipa::path(tag = "orientations", params(("id" = OrientationId, Path, description = "The orientation")), request_body = WithdrawOrientationIn, responses((status = 200, description = "Withdrawn", body = OrientationView)))]
#[post("/orientations/{id}/withdraw")]
pub(crate) async fn withdraw_orientation(
    app: App,
    caller: Caller,
    id: web::Path<OrientationId>,
    body: Valid<WithdrawOrientationIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, why| {
        let row = verbs::withdraw(cx, *id, &why)?;
        answer(cx, row)
    })
    .await
}
