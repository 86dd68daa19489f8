//! Staff, as far as time is concerned: whose weeks and months a caller may see, what minutes their
//! contract expects, when they are away.

use diesel::prelude::*;

use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil::{IsoWeek, Month, add_days};
use crate::ctx::Ctx;
use crate::db::schema::{absences, referents, sites, staff_assignments, time_records, timesheets, users};
use crate::db::types::UuidSql;
use crate::db::{Day, Json, MultiBackend};
use crate::directory::schedule;
use crate::esf::absences::Absence;
use crate::esf::absences::rules::{AbsenceStatus, HalfDay};
use crate::esf::agenda_weeks::rules::WorkSchedule;
use crate::esf::time_records::rules::TimeStatus;
use crate::esf::timesheets::rules::TimesheetStatus;
use crate::failure::{Failure, Outcome};
use crate::ids::{TimeRecordId, UserId};

/// How long after the end of their terms a supervisor still answers for somebody, in days: the last
/// month is countersigned after it.
const SUPERVISED_AFTER_DAYS: i64 = 92;

type UserIds<'a> = users::BoxedQuery<'a, MultiBackend, UuidSql>;

/// The accounts whose time is in reach: one's own, that of whom one supervises, that of the staff of
/// the territories and sites of one's role.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> UserIds<'a> {
    let query = users::table.filter(users::plie_id.eq(cx.plie())).select(users::id).into_boxed();
    if reach.all {
        return query;
    }
    // terms of both kinds: of referents, and of staff who follow nobody
    macro_rules! of_terms {
        ($terms:ident) => {{
            let lasts = add_days(cx.today, -SUPERVISED_AFTER_DAYS);
            let supervised = $terms::table
                .filter($terms::plie_id.eq(cx.plie()))
                .filter($terms::supervisor_id.eq(reach.user))
                .filter($terms::valid_from.le(cx.today))
                .filter($terms::valid_to.is_null().or($terms::valid_to.ge(lasts)))
                .select($terms::user_id);
            let places = sites::table
                .filter(sites::plie_id.eq(cx.plie()))
                .filter(sites::territory_id.eq_any(reach.territories.clone()).or(sites::id.eq_any(reach.sites.clone())))
                .select(sites::id);
            let placed = $terms::table
                .filter($terms::plie_id.eq(cx.plie()))
                .filter($terms::site_id.eq_any(places))
                .select($terms::user_id);
            users::id.eq_any(supervised).or(users::id.eq_any(placed))
        }};
    }
    query.filter(users::id.eq(reach.user).or(of_terms!(referents)).or(of_terms!(staff_assignments)))
}

/// The accounts whose time is in reach, by name since staff are few; none where all are.
pub(crate) fn in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Option<Vec<UserId>>> {
    if reach.all {
        return Ok(None);
    }
    Ok(Some(scoped(cx, reach).load(cx.conn)?))
}

/// Whether the time of an account is in reach.
pub(crate) fn reaches(cx: &mut Ctx<'_>, reach: &Reach, user: UserId) -> Outcome<bool> {
    if reach.is_empty() {
        return Ok(false);
    }
    let query = scoped(cx, reach).filter(users::id.eq(user));
    Ok(query.get_result::<UserId>(cx.conn).optional()?.is_some())
}

/// Lets the caller at the time of an account, in an operation that another one shows.
///
/// # Errors
/// 403 where the caller may only look at it, 404 where it may not even do that.
pub(crate) fn admit(cx: &mut Ctx<'_>, user: UserId, shown_by: &str) -> Outcome<()> {
    if reaches(cx, &cx.reach.clone(), user)? {
        return Ok(());
    }
    let wider = cx.reach_in(shown_by);
    if reaches(cx, &wider, user)? { Err(forbidden(cx)) } else { Err(Failure::NotFound) }
}

