//! Orientations over HTTP: the push, the list, one of them. The verbs and the check stand apart.

use actix_web::{get, post, web};

use super::flow;
use super::rules::{self, OrientationStatus};
use super::store::{self, OrientationRow};
use crate::app::App;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Page, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{EntryFileId, OrientationId};
use crate::participants::rules::likeness;
use crate::participants::vault::words;

pub(super) mod check;
pub(super) mod verbs;
pub(super) mod wire;

use wire::{OrientationEvent, OrientationFilter, OrientationIn, OrientationPage, OrientationView};

/// List orientations
///
/// A structure sees those that it sent, until they were closed for `partner_read_days`; none with its comment. Sorts:
/// `-received_at`, `received_at`.
#[utoipa::path(tag = "orientations", params(PageParams, OrientationFilter), responses((status = 200, description = "One page", body = OrientationPage)))]
#[get("/orientations")]
pub(crate) async fn list_orientations(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<OrientationFilter>,
) -> Outcome<Reply> {
    let f = filter.0;
    let wanted = store::Wanted {
        status: f.status,
        territory_id: f.territory_id,
        partner_structure_id: f.partner_structure_id,
        from: f.received_from.map(civil::start_of_day),
        until: f.received_to.map(|day| civil::start_of_day(civil::add_days(day, 1))),
        name: f.q.map(|q| likeness::fold_name(q.as_str())),
    };
    app.read(caller, move |cx| {
        let found = store::list(cx, &wanted, &page)?;
        let ids: Vec<OrientationId> = found.items.iter().map(|r| r.id).collect();
        let mut events = store::events(cx, &ids)?;
        let files = store::entry_files(cx, &ids)?;
        let (partner, now) = (is_partner(&cx.reach), cx.now);
        let Page { items, next_cursor, total } = found;
        let items = words::closed(items)?;
        let views = items.into_iter().map(|row| {
            let history = events.remove(&row.id).unwrap_or_default();
            let file = files.get(&row.id).copied();
            view(row, history, file, partner, now)
        });
        Page { items: views.collect::<Outcome<Vec<_>>>()?, next_cursor, total }.reply(&page, cx.lang())
    })
    .await
}

/// Send a person to the PLIE
///
/// Sent again under the same `external_id` with the same content, the first orientation is the answer (200);
/// with other content 409 `duplicate`. The answer to a partner is the same whether or not the PLIE knows the
/// person. A structure not yet validated may send; its orientation waits (`structure_not_validated`).
#[utoipa::path(tag = "orientations", request_body = OrientationIn, responses((status = 201, description = "Received", body = OrientationView), (status = 200, description = "Received before", body = OrientationView)))]
#[post("/orientations")]
pub(crate) async fn create_orientation(app: App, caller: Caller, body: Valid<OrientationIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let (row, again) = flow::create(cx, new)?;
        let (location, version) = (format!("/v1/orientations/{}", row.id), row.version);
        let reply = Reply::created(&seen(cx, row)?, version, location)?;
        Ok(if again { Reply { status: 200, ..reply } } else { reply })
    })
    .await
}

/// Get an orientation
///
/// With its history. The structure that sent it sees the outcome, nothing of the follow-up, until it was closed for
/// `partner_read_days`. Reading the comment leaves a line in the access log.
#[utoipa::path(tag = "orientations", params(("id" = OrientationId, Path, description = "The orientation")), responses((status = 200, description = "The orientation", body = OrientationView)))]
#[get("/orientations/{id}")]
pub(crate) async fn get_orientation(app: App, caller: Caller, id: web::Path<OrientationId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&seen(cx, row)?, version)
    })
    .await
}

/// Whether the caller reaches orientations as the structure that sent them, and in no other way.
pub(super) fn is_partner(reach: &Reach) -> bool {
    let staff = reach.all || reach.own || !reach.territories.is_empty() || !reach.sites.is_empty();
    !reach.senders.is_empty() && !staff
}

/// One orientation, as the caller may see it.
pub(super) fn seen(cx: &mut Ctx<'_>, row: OrientationRow) -> Outcome<OrientationView> {
    let row = words::opened_one(cx, row)?;
    let id = row.id;
    let history = store::events(cx, &[id])?.remove(&id).unwrap_or_default();
    let file = store::entry_files(cx, &[id])?.remove(&id);
    view(row, history, file, is_partner(&cx.reach), cx.now)
}

fn view(
    row: OrientationRow,
    history: Vec<store::EventRow>,
    file: Option<EntryFileId>,
    partner: bool,
    now: Instant,
) -> Outcome<OrientationView> {
    let welcomed = history.iter().find(|e| e.to_status == OrientationStatus::ReceivedInPerson).map(|e| e.at);
    let until = welcomed.or(row.closed_at).unwrap_or(now);
    let staff = !partner;
    Ok(OrientationView {
        waiting_days: rules::waiting_days(row.received_at, until),
        history: history
            .into_iter()
            .map(|e| OrientationEvent { from: e.from_status, to: e.to_status, at: e.at, reason: e.reason })
            .collect(),
        prescriber: row.prescriber.read().map_err(Failure::defect)?,
        candidate: row.candidate.read().map_err(Failure::defect)?,
        motives: row.motives.read().map_err(Failure::defect)?,
        criteria: row.criteria.read().map_err(Failure::defect)?,
        slot_id: staff.then_some(row.slot_id),
        no_show_count: staff.then_some(row.no_show_count),
        participant_id: staff.then_some(row.participant_id),
        entry_file_id: staff.then_some(file),
        expires_on: row.closed_at.is_none().then_some(row.expires_on),
        id: row.id,
        partner_structure_id: row.partner_structure_id,
        external_id: row.external_id,
        orientation_type: row.orientation_type,
        comment: row.comment.and_then(words::told),
        data_protection_commitment: row.data_protection_commitment,
        territory_id: row.territory_id,
        status: row.status,
        status_reason: row.status_reason,
        alternative: row.alternative,
        redirected_to: row.redirected_to,
        booked_on: row.booked_on,
        received_at: row.received_at,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
