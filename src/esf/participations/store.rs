//! Rows of participations, of what was told of them, of the attempts to reach somebody.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::Date;

use super::api::ParticipationFilter;
use super::rules::{self, EsfItem, LabourClass, Moment};
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::schema::{operations, participation_records as r, participations as t};
use crate::db::types::UuidSql;
use crate::db::{Day, Instant, Json, MultiBackend};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{
    OperationId, ParticipantId, ParticipationId, ParticipationRecordId, PathwayId, PlieId, SituationId, UserId,
};
use crate::keyset;
use crate::participants::{in_reach, in_reach_text};

/// A row of `participations`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ParticipationRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ParticipationId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) operation_id: OperationId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) entered_on: Day,
    pub(crate) exited_on: Option<Day>,
    pub(crate) six_month_on: Option<Day>,
    pub(crate) complete_entry: bool,
    pub(crate) complete_exit: bool,
    pub(crate) complete_six_month: bool,
    pub(crate) entry_recorded_at: Option<Instant>,
    pub(crate) exit_recorded_at: Option<Instant>,
    pub(crate) six_month_recorded_at: Option<Instant>,
    pub(crate) exit_told_on: Option<Day>,
    pub(crate) voided_at: Option<Instant>,
    pub(crate) voided_by: Option<UserId>,
    pub(crate) void_reason: Option<String>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// The operations in which somebody takes part on some day between two. Whether the person is in reach was asked before.
pub(crate) fn operations_of(cx: &mut Ctx<'_>, who: ParticipantId, from: Day, to: Day) -> Outcome<Vec<OperationId>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::participant_id.eq(who))
        .filter(t::voided_at.is_null())
        .filter(t::entered_on.le(to))
        .filter(t::exited_on.is_null().or(t::exited_on.ge(from)))
        .select(t::operation_id);
    Ok(query.load(cx.conn)?)
}

/// A row of `participation_records`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = r, treat_none_as_default_value = false)]
pub(crate) struct RecordRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ParticipationRecordId,
    pub(crate) participation_id: ParticipationId,
    pub(crate) moment: Moment,
    pub(crate) revision: i64,
    pub(crate) on_day: Day,
    pub(crate) as_of: Option<Day>,
    pub(crate) withdrawn: bool,
    pub(crate) carried_over: bool,
    pub(crate) not_reached: bool,
    pub(crate) situation_id: Option<SituationId>,
    pub(crate) labour_status: Option<String>,
    pub(crate) labour_class: Option<LabourClass>,
    pub(crate) unemployment_months: Option<i64>,
    pub(crate) in_education: Option<bool>,
    pub(crate) isced: Option<i64>,
    pub(crate) housing_situation: Option<String>,
    pub(crate) housing_exclusion: Option<bool>,
    pub(crate) single_adult: Option<bool>,
    pub(crate) jobless_household: Option<bool>,
    pub(crate) dependent_children: Option<bool>,
    pub(crate) rural: Option<bool>,
    pub(crate) gender: Option<String>,
    pub(crate) age: Option<i64>,
    pub(crate) searching: Option<bool>,
    pub(crate) qualification_gained: Option<bool>,
    pub(crate) improved: Option<bool>,
    pub(crate) source: Option<String>,
    pub(crate) declined: Json,
    pub(crate) unasked: Json,
    pub(crate) recorded_at: Instant,
    pub(crate) recorded_by: Option<UserId>,
}

impl RecordRow {
    /// Items kept as a list.
    pub(super) fn items(list: &Json) -> Vec<EsfItem> {
        list.read().unwrap_or_default()
    }
}

/// What is known of a participation now: the last word on each moment, with the days of its operation.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) entry: RecordRow,
    pub(crate) exit: Option<RecordRow>,
    pub(crate) six_month: Option<RecordRow>,
    pub(crate) operation: OperationDays,
}

/// An operation, as far as its participations need it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = operations)]
pub(crate) struct OperationDays {
    pub(crate) id: OperationId,
    pub(crate) programme_period: String,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Day,
    pub(crate) parameters: Json,
}

fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    query.filter(in_reach(cx, reach, t::participant_id))
}

/// A participation in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: ParticipationId) -> Outcome<ParticipationRow> {
    let query = scoped(cx, reach).filter(t::id.eq(id)).select(ParticipationRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the participation is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: ParticipationId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

fn filtered<'a>(cx: &Ctx<'_>, page: &PageIn, filter: &ParticipationFilter) -> t::BoxedQuery<'a, MultiBackend> {
    let mut query = scoped(cx, &cx.reach);
    if let Some(id) = filter.participant_id {
        query = query.filter(t::participant_id.eq(id));
    }
    if let Some(id) = filter.operation_id {
        query = query.filter(t::operation_id.eq(id));
    }
    if let Some(id) = filter.pathway_id {
        query = query.filter(t::pathway_id.eq(id));
    }
    if let Some(moment) = filter.missing {
        query = owing(cx, query.filter(t::voided_at.is_null()), moment);
    }
    match page.updated_after {
        Some(after) => query.filter(t::updated_at.gt(after)),
        None => query,
    }
}

/// Those of which something that has come is not told whole; who was there when the operation ended owes the exit too
/// (R7.10).
fn owing<'a>(cx: &Ctx<'_>, query: t::BoxedQuery<'a, MultiBackend>, moment: Moment) -> t::BoxedQuery<'a, MultiBackend> {
    let over = operations::table
        .filter(operations::plie_id.eq(cx.plie()))
        .filter(operations::ends_on.lt(cx.today))
        .select(operations::id);
    match moment {
        Moment::Entry => query.filter(t::complete_entry.eq(false)),
        Moment::Exit => {
            query.filter(t::complete_exit.eq(false)).filter(t::exited_on.is_not_null().or(t::operation_id.eq_any(over)))
        }
        Moment::SixMonth => {
            let long_over = operations::table
                .filter(operations::plie_id.eq(cx.plie()))
                .filter(operations::ends_on.le(rules::left_six_months_before(cx.today)))
                .select(operations::id);
            let stayed = t::exited_on.is_null().and(t::operation_id.eq_any(long_over));
            let told = t::six_month_on.is_not_null().and(t::six_month_on.assume_not_null().le(cx.today));
            query.filter(t::complete_six_month.eq(false)).filter(told.or(stayed))
        }
    }
}

/// The day on which a participation `p` in an operation `o` was left, or its operation ended (R7.10); null while it
/// goes on. As SQL of both databases: the timers and the pages of pathways ask the same.
pub(crate) fn left_on_text(lit: Literals, today: Day) -> String {
    format!("coalesce(p.exited_on, case when o.ends_on < {} then o.ends_on end)", lit.day(today))
}

/// The day six months after that (§ 7.1), as SQL of both databases.
pub(crate) fn six_months_after_text(lit: Literals, today: Day) -> String {
    lit.months_after(&left_on_text(lit, today), rules::SIX_MONTHS)
}

/// The exit of a participation `p` is not told whole (T6), as SQL of both databases.
pub(crate) const EXIT_UNTOLD: &str = "not p.complete_exit";

