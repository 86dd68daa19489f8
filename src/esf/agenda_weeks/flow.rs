//! Weeks as they stand, and what is done with them.

use std::collections::{BTreeMap, BTreeSet};

use super::api::{AgendaWeekFilter, ReturnIn};
use super::rules::{self, AgendaStatus, Completeness, Recorded, WeekFacts, WorkSchedule};
use super::store::{self, AgendaWeekRow};
use crate::audit::Entry;
use crate::civil::{IsoWeek, Month, add_days};
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::esf::absences::{self, Absence};
use crate::esf::staff::{self, Period};
use crate::esf::time_records::one_at_a_time;
use crate::esf::time_records::rules::TimeStatus;
use crate::failure::{Failure, Outcome};
use crate::http::query::malformed;
use crate::http::{Page, PageIn};
use crate::ids::{AgendaWeekId, UserId};
use crate::machine;

/// The most weeks of one list.
const WEEKS_MAX: usize = 53;
/// Weeks before the last one that a list shows when it is not told from when.
const WEEKS_BEFORE: i64 = 4;

/// A week as it stands: what is stored of it, and what its records make of it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) user: UserId,
    pub(super) week: IsoWeek,
    pub(super) row: Option<AgendaWeekRow>,
    pub(super) minutes: Completeness,
    pub(super) due_at: Instant,
    pub(super) overdue: bool,
}

impl Seen {
    pub(super) fn status(&self) -> AgendaStatus {
        self.row.as_ref().map_or(AgendaStatus::Open, |r| r.status)
    }
    pub(super) fn version(&self) -> i64 {
        self.row.as_ref().map_or(1, |r| r.version)
    }
}

/// What is known of some people, by person, for the weeks of a list.
#[derive(Default)]
struct Known {
    schedules: BTreeMap<UserId, Vec<WorkSchedule>>,
    absences: BTreeMap<UserId, Vec<Absence>>,
    records: BTreeMap<UserId, Vec<Recorded>>,
    signed: BTreeSet<(UserId, Month)>,
}

fn by_user<T>(pairs: Vec<(UserId, T)>) -> BTreeMap<UserId, Vec<T>> {
    let mut out: BTreeMap<UserId, Vec<T>> = BTreeMap::new();
    for (user, one) in pairs {
        out.entry(user).or_default().push(one);
    }
    out
}

impl Known {
    fn load(cx: &mut Ctx<'_>, users: &[UserId], from: Day, to: Day) -> Outcome<Self> {
        Ok(Self {
            schedules: BTreeMap::new(),
            absences: by_user(staff::absences(cx, users, from, to)?),
            records: by_user(store::recorded(cx, users, from, to)?),
            signed: BTreeSet::new(),
        })
    }

    /// What is missing of a week on the days that nobody has signed: what was signed with its week accepted changes by
    /// corrections alone, which may take minutes away and ask nobody for others (R6.18).
    fn unsigned(&self, user: UserId, minutes: &Completeness) -> Completeness {
        minutes.clone().but_for(|day| self.signed.contains(&(user, Month::of(day))))
    }

    fn week(&self, cx: &Ctx<'_>, user: UserId, week: IsoWeek, row: Option<AgendaWeekRow>) -> Seen {
        let records = self.records.get(&user).map(Vec::as_slice).unwrap_or_default();
        let minutes = rules::completeness(&WeekFacts {
            week,
            schedules: self.schedules.get(&user).cloned().unwrap_or_default(),
            absences: self.absences.get(&user).cloned().unwrap_or_default(),
            records: records.iter().filter(|r| week.contains(r.date)).copied().collect(),
            alsace_moselle: cx.settings().alsace_moselle,
            tolerance_minutes: cx.settings().agenda_tolerance_minutes,
        });
        let due_at = rules::due_at(week, cx.settings().agenda_due_weekday);
        let status = row.as_ref().map_or(AgendaStatus::Open, |r| r.status);
        Seen { user, week, row, minutes, due_at, overdue: rules::overdue(status, due_at, cx.now) }
    }
}

/// The week of somebody whose time is in reach.
pub(super) fn find(cx: &mut Ctx<'_>, user: UserId, week: IsoWeek) -> Outcome<Seen> {
    staff::admit(cx, user, "get_agenda_week")?;
    week_of(cx, user, week)
}

/// Whether the week of somebody was returned and is not handed in anew.
pub(crate) fn is_returned(cx: &mut Ctx<'_>, user: UserId, week: IsoWeek) -> Outcome<bool> {
    let monday = week.monday();
    Ok(store::stored(cx, &[user], monday, monday)?.iter().any(|row| row.status == AgendaStatus::Returned))
}