/// Lets only the person itself at its time.
///
/// # Errors
/// 409 `conflict_employee_first` for whoever may look at it, 404 for whoever may not even do that.
pub(crate) fn admit_self(cx: &mut Ctx<'_>, user: UserId, shown_by: &str) -> Outcome<()> {
    if cx.actor.user() == Some(user) {
        return Ok(());
    }
    let wider = cx.reach_in(shown_by);
    if !reaches(cx, &wider, user)? {
        return Err(Failure::NotFound);
    }
    Err(Failure::conflict(
        "conflict_employee_first",
        "C'est à la personne dont c'est le temps de le remettre et de le signer en premier (R6.15).",
        "It is for the person whose time it is to hand it in and to sign it first (R6.15).",
    ))
}

/// Lets anybody but the person itself at its time, as far as they reach: two people sign (R3.2).
///
/// # Errors
/// 409 `conflict_same_person` for the person itself, whatever its roles; else as [`admit`].
pub(crate) fn admit_other(cx: &mut Ctx<'_>, user: UserId, shown_by: &str) -> Outcome<()> {
    if cx.actor.user() == Some(user) {
        return Err(Failure::conflict(
            "conflict_same_person",
            "Une autre personne que celle dont c'est le temps doit le faire (R3.2).",
            "Another person than the one whose time it is has to do this (R3.2).",
        ));
    }
    admit(cx, user, shown_by)
}

fn forbidden(cx: &Ctx<'_>) -> Failure {
    Failure::Forbidden { right: cx.call.op.id.to_owned() }
}

/// The patterns of the terms that hold on some day between two, with whose they are, by person and first day: of one
/// person (in reach, as was asked before), or of all in reach.
pub(crate) fn schedules(
    cx: &mut Ctx<'_>,
    reach: &Reach,
    user: Option<UserId>,
    from: Day,
    to: Day,
) -> Outcome<Vec<(UserId, WorkSchedule)>> {
    let users = match user {
        Some(user) => Some(vec![user]),
        None => in_reach(cx, reach)?,
    };
    schedules_of(cx, users.as_deref(), from, to)
}

/// The terms of these people, or of all staff, that hold on some day between two. Whether they are in reach was asked
/// before.
pub(crate) fn schedules_of(
    cx: &mut Ctx<'_>,
    users: Option<&[UserId]>,
    from: Day,
    to: Day,
) -> Outcome<Vec<(UserId, WorkSchedule)>> {
    type Row = (UserId, Day, Option<Day>, Json, Json);
    macro_rules! of_terms {
        ($terms:ident) => {{
            let mut query = $terms::table
                .filter($terms::plie_id.eq(cx.plie()))
                .filter($terms::valid_from.le(to))
                .filter($terms::valid_to.is_null().or($terms::valid_to.ge(from)))
                .order(($terms::user_id, $terms::valid_from, $terms::id))
                .select((
                    $terms::user_id,
                    $terms::valid_from,
                    $terms::valid_to,
                    $terms::work_schedule,
                    $terms::schedule_changes,
                ))
                .into_boxed();
            if let Some(users) = users {
                query = query.filter($terms::user_id.eq_any(users.to_vec()));
            }
            query.load::<Row>(cx.conn)?
        }};
    }
    let mut rows = of_terms!(referents);
    rows.extend(of_terms!(staff_assignments));
    rows.sort_by_key(|(user, valid_from, ..)| (*user, *valid_from));
    let mut all = Vec::new();
    for (user, valid_from, valid_to, first, changes) in rows {
        let patterns = schedule::read(valid_from, valid_to, first.0.get(), changes.0.get())?;
        let held = patterns.held().into_iter();
        all.extend(held.map(|h| (user, WorkSchedule { valid_from: h.from, valid_to: h.to, minutes: h.minutes })));
    }
    Ok(all)
}

