//! Writing participations.

use actix_web::{post, put, web};

use super::read::{shown, view};
use super::wire::{
    OpenParticipationsIn, OpenedParticipation, OpenedParticipationsView, ParticipationEntryIn, ParticipationExitIn,
    ParticipationIn, ParticipationSixMonthIn, ParticipationView, ReenterIn, VoidParticipationIn,
};
use crate::app::App;
use crate::esf::participations::flow;
use crate::failure::Outcome;
use crate::http::{Caller, Reply, Valid};
use crate::ids::{OperationId, ParticipationId};

/// Open a participation
///
/// One a person and operation (409 `conflict_participation_exists`): who comes back re-enters (R7.6). Whoever has a
/// pathway may take part, from the day on that proves them eligible (422 `rule_eligibility_at_entry`); what is not known
/// of the entry yet is named under `missing`.
#[utoipa::path(tag = "participations", request_body = ParticipationIn, responses((status = 201, description = "Opened", body = ParticipationView)))]
#[post("/participations")]
pub(crate) async fn create_participation(app: App, caller: Caller, body: Valid<ParticipationIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::open(cx, new)?;
        let (version, location) = (row.version, format!("/v1/participations/{}", row.id));
        Ok(Reply::created(&view(cx, row)?, version, location)?.fingerprinted())
    })
    .await
}

/// Tell the entry of a participation anew
///
/// All of it: a correction, or what was missing when it was opened. What was told before stays in the history.
#[utoipa::path(tag = "participations", params(("id" = ParticipationId, Path, description = "The participation")), request_body = ParticipationEntryIn, responses((status = 200, description = "Told", body = ParticipationView)))]
#[put("/participations/{id}/entry")]
pub(crate) async fn put_participation_entry(
    app: App,
    caller: Caller,
    id: web::Path<ParticipationId>,
    body: Valid<ParticipationEntryIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, told| {
        let row = flow::tell_entry(cx, *id, told)?;
        shown(cx, row)
    })
    .await
}

/// Tell the exit of a participation
///
/// All of it: the day, and the situation within four weeks of it (422 `rule_exit_window` for another time). Told later
/// than that it is `late`. Without a situation the exit is known and incomplete.
#[utoipa::path(tag = "participations", params(("id" = ParticipationId, Path, description = "The participation")), request_body = ParticipationExitIn, responses((status = 200, description = "Told", body = ParticipationView)))]
#[put("/participations/{id}/exit")]
pub(crate) async fn put_participation_exit(
    app: App,
    caller: Caller,
    id: web::Path<ParticipationId>,
    body: Valid<ParticipationExitIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, told| {
        let row = flow::tell_exit(cx, *id, told)?;
        shown(cx, row)
    })
    .await
}

/// Tell the situation six months after the exit
///
/// Of the time from six months after the exit on (422 `rule_six_month_window` for another). That nobody could be reached
/// is told once so many attempts are logged (409 `conflict_attempts_missing`).
#[utoipa::path(tag = "participations", params(("id" = ParticipationId, Path, description = "The participation")), request_body = ParticipationSixMonthIn, responses((status = 200, description = "Told", body = ParticipationView)))]
#[put("/participations/{id}/six-month")]
pub(crate) async fn put_participation_six_month(
    app: App,
    caller: Caller,
    id: web::Path<ParticipationId>,
    body: Valid<ParticipationSixMonthIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, told| {
        let row = flow::tell_six_month(cx, *id, told)?;
        shown(cx, row)
    })
    .await
}

/// Take up a participation again
///
/// The person came back to the operation: the first entry stays, the exit and its results are taken back until the next
/// one (R7.6), and remain in the history.
#[utoipa::path(tag = "participations", params(("id" = ParticipationId, Path, description = "The participation")), request_body = ReenterIn, responses((status = 200, description = "Taken up again", body = ParticipationView)))]
#[post("/participations/{id}/re-enter")]
pub(crate) async fn reenter_participation(
    app: App,
    caller: Caller,
    id: web::Path<ParticipationId>,
    body: Valid<ReenterIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, back| {
        let row = flow::reenter(cx, *id, &back)?;
        shown(cx, row)
    })
    .await
}

/// Void a participation
///
/// It was entered by error and counts nowhere; it stays on record with the reason, and another may be opened.
#[utoipa::path(tag = "participations", params(("id" = ParticipationId, Path, description = "The participation")), request_body = VoidParticipationIn, responses((status = 200, description = "Void", body = ParticipationView)))]
#[post("/participations/{id}/void")]
pub(crate) async fn void_participation(
    app: App,
    caller: Caller,
    id: web::Path<ParticipationId>,
    body: Valid<VoidParticipationIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, told| {
        let row = flow::void(cx, *id, told.reason.as_str())?;
        shown(cx, row)
    })
    .await
}

/// Open the participations of an operation
///
/// For each person with a pathway for whom time is recorded on the operation and who has no participation in it yet, from
/// the day of the first record, or of the first proof of eligibility where that came later. `dry_run` tells which.
#[utoipa::path(tag = "participations", params(("id" = OperationId, Path, description = "The operation")), request_body = OpenParticipationsIn, responses((status = 200, description = "Opened", body = OpenedParticipationsView)))]
#[post("/operations/{id}/open-participations")]
pub(crate) async fn open_operation_participations(
    app: App,
    caller: Caller,
    id: web::Path<OperationId>,
    body: Valid<OpenParticipationsIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let (rows, has_more) = flow::open_all(cx, *id, asked.limit)?;
        let opened = |row: crate::esf::participations::store::ParticipationRow| OpenedParticipation {
            id: row.id,
            participant_id: row.participant_id,
            entered_on: row.entered_on,
        };
        Reply::value(&OpenedParticipationsView { opened: rows.into_iter().map(opened).collect(), has_more })
    })
    .await
}