fn week_of(cx: &mut Ctx<'_>, user: UserId, week: IsoWeek) -> Outcome<Seen> {
    let (monday, sunday) = (week.monday(), week.sunday());
    let row = store::stored(cx, &[user], monday, monday)?.pop();
    let mut known = Known::load(cx, &[user], monday, sunday)?;
    known.schedules = by_user(staff::schedules(cx, &cx.reach.clone(), Some(user), monday, sunday)?);
    Ok(known.week(cx, user, week, row))
}

/// What the week still lacks before it may be handed in and accepted.
fn lacking(cx: &mut Ctx<'_>, seen: &Seen) -> Outcome<Completeness> {
    let (monday, sunday) = (seen.week.monday(), seen.week.sunday());
    let signed = store::signed_months(cx, &[seen.user], monday, sunday)?;
    Ok(Known { signed, ..Known::default() }.unsigned(seen.user, &seen.minutes))
}

/// Opens the accepted weeks of somebody again that are complete no more, after time between two days was taken away: a
/// month is signed on weeks that stand as they were accepted (R6.14). Time that is added leaves no gap, so that nobody
/// who adds some asks. A week that is only handed in is looked at again by whoever accepts it.
pub(crate) fn reopen_where_short(cx: &mut Ctx<'_>, user: UserId, from: Day, to: Day) -> Outcome<()> {
    let (monday, sunday) = (IsoWeek::of(from).monday(), IsoWeek::of(to).sunday());
    let mut rows = store::stored(cx, &[user], monday, sunday)?;
    rows.retain(|row| row.status == AgendaStatus::Accepted);
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_by_key(|row| row.starts_on);
    let mut known = Known::load(cx, &[user], monday, sunday)?;
    known.schedules = by_user(staff::schedules_of(cx, Some(&[user]), monday, sunday)?);
    known.signed = store::signed_months(cx, &[user], monday, sunday)?;
    let mut reopened = Vec::new();
    for row in rows {
        let seen = known.week(cx, user, row.week, Some(row));
        if known.unsigned(user, &seen.minutes).complete() {
            continue;
        }
        reopened.push(seen.week);
        let status = machine::step(rules::STEPS, seen.status(), "reopen")?;
        save(cx, seen, |row| {
            row.status = status;
            row.accepted_at = None;
            row.accepted_by = None;
        })?;
    }
    if !reopened.is_empty() {
        cx.warn(rules::reopened(&reopened));
    }
    Ok(())
}

/// The weeks with days of a month to account for, recorded or missing, that are not accepted, or lack time on one of
/// these days since (R6.14): a schedule may have changed. Whether the person is in reach was asked before.
pub(crate) fn not_accepted(cx: &mut Ctx<'_>, user: UserId, month: Month) -> Outcome<Vec<IsoWeek>> {
    let (from, to) = (month.first(), month.last());
    let mut known = Known::load(cx, &[user], from, to)?;
    known.schedules = by_user(staff::schedules(cx, &cx.reach.clone(), Some(user), from, to)?);
    known.signed = store::signed_months(cx, &[user], from, to)?;
    let stored = store::stored(cx, &[user], IsoWeek::of(from).monday(), to)?;
    let accepted = |week: IsoWeek| stored.iter().any(|r| r.week == week && r.status == AgendaStatus::Accepted);
    let open = |week: IsoWeek| {
        let minutes = known.week(cx, user, week, None).minutes;
        if accepted(week) {
            return known.unsigned(user, &minutes).gaps.iter().any(|d| month.contains(d.date));
        }
        minutes.days.iter().any(|d| month.contains(d.date) && (d.covered > 0 || d.missing > 0))
    };
    Ok(month.weeks().filter(|week| open(*week)).collect())
}

/// A week that still has something to account for, or that nobody has accepted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incomplete {
    pub(crate) user: UserId,
    pub(crate) week: IsoWeek,
    pub(crate) status: AgendaStatus,
    /// Minutes still to account for.
    pub(crate) missing: i64,
}

