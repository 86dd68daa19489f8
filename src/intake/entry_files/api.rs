//! Entry files over HTTP.

use actix_web::{Either, HttpRequest, get, patch, post, web};
use jalon_press::Template;

use super::facts::{self, Around, Parts};
use super::rules;
use super::store::{self, EntryFileRow};
use super::{flow, flow::open, printed};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::Outcome;
use crate::http::print::{self, Printed};
use crate::http::table::Format;
use crate::http::{Caller, NoBody, Page, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{EntryFileId, ParticipantId};
use crate::participants::signatures::rules::entry_file_facts_hash;
use crate::participants::vault::words;
use crate::pathways::barriers::rules::HEALTH;
use crate::reference::Lists;

pub(super) mod wire;

use wire::{
    ChecklistItem, Diagnosis, EntryFileFilter, EntryFileForm, EntryFileIn, EntryFilePage, EntryFilePatch,
    EntryFileView, FileCriterionView, ReturnEntryFileIn, SubmitEntryFileIn,
};

/// List entry files
///
/// Each with its checklist of today, its diagnosis without the summary; barriers of health are left out for whoever
/// only enters forms. Sorts: `-created_at`, `created_at`.
#[utoipa::path(tag = "entry_files", params(PageParams, EntryFileFilter), responses((status = 200, description = "One page", body = EntryFilePage)))]
#[get("/entry-files")]
pub(crate) async fn list_entry_files(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<EntryFileFilter>,
) -> Outcome<Reply> {
    let f = filter.0;
    let wanted = store::Wanted { status: f.status, referent_id: f.referent_id, participant_id: f.participant_id };
    app.read(caller, move |cx| {
        let Page { items, next_cursor, total } = store::list(cx, &wanted, &page)?;
        let people: Vec<ParticipantId> = items.iter().map(|r| r.participant_id).collect();
        let around = facts::around(cx, &people)?;
        let (tenant, today) = (cx.tenant(), cx.today);
        let whole = store::read_whole(cx, &items)?;
        let items = words::closed(items)?;
        let views = items.into_iter().map(|row| view(&tenant.lists, &around, row, today));
        let mut items = views.collect::<Outcome<Vec<_>>>()?;
        if let Some(whole) = whole {
            items.iter_mut().filter(|file| !whole.contains(&file.id)).for_each(without_health);
        }
        Page { items, next_cursor, total }.reply(&page, cx.lang())
    })
    .await
}

/// Create an entry file
///
/// For a participant with no other open file and no open pathway. With an orientation received in person, it
/// opens that orientation's file.
#[utoipa::path(tag = "entry_files", request_body = EntryFileIn, responses((status = 201, description = "Created", body = EntryFileView)))]
#[post("/entry-files")]
pub(crate) async fn create_entry_file(app: App, caller: Caller, body: Valid<EntryFileIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let (row, again) = open::create(cx, new)?;
        let (location, version) = (format!("/v1/entry-files/{}", row.id), row.version);
        let reply = Reply::created(&seen(cx, row)?, version, location)?.fingerprinted();
        Ok(if again { Reply { status: 200, ..reply } } else { reply })
    })
    .await
}

/// Get an entry file
///
/// With its checklist (§ 4.3) of today or, once it is decided, of the day of the decision (T11). `format=pdf` gives the
/// summary for the commission, in French, in which sensitive data are told by their effect alone: criterion met, evidence
/// checked. It is a draft until the person has signed. Reading the diagnosis in words leaves a line in the access log.
#[utoipa::path(tag = "entry_files", params(("id" = EntryFileId, Path, description = "The entry file"), EntryFileForm), responses((status = 200, description = "The entry file", content((EntryFileView = "application/json"), (Vec<u8> = "application/pdf")))))]
#[get("/entry-files/{id}")]
pub(crate) async fn get_entry_file(
    app: App,
    caller: Caller,
    id: web::Path<EntryFileId>,
    form: Query<EntryFileForm>,
    request: HttpRequest,
) -> Outcome<Either<Reply, Printed>> {
    let (id, format) = (*id, form.0.format);
    let as_pdf = format == Some(Format::Pdf);
    let reply = app.read(caller, move |cx| {
        Format::asked(format, cx.call, &[Format::Json, Format::Pdf])?;
        let row = store::find(cx, &cx.reach.clone(), id)?;
        if !as_pdf {
            return answer(cx, row);
        }
        let (version, referent, on) = (row.version, row.referent_user_id, row.judged_on(cx.today));
        let file = seen(cx, row)?;
        print::sheet(&printed::printed(cx, &file, referent, on)?, version)
    });
    let reply = reply.await?;
    if as_pdf {
        return print::pdf(&app, &request, Template::EntryFile, &format!("dossier-{id}.pdf"), reply).await;
    }
    Ok(Either::Left(reply))
}