/// Who countersigns for some people, by the last of their terms that has begun by a day. Whether the people are in reach
/// was asked before.
pub(crate) fn supervisors(
    cx: &mut Ctx<'_>,
    users: &[UserId],
    on: Day,
) -> Outcome<std::collections::BTreeMap<UserId, UserId>> {
    type Row = (UserId, Day, Option<UserId>);
    macro_rules! of_terms {
        ($terms:ident) => {
            $terms::table
                .filter($terms::plie_id.eq(cx.plie()))
                .filter($terms::user_id.eq_any(users.to_vec()))
                .filter($terms::valid_from.le(on))
                .select(($terms::user_id, $terms::valid_from, $terms::supervisor_id))
                .load::<Row>(cx.conn)?
        };
    }
    let mut rows = of_terms!(referents);
    rows.extend(of_terms!(staff_assignments));
    rows.sort_by_key(|(_, from, _)| *from);
    Ok(rows.into_iter().filter_map(|(user, _, supervisor)| Some((user, supervisor?))).collect())
}

/// Whether somebody has signed a month of the person between two days.
pub(crate) fn signed_between(cx: &mut Ctx<'_>, user: UserId, from: Day, to: Day) -> Outcome<bool> {
    let signed = timesheets::table
        .filter(timesheets::plie_id.eq(cx.plie()))
        .filter(timesheets::user_id.eq(user))
        .filter(timesheets::month.between(Month::of(from), Month::of(to)))
        .filter(timesheets::status.eq_any([TimesheetStatus::EmployeeSigned, TimesheetStatus::Countersigned]));
    Ok(diesel::select(diesel::dsl::exists(signed)).get_result(cx.conn)?)
}

/// The absences of some people between two days that stand, with whose they are.
pub(crate) fn absences(cx: &mut Ctx<'_>, users: &[UserId], from: Day, to: Day) -> Outcome<Vec<(UserId, Absence)>> {
    let rows: Vec<(UserId, Day, Day, Option<HalfDay>)> = absences::table
        .filter(absences::plie_id.eq(cx.plie()))
        .filter(absences::user_id.eq_any(users.to_vec()))
        .filter(absences::status.eq(AbsenceStatus::Recorded))
        .filter(absences::starts_on.le(to))
        .filter(absences::ends_on.ge(from))
        .order((absences::starts_on, absences::id))
        .select((absences::user_id, absences::starts_on, absences::ends_on, absences::half_day))
        .load(cx.conn)?;
    let absence = |(user, starts_on, ends_on, half_day)| (user, Absence { starts_on, ends_on, half_day });
    Ok(rows.into_iter().map(absence).collect())
}

/// What is signed, accepted or returned as one: a week, or a month.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Period {
    /// An agenda week.
    Week(IsoWeek),
    /// The month of a timesheet.
    Month(Month),
}

/// Takes the records of a period from some statuses to another, with a line in the journal for each.
pub(crate) fn move_records(
    cx: &mut Ctx<'_>,
    user: UserId,
    period: Period,
    from: &[TimeStatus],
    to: TimeStatus,
) -> Outcome<()> {
    let mut query = time_records::table
        .filter(time_records::plie_id.eq(cx.plie()))
        .filter(time_records::user_id.eq(user))
        .filter(time_records::status.eq_any(from.to_vec()))
        .order((time_records::date, time_records::id))
        .select((time_records::id, time_records::version))
        .into_boxed();
    query = match period {
        Period::Week(week) => query.filter(time_records::date.between(week.monday(), week.sunday())),
        Period::Month(month) => query.filter(time_records::date.between(month.first(), month.last())),
    };
    let moved: Vec<(TimeRecordId, i64)> = query.load(cx.conn)?;
    let ids: Vec<TimeRecordId> = moved.iter().map(|(id, _)| *id).collect();
    diesel::update(time_records::table)
        .filter(time_records::plie_id.eq(cx.plie()))
        .filter(time_records::id.eq_any(ids))
        .set((
            time_records::status.eq(to),
            time_records::version.eq(time_records::version + 1),
            time_records::updated_at.eq(cx.now),
        ))
        .execute(cx.conn)?;
    for (id, version) in moved {
        cx.record(Entry::changed("time_records", id, version + 1).owned_by(user).fields(&["status"]));
    }
    Ok(())
}