/// The weeks of some people with days between two to account for, recorded or missing, that are not accepted, or lack
/// time since on days that nobody has signed; those that have not begun are left out. Whether the people are in reach
/// was asked before.
pub(crate) fn incomplete(cx: &mut Ctx<'_>, users: &[UserId], from: Day, to: Day) -> Outcome<Vec<Incomplete>> {
    let weeks: Vec<IsoWeek> = std::iter::successors(Some(IsoWeek::of(from)), |w| Some(w.next()))
        .take_while(|w| w.monday() <= to.min(cx.today))
        .collect();
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return Ok(Vec::new()) };
    let (monday, sunday) = (first.monday(), last.sunday());
    let known = Known {
        schedules: by_user(staff::schedules_of(cx, Some(users), monday, sunday)?),
        absences: by_user(staff::absences(cx, users, monday, sunday)?),
        records: by_user(store::summed(cx, users, monday, sunday)?),
        signed: store::signed_months(cx, users, monday, sunday)?,
    };
    let stored: BTreeMap<(IsoWeek, UserId), AgendaStatus> = store::stored(cx, users, monday, sunday)?
        .into_iter()
        .map(|row| ((row.week, row.user_id), row.status))
        .collect();
    let mut out = Vec::new();
    for week in weeks {
        for user in users {
            let status = stored.get(&(week, *user)).copied().unwrap_or(AgendaStatus::Open);
            let minutes = known.week(cx, *user, week, None).minutes;
            let accepted = status == AgendaStatus::Accepted;
            let days = if accepted { known.unsigned(*user, &minutes).gaps } else { minutes.days };
            let counted: Vec<_> = days.iter().filter(|d| from <= d.date && d.date <= to).collect();
            if counted.iter().any(|d| d.covered > 0 || d.missing > 0) {
                let missing = counted.iter().map(|d| d.missing).sum();
                out.push(Incomplete { user: *user, week, status, missing });
            }
        }
    }
    Ok(out)
}

/// The weeks asked for, in order: those of one person, or of all staff in reach whose terms hold.
pub(super) fn list(cx: &mut Ctx<'_>, filter: &AgendaWeekFilter, page: &PageIn) -> Outcome<Page<Seen>> {
    let weeks = weeks(cx, filter)?;
    let sort = page.sort(&["week"])?;
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return page.cut(Vec::new(), sort, key) };
    let (from, to) = (first.monday(), last.sunday());
    let reach = cx.reach.clone();
    if let Some(user) = filter.user_id
        && !staff::reaches(cx, &reach, user)?
    {
        return page.cut(Vec::new(), sort, key);
    }
    let schedules = by_user(staff::schedules(cx, &reach, filter.user_id, from, to)?);
    let users: Vec<UserId> = match filter.user_id {
        Some(user) => vec![user],
        None => schedules.keys().copied().collect(),
    };
    let stored = store::stored(cx, &users, from, to)?;
    let mut stored: BTreeMap<(IsoWeek, UserId), AgendaWeekRow> =
        stored.into_iter().map(|row| ((row.week, row.user_id), row)).collect();
    let employed = |user: UserId, week: IsoWeek| {
        let holds = |s: &WorkSchedule| s.valid_from <= week.sunday() && s.valid_to.is_none_or(|to| week.monday() <= to);
        filter.user_id.is_some() || schedules.get(&user).is_some_and(|all| all.iter().any(holds))
    };
    let all: Vec<(IsoWeek, UserId)> = weeks
        .iter()
        .flat_map(|week| users.iter().map(|user| (*week, *user)))
        .filter(|(week, user)| employed(*user, *week))
        .filter(|at| wanted(cx, filter, page, at.0, stored.get(at)))
        .collect();
    let total = page.include_total.then(|| i64::try_from(all.len()).unwrap_or(i64::MAX));
    let after = page.after::<Day, crate::ids::User>()?;
    let fetched = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
    let shown: Vec<(IsoWeek, UserId)> = all
        .into_iter()
        .filter(|(week, user)| after.is_none_or(|last| (week.monday(), *user) > last))
        .take(fetched)
        .collect();
    let people: Vec<UserId> =
        shown.iter().map(|(_, user)| *user).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    let (from, to) = (shown.first().map_or(from, |s| s.0.monday()), shown.last().map_or(to, |s| s.0.sunday()));
    let mut known = Known::load(cx, &people, from, to)?;
    known.schedules = schedules;
    let rows = shown.into_iter().map(|(week, user)| known.week(cx, user, week, stored.remove(&(week, user)))).collect();
    Ok(Page { total, ..page.cut(rows, sort, key)? })
}

fn key(seen: &Seen) -> (serde_json::Value, UserId) {
    (seen.week.monday().to_string().into(), seen.user)
}

fn wanted(cx: &Ctx<'_>, filter: &AgendaWeekFilter, page: &PageIn, week: IsoWeek, row: Option<&AgendaWeekRow>) -> bool {
    let status = row.map_or(AgendaStatus::Open, |r| r.status);
    let due_at = rules::due_at(week, cx.settings().agenda_due_weekday);
    filter.status.is_none_or(|wanted| wanted == status)
        && filter.overdue.is_none_or(|wanted| wanted == rules::overdue(status, due_at, cx.now))
        && page.updated_after.is_none_or(|after| row.is_some_and(|r| r.updated_at > after))
}