/// Change an entry file
///
/// Not once it is submitted or decided (409 `conflict_not_editable`). A change that takes an item away from a
/// complete file puts it back in preparation. A list replaces the former one.
#[utoipa::path(tag = "entry_files", params(("id" = EntryFileId, Path, description = "The entry file")), request_body = EntryFilePatch, responses((status = 200, description = "Changed", body = EntryFileView)))]
#[patch("/entry-files/{id}")]
pub(crate) async fn update_entry_file(
    app: App,
    caller: Caller,
    id: web::Path<EntryFileId>,
    body: Valid<EntryFilePatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        answer(cx, row)
    })
    .await
}

/// Declare an entry file complete
///
/// Refused with every missing item of the checklist (422).
#[utoipa::path(tag = "entry_files", params(("id" = EntryFileId, Path, description = "The entry file")), request_body = NoBody, responses((status = 200, description = "Complete", body = EntryFileView)))]
#[post("/entry-files/{id}/complete")]
pub(crate) async fn complete_entry_file(
    app: App,
    caller: Caller,
    id: web::Path<EntryFileId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let row = flow::complete(cx, *id)?;
        answer(cx, row)
    })
    .await
}

/// Bring an entry file before a commission session
///
/// Puts an admission on the agenda of a session that still takes items (R4.3). What was complete must still be
/// (409 `conflict_incomplete`).
#[utoipa::path(tag = "entry_files", params(("id" = EntryFileId, Path, description = "The entry file")), request_body = SubmitEntryFileIn, responses((status = 200, description = "Submitted", body = EntryFileView)))]
#[post("/entry-files/{id}/submit")]
pub(crate) async fn submit_entry_file(
    app: App,
    caller: Caller,
    id: web::Path<EntryFileId>,
    body: Valid<SubmitEntryFileIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, to| {
        let row = flow::submit(cx, *id, to.session_id)?;
        answer(cx, row)
    })
    .await
}

/// Return an entry file
///
/// The commission asks for more, and says what.
#[utoipa::path(tag = "entry_files", params(("id" = EntryFileId, Path, description = "The entry file")), request_body = ReturnEntryFileIn, responses((status = 200, description = "Returned", body = EntryFileView)))]
#[post("/entry-files/{id}/return")]
pub(crate) async fn return_entry_file(
    app: App,
    caller: Caller,
    id: web::Path<EntryFileId>,
    body: Valid<ReturnEntryFileIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, why| {
        let row = flow::give_back(cx, *id, why.reason.as_str())?;
        answer(cx, row)
    })
    .await
}

fn without_health(file: &mut EntryFileView) {
    file.barriers.retain(|barrier| barrier.theme.as_str() != HEALTH);
}

fn answer(cx: &mut Ctx<'_>, row: EntryFileRow) -> Outcome<Reply> {
    let version = row.version;
    // the checklist follows the person and the day
    Reply::object(&seen(cx, row)?, version).map(Reply::fingerprinted)
}

fn seen(cx: &mut Ctx<'_>, row: EntryFileRow) -> Outcome<EntryFileView> {
    let row = words::opened_one(cx, row)?;
    let around = facts::around(cx, &[row.participant_id])?;
    let tenant = cx.tenant();
    view(&tenant.lists, &around, row, cx.today)
}

fn view(lists: &Lists, around: &Around, row: EntryFileRow, today: Day) -> Outcome<EntryFileView> {
    let parts = Parts::of(&row)?;
    let criteria = facts::criteria(lists, &parts.criteria);
    let contents = around.contents(lists, (row.participant_id, Some(&row)), &parts, &criteria);
    let on = row.judged_on(today);
    let checklist = rules::checklist(&contents, on)
        .into_iter()
        .map(|line| ChecklistItem { item: line.item, state: line.state, pointer: line.pointer.to_owned() })
        .collect();
    let proved = parts
        .criteria
        .iter()
        .zip(&criteria)
        .map(|(given, known)| FileCriterionView {
            criterion: known.code.to_owned(),
            evidence_document_id: given.evidence_document_id,
            issued_on: given.issued_on,
            valid_until: given.issued_on.and_then(|day| rules::valid_until(day, known.validity)),
            status: rules::evidence_state(known, on),
        })
        .collect();
    Ok(EntryFileView {
        checklist,
        criteria: proved,
        diagnosis: parts.diagnosis.map(Diagnosis::told),
        barriers: parts.barriers,
        objectives: parts.objectives,
        consent_to_enter: parts.consent,
        notices: parts.notices,
        id: row.id,
        participant_id: row.participant_id,
        orientation_id: row.orientation_id,
        referent_id: row.referent_id,
        status: row.status,
        department_opinion: row.department_opinion,
        signed_by_candidate: row.signed_by_candidate,
        signed_by_prescriber: row.signed_by_prescriber,
        out_of_area_reason: row.out_of_area_reason,
        returned_reason: row.returned_reason,
        completed_at: row.completed_at,
        submitted_at: row.submitted_at,
        decided_at: row.decided_at,
        facts_hash: entry_file_facts_hash(row.id, row.participant_id),
        recorded_by: row.recorded_by,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