/// One page of the participations in reach.
pub(super) fn list(cx: &mut Ctx<'_>, page: &PageIn, filter: &ParticipationFilter) -> Outcome<Page<ParticipationRow>> {
    let total = if page.include_total { Some(filtered(cx, page, filter).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-entered_on", "entered_on"])?;
    let query = filtered(cx, page, filter).select(ParticipationRow::as_select());
    let rows = if sort == "entered_on" {
        keyset!(query, page, asc, t::entered_on, t::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::entered_on, t::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |row: &ParticipationRow| (row.entered_on.to_string().into(), row.id))?;
    found.total = total;
    Ok(found)
}

/// The participations of a person that count, in order of time.
pub(super) fn of_person(cx: &mut Ctx<'_>, person: ParticipantId) -> Outcome<Vec<ParticipationRow>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::participant_id.eq(person))
        .filter(t::voided_at.is_null())
        .order((t::entered_on, t::id))
        .select(ParticipationRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The participations of a pathway that count, in order of time.
pub(super) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<ParticipationRow>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::pathway_id.eq(pathway))
        .filter(t::voided_at.is_null())
        .order((t::entered_on, t::id))
        .select(ParticipationRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The participation of a person in an operation that counts.
pub(super) fn of_pair(
    cx: &mut Ctx<'_>,
    person: ParticipantId,
    operation: OperationId,
) -> Outcome<Option<ParticipationRow>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::participant_id.eq(person))
        .filter(t::operation_id.eq(operation))
        .filter(t::voided_at.is_null())
        .select(ParticipationRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// Whether two people take part in one operation.
pub(crate) fn both_take_part(cx: &mut Ctx<'_>, one: ParticipantId, other: ParticipantId) -> Outcome<bool> {
    let of = |plie, person| {
        t::table
            .filter(t::plie_id.eq(plie))
            .filter(t::participant_id.eq(person))
            .filter(t::voided_at.is_null())
            .select(t::operation_id)
    };
    let plie = cx.plie();
    let theirs: Vec<OperationId> = of(plie, one).load(cx.conn)?;
    let shared = of(plie, other).filter(t::operation_id.eq_any(theirs));
    Ok(shared.first::<OperationId>(cx.conn).optional()?.is_some())
}

/// The first and the last day of somebody who takes part in an operation.
pub(crate) fn days_in(cx: &mut Ctx<'_>, operation: OperationId) -> Outcome<(Option<Day>, Option<Day>)> {
    let theirs = || {
        t::table.filter(t::plie_id.eq(cx.plie())).filter(t::operation_id.eq(operation)).filter(t::voided_at.is_null())
    };
    let entered = theirs().select((diesel::dsl::min(t::entered_on), diesel::dsl::max(t::entered_on)));
    let left = theirs().select(diesel::dsl::max(t::exited_on));
    let (first, last): (Option<Day>, Option<Day>) = entered.get_result(cx.conn)?;
    let left: Option<Day> = left.get_result(cx.conn)?;
    Ok((first, last.max(left)))
}

/// An operation.
pub(super) fn operation(cx: &mut Ctx<'_>, id: OperationId) -> Outcome<OperationDays> {
    let query = operations::table.find((cx.plie(), id)).select(OperationDays::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// What is known of these participations, in their order.
pub(super) fn known(cx: &mut Ctx<'_>, rows: &[ParticipationRow]) -> Outcome<Vec<Known>> {
    let ids: Vec<ParticipationId> = rows.iter().map(|row| row.id).collect();
    let told: Vec<RecordRow> = r::table
        .filter(r::plie_id.eq(cx.plie()))
        .filter(r::participation_id.eq_any(ids))
        .order((r::participation_id, r::moment, r::revision))
        .select(RecordRow::as_select())
        .load(cx.conn)?;
    let mut last: HashMap<(ParticipationId, Moment), RecordRow> = HashMap::new();
    for record in told {
        last.insert((record.participation_id, record.moment), record);
    }
    let ids: Vec<OperationId> = rows.iter().map(|row| row.operation_id).collect();
    let all: Vec<OperationDays> = operations::table
        .filter(operations::plie_id.eq(cx.plie()))
        .filter(operations::id.eq_any(ids))
        .select(OperationDays::as_select())
        .load(cx.conn)?;
    let operations: HashMap<OperationId, OperationDays> = all.into_iter().map(|o| (o.id, o)).collect();
    let lacks = |what: &str| Failure::defect(format!("a participation without {what}"));
    rows.iter()
        .map(|row| {
            let entry = last.remove(&(row.id, Moment::Entry)).ok_or_else(|| lacks("its entry"))?;
            let exit = last.remove(&(row.id, Moment::Exit)).filter(|record| !record.withdrawn);
            let six_month = last.remove(&(row.id, Moment::SixMonth)).filter(|record| !record.withdrawn);
            let operation = operations.get(&row.operation_id).cloned().ok_or_else(|| lacks("its operation"))?;
            Ok(Known { entry, exit, six_month, operation })
        })
        .collect()
}

/// The first day of time recorded for somebody on an operation.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(super) struct FirstTime {
    #[diesel(sql_type = UuidSql)]
    pub(super) participant_id: ParticipantId,
    #[diesel(sql_type = Date)]
    pub(super) day: Day,
}

/// The people in reach with a pathway, with live time on an operation within its days, and without a participation in it
/// that counts: two columns of each, of one operation.
pub(super) fn first_times(cx: &mut Ctx<'_>, operation: &OperationDays) -> Outcome<Vec<FirstTime>> {
    let lit = Literals::of(cx.conn);
    let (plie, id) = (lit.id(cx.plie()), lit.id(operation.id));
    let (from, to) = (lit.day(operation.starts_on), lit.day(operation.ends_on.min(cx.today)));
    let people = in_reach_text(lit, cx, &cx.reach.clone(), "s.participant_id");
    let sql = format!(
        "select s.participant_id as participant_id, min(t.date) as day
         from time_records t join time_record_participants s on s.plie_id = t.plie_id and s.time_record_id = t.id
         join participants p on p.plie_id = s.plie_id and p.id = s.participant_id
         where t.plie_id = {plie} and t.operation_id = {id} and t.status <> 'superseded' and t.attribution in ('P', 'G')
           and t.date between {from} and {to} and p.current_pathway_id is not null and p.merged_into is null and {people}
           and not exists (select 1 from participations x where x.plie_id = t.plie_id and x.operation_id = t.operation_id
             and x.participant_id = s.participant_id and x.voided_at is null)
         group by s.participant_id order by 2, 1"
    );
    Ok(each!(cx.conn, |c| diesel::sql_query(sql).load(c))?)
}

/// The day on which the exit that stands was told with its situation for the first time: one before a re-entry was that
/// of another exit.
pub(super) fn exit_told_on(cx: &mut Ctx<'_>, id: ParticipationId) -> Outcome<Option<Day>> {
    let rows: Vec<(bool, Option<LabourClass>, Instant)> = r::table
        .filter(r::plie_id.eq(cx.plie()))
        .filter(r::participation_id.eq(id))
        .filter(r::moment.eq(Moment::Exit))
        .order(r::revision)
        .select((r::withdrawn, r::labour_class, r::recorded_at))
        .load(cx.conn)?;
    let told =
        |first: Option<Instant>, (withdrawn, class, at): (bool, Option<LabourClass>, Instant)| match (withdrawn, class)
        {
            (true, _) => None,
            (false, Some(_)) => first.or(Some(at)),
            (false, None) => first,
        };
    Ok(rows.into_iter().fold(None, told).map(civil::day_of))
}

/// How often a moment was told.
pub(super) fn revisions(cx: &mut Ctx<'_>, id: ParticipationId, moment: Moment) -> Outcome<i64> {
    let query = r::table
        .filter(r::plie_id.eq(cx.plie()))
        .filter(r::participation_id.eq(id))
        .filter(r::moment.eq(moment))
        .count();
    Ok(query.get_result(cx.conn)?)
}

/// One page of all that was told of a participation in reach, in order of time.
pub(super) fn history(cx: &mut Ctx<'_>, id: ParticipationId, page: &PageIn) -> Outcome<Page<RecordRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let query = r::table.filter(r::plie_id.eq(cx.plie())).filter(r::participation_id.eq(id)).into_boxed();
        match page.updated_after {
            Some(after) => query.filter(r::recorded_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["recorded_at"])?;
    let query = filtered(cx).select(RecordRow::as_select());
    let rows = keyset!(query, page, asc, r::recorded_at, r::id, Instant).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |row: &RecordRow| (row.recorded_at.to_string().into(), row.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ParticipationRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

pub(super) fn insert_record(cx: &mut Ctx<'_>, row: &RecordRow) -> Outcome<()> {
    diesel::insert_into(r::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version that was read; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &ParticipationRow, read: i64) -> Outcome<()> {
    let before = t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(read));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