fn weeks(cx: &Ctx<'_>, filter: &AgendaWeekFilter) -> Outcome<Vec<IsoWeek>> {
    let to = filter.to.unwrap_or_else(|| filter.from.map_or(cx.today, |from| from.max(cx.today)));
    let from = filter.from.unwrap_or_else(|| add_days(IsoWeek::of(to).monday(), -7 * WEEKS_BEFORE));
    if to < from {
        return Err(malformed("to", "before from", Vec::new()));
    }
    let weeks: Vec<IsoWeek> = std::iter::successors(Some(IsoWeek::of(from)), |w| Some(w.next()))
        .take_while(|w| w.monday() <= to)
        .take(WEEKS_MAX + 1)
        .collect();
    if weeks.len() > WEEKS_MAX {
        return Err(malformed("to", &format!("more than {WEEKS_MAX} weeks"), Vec::new()));
    }
    Ok(weeks)
}

/// Hands the week in (R6.3): its drafts are submitted with it.
pub(super) fn submit(cx: &mut Ctx<'_>, user: UserId, week: IsoWeek) -> Outcome<Seen> {
    staff::admit_self(cx, user, "get_agenda_week")?;
    one_at_a_time(cx, &[user])?;
    let seen = week_of(cx, user, week)?;
    cx.guard_content(seen.version(), |_| super::api::reply(&seen))?;
    let on_absences = absences::contradicted_of(cx, user, week.monday(), week.sunday())?;
    let lacking = lacking(cx, &seen)?;
    let status = rules::submit(seen.status(), &lacking, &on_absences)?;
    let at = Some(cx.now);
    let seen = save(cx, seen, |row| {
        row.status = status;
        row.submitted_at = at;
        row.returned_reason = None;
    })?;
    staff::move_records(cx, user, Period::Week(week), &[TimeStatus::Draft], TimeStatus::Submitted)?;
    Ok(seen)
}

/// Accepts the week (R6.5).
pub(super) fn accept(cx: &mut Ctx<'_>, user: UserId, week: IsoWeek) -> Outcome<Seen> {
    let (seen, status, reviewer) = review(cx, user, week, "accept", None)?;
    let at = Some(cx.now);
    save(cx, seen, |row| {
        row.status = status;
        row.accepted_at = at;
        row.accepted_by = Some(reviewer);
    })
}

/// Sends the week back (R6.5): its records are drafts again.
pub(super) fn send_back(cx: &mut Ctx<'_>, user: UserId, week: IsoWeek, body: ReturnIn) -> Outcome<Seen> {
    let reason = body.reason.into_string();
    let (seen, status, _) = review(cx, user, week, "return", Some(&reason))?;
    let seen = save(cx, seen, |row| {
        row.status = status;
        row.returned_reason = Some(reason);
    })?;
    staff::move_records(cx, user, Period::Week(week), &[TimeStatus::Submitted], TimeStatus::Draft)?;
    Ok(seen)
}

fn review(
    cx: &mut Ctx<'_>,
    user: UserId,
    week: IsoWeek,
    verb: &'static str,
    reason: Option<&str>,
) -> Outcome<(Seen, AgendaStatus, UserId)> {
    staff::admit_other(cx, user, "get_agenda_week")?;
    one_at_a_time(cx, &[user])?;
    let seen = week_of(cx, user, week)?;
    cx.guard_content(seen.version(), |_| super::api::reply(&seen))?;
    let reviewer = cx.actor.user().ok_or_else(|| Failure::Forbidden { right: cx.call.op.id.to_owned() })?;
    let lacking = lacking(cx, &seen)?;
    let status = rules::review(seen.status(), &lacking, verb, user, reviewer, reason)?;
    Ok((seen, status, reviewer))
}

fn save(cx: &mut Ctx<'_>, seen: Seen, change: impl FnOnce(&mut AgendaWeekRow)) -> Outcome<Seen> {
    let (read, mut row) = match seen.row.clone() {
        Some(row) => (Some(row.version), row),
        None => (None, untouched(cx, &seen)),
    };
    change(&mut row);
    row.expected_minutes = seen.minutes.expected;
    row.covered_minutes = seen.minutes.covered;
    row.version += 1;
    row.updated_at = cx.now;
    store::save(cx, &row, read)?;
    let entry = Entry::changed("agenda_weeks", row.id, row.version).owned_by(row.user_id).fields(&["status"]);
    cx.record(match &row.returned_reason {
        Some(reason) => entry.because(reason.clone()),
        None => entry,
    });
    let overdue = rules::overdue(row.status, seen.due_at, cx.now);
    Ok(Seen { row: Some(row), overdue, ..seen })
}

/// The row of a week that nobody has touched.
fn untouched(cx: &Ctx<'_>, seen: &Seen) -> AgendaWeekRow {
    AgendaWeekRow {
        plie_id: cx.plie(),
        id: AgendaWeekId::new(),
        user_id: seen.user,
        week: seen.week,
        starts_on: seen.week.monday(),
        expected_minutes: 0,
        covered_minutes: 0,
        status: AgendaStatus::Open,
        submitted_at: None,
        accepted_at: None,
        accepted_by: None,
        returned_reason: None,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    }
}
