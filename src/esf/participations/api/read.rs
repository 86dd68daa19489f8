//! Reading participations.

use actix_web::{get, web};

use super::wire::{
    FirstRecorded, MissingItem, ParticipationFilter, ParticipationPage, ParticipationRecordPage,
    ParticipationRecordView, ParticipationSituation, ParticipationView,
};
use crate::app::App;
use crate::civil::add_days;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::participations::rules::indicators::{Indicator, counted};
use crate::esf::participations::rules::{self, Moment};
use crate::esf::participations::store::{self, Known, ParticipationRow, RecordRow};
use crate::esf::participations::{facts, flow};
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Page, PageIn, PageParams, Query, Reply};
use crate::ids::ParticipationId;
use crate::pathways::Reached;

/// List participations
///
/// Those that never were ones (`voided_at`) stand among them. Sorts: `-entered_on`, `entered_on`.
#[utoipa::path(tag = "participations", params(PageParams, ParticipationFilter), responses((status = 200, description = "One page", body = ParticipationPage)))]
#[get("/participations")]
pub(crate) async fn list_participations(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<ParticipationFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let Page { items, next_cursor, total } = store::list(cx, &page, &filter.0)?;
        let items = views(cx, items)?;
        Page { items, next_cursor, total }.reply(&page, cx.lang())
    })
    .await
}

/// Get a participation
///
/// With what is still missing of it today, and until when.
#[utoipa::path(tag = "participations", params(("id" = ParticipationId, Path, description = "The participation")), responses((status = 200, description = "The participation", body = ParticipationView)))]
#[get("/participations/{id}")]
pub(crate) async fn get_participation(app: App, caller: Caller, id: web::Path<ParticipationId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        shown(cx, row)
    })
    .await
}

/// List what was told of a participation
///
/// Each time that the entry, the exit or the six months after were told, corrected ones too: what it was on any day.
/// Sort: `recorded_at`.
#[utoipa::path(tag = "participations", params(("id" = ParticipationId, Path, description = "The participation"), PageParams), responses((status = 200, description = "One page", body = ParticipationRecordPage)))]
#[get("/participations/{id}/history")]
pub(crate) async fn list_participation_history(
    app: App,
    caller: Caller,
    id: web::Path<ParticipationId>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        store::history(cx, row.id, &page)?.map(record_view).reply(&page, cx.lang())
    })
    .await
}

/// One participation as an answer; what is missing changes with the day.
pub(super) fn shown(cx: &mut Ctx<'_>, row: ParticipationRow) -> Outcome<Reply> {
    let version = row.version;
    Ok(Reply::object(&view(cx, row)?, version)?.fingerprinted())
}

/// One participation.
pub(super) fn view(cx: &mut Ctx<'_>, row: ParticipationRow) -> Outcome<ParticipationView> {
    views(cx, vec![row])?.pop().ok_or_else(|| Failure::defect("a participation without its view"))
}

fn views(cx: &mut Ctx<'_>, rows: Vec<ParticipationRow>) -> Outcome<Vec<ParticipationView>> {
    let known = store::known(cx, &rows)?;
    rows.into_iter().zip(known).map(|(row, known)| one(cx, row, known)).collect()
}

fn one(cx: &Ctx<'_>, row: ParticipationRow, known: Known) -> Outcome<ParticipationView> {
    let exited_on = rules::left_on(row.exited_on, known.operation.ends_on, cx.today);
    let six_month_on = exited_on.map(rules::six_month_on);
    let window = flow::settings_of(cx, &known.operation)?.six_month_window_days;
    let exit_due_on = exited_on.map(rules::exit_due_on);
    let told_on = row.exit_told_on.filter(|_| flow::stands_told(&known)).unwrap_or(cx.today);
    let exit = known.exit.as_ref();
    let six = known.six_month.as_ref();
    Ok(ParticipationView {
        missing: missing(cx, &row, &known),
        counts_in: counts_in(&row, &known, cx.today),
        late: exit_due_on.is_some_and(|due| told_on > due),
        declined_items: RecordRow::items(&known.entry.declined),
        carried_over: exit.is_some_and(|x| x.carried_over),
        searching: exit.and_then(|x| x.searching),
        qualification_gained: exit.and_then(|x| x.qualification_gained),
        reached: six.map(reached),
        improved: six.and_then(|s| s.improved),
        exit_situation: exit.and_then(situation),
        six_month_situation: six.and_then(situation),
        entry_situation: situation(&known.entry),
        rural: known.entry.rural,
        jobless_household: known.entry.jobless_household,
        dependent_children: known.entry.dependent_children,
        exit_due_on,
        six_month_on,
        six_month_due_on: six_month_on.map(|day| add_days(day, window)),
        exited_on,
        first_recorded_at: FirstRecorded {
            entry: row.entry_recorded_at,
            exit: row.exit_recorded_at,
            six_month: row.six_month_recorded_at,
        },
        id: row.id,
        participant_id: row.participant_id,
        operation_id: row.operation_id,
        pathway_id: row.pathway_id,
        entered_on: row.entered_on,
        complete_entry: row.complete_entry,
        complete_exit: row.complete_exit,
        complete_six_month: row.complete_six_month,
        voided_at: row.voided_at,
        void_reason: row.void_reason,
        recorded_by: row.recorded_by,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// What is required and missing, then what nobody asked for.
fn missing(cx: &Ctx<'_>, row: &ParticipationRow, known: &Known) -> Vec<MissingItem> {
    let required = facts::standing(row, known, cx.today).missing.into_iter();
    let required = required.map(|m| MissingItem { moment: m.moment, item: m.item, required: m.required });
    let unasked = RecordRow::items(&known.entry.unasked).into_iter();
    required.chain(unasked.map(|item| MissingItem { moment: Moment::Entry, item, required: false })).collect()
}

/// The indicators that the participation counts in; what sensitive answers decide is left out (G4).
fn counts_in(row: &ParticipationRow, known: &Known, today: Day) -> Vec<Indicator> {
    let record = facts::record_of(row, known, today).filter(|_| row.voided_at.is_none());
    let all = record.map(|record| counted(&record)).unwrap_or_default();
    all.into_iter().filter(|indicator| !indicator.is_sensitive()).collect()
}

fn reached(six: &RecordRow) -> Reached {
    if six.not_reached { Reached::No } else { Reached::Yes }
}

fn situation(record: &RecordRow) -> Option<ParticipationSituation> {
    Some(ParticipationSituation {
        labour_status: record.labour_status.clone()?,
        situation_id: record.situation_id,
        as_of: record.as_of,
        unemployment_months: record.unemployment_months,
        in_education: record.in_education,
        isced: record.isced,
        housing_situation: record.housing_situation.clone(),
        source: record.source.clone(),
    })
}

fn record_view(record: RecordRow) -> ParticipationRecordView {
    ParticipationRecordView {
        situation: situation(&record),
        reached: (record.moment == Moment::SixMonth && !record.withdrawn).then(|| reached(&record)),
        id: record.id,
        moment: record.moment,
        revision: record.revision,
        on: record.on_day,
        withdrawn: record.withdrawn,
        carried_over: record.carried_over,
        searching: record.searching,
        qualification_gained: record.qualification_gained,
        improved: record.improved,
        recorded_at: record.recorded_at,
        recorded_by: record.recorded_by,
    }
}
