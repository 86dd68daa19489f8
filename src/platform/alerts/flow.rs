//! What is due, for whom.

use super::api::AlertFilter;
use super::rules::{self, AlertKind};
use super::store::{self, AlertRow, Asked, DueMonth, DueWeek, Norm};
use crate::auth::role::Reach;
use crate::civil::{IsoWeek, Month, add_days};
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::{Day, Instant};
use crate::directory::referents;
use crate::esf::{norms, staff, timesheets};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{Any, ReferentId, TerritoryId, UserId};
use crate::participants;

/// How many past weeks alert: a quarter.
const WEEKS_BACK: i64 = 13;
/// How many past months alert.
const MONTHS_BACK: usize = 12;
/// How many days back a contact without a report alerts.
const CONTACTS_BACK_DAYS: i64 = 365;
/// How far ahead `due_before` looks, in days.
const AHEAD_DAYS: i64 = 366;

/// The alerts of one referent, which is in reach.
pub(super) fn of_referent(
    cx: &mut Ctx<'_>,
    id: ReferentId,
    filter: &AlertFilter,
    page: &PageIn,
) -> Outcome<Page<AlertRow>> {
    let row = referents::find(cx, &Reach::everything(), id)?;
    if !staff::reaches(cx, &cx.reach.clone(), row.user_id)? {
        return Err(Failure::NotFound);
    }
    list(cx, &AlertFilter { referent_id: Some(id), ..filter.clone() }, page)
}

/// The alerts in reach, the most overdue first.
pub(super) fn list(cx: &mut Ctx<'_>, filter: &AlertFilter, page: &PageIn) -> Outcome<Page<AlertRow>> {
    let sort = page.sort(&["due_on"])?;
    let reach = cx.reach.clone();
    let Some(asked) = asked(cx, reach, filter, page.updated_after)? else { return empty(page, sort) };
    let after = page.after::<(Day, AlertKind), Any>()?.map(|((day, kind), id)| (day, kind, id));
    let (rows, total) = store::load(cx, &asked, after, page.fetch(), page.include_total)?;
    let key = |r: &AlertRow| (serde_json::json!([r.due_on, r.kind]), r.id);
    Ok(Page { total, ..page.cut(rows, sort, key)? })
}

fn empty(page: &PageIn, sort: &str) -> Outcome<Page<AlertRow>> {
    let found = page.cut(Vec::new(), sort, |r: &AlertRow| (serde_json::Value::Null, r.id))?;
    Ok(Page { total: page.include_total.then_some(0), ..found })
}

/// The last due day that shows: near enough to warn (§ 4.6), or before the day asked for.
fn until(asked: &Asked, kind: AlertKind) -> Day {
    let near = rules::near(kind, asked.today, asked.planned_end_months);
    asked.due_before.map_or(near, |before| add_days(before, -1).min(add_days(asked.today, AHEAD_DAYS)))
}

/// Which alerts another statement counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// Only these timers.
    pub(crate) kinds: Vec<AlertKind>,
    /// Only of this referent.
    pub(crate) referent_id: Option<ReferentId>,
    /// Everything due before this day; if none, what is near enough to warn.
    pub(crate) due_before: Option<Day>,
}

/// The heads of a statement, of which the last is `alerts (kind, due_on, id, object_id, period, pathway_id,
/// participant_id, referent_id, user_id)`, for those who count the rows that the list of alerts shows; none where there
/// can be no alert.
pub(crate) fn text(cx: &mut Ctx<'_>, reach: Reach, wanted: Wanted) -> Outcome<Option<String>> {
    let Wanted { kinds, referent_id, due_before } = wanted;
    let filter = AlertFilter { kind: None, referent_id, territory_id: None, due_before };
    let asked = asked(cx, reach, &filter, None)?;
    Ok(asked.and_then(|asked| store::text(cx, &Asked { kinds, ..asked })))
}

fn asked(
    cx: &mut Ctx<'_>,
    reach: Reach,
    filter: &AlertFilter,
    updated_after: Option<Instant>,
) -> Outcome<Option<Asked>> {
    let territory = filter.territory_id.map(of_territory);
    let users = both(staff::in_reach(cx, &reach)?, territory.as_ref().map(|of| staff::in_reach(cx, of)).transpose()?);
    // one's own pathways are those of the people one follows
    let people = Reach { own: reach.own || reach.myself, ..reach };
    let lit = Literals::of(cx.conn);
    let reached = |cx: &Ctx<'_>, column: &str| {
        let mut text = participants::in_reach_text(lit, cx, &people, column);
        if let Some(territory) = &territory {
            text = format!("{text} and {}", participants::in_reach_text(lit, cx, territory, column));
        }
        text
    };
    let referent = match filter.referent_id {
        None => None,
        Some(id) => match referents::find(cx, &Reach::everything(), id) {
            Ok(row) => Some((id, row.user_id)),
            Err(Failure::NotFound) => return Ok(None),
            Err(other) => return Err(other),
        },
    };
    let (file, six_month) = (cx.settings().file_completion_days, cx.settings().six_month_window_days);
    let file_days = Norm { days: file, own: norms::own(cx, "file_completion_days")? };
    let six_month_days = Norm { days: six_month, own: norms::own(cx, "six_month_window_days")? };
    let mut asked = Asked {
        kinds: filter.kind.map_or_else(|| AlertKind::ALL.to_vec(), |kind| vec![kind]),
        until,
        due_before: filter.due_before,
        today: cx.today,
        now: cx.now,
        users,
        people: reached(cx, "p.participant_id"),
        persons: reached(cx, "p.id"),
        referent,
        file_days,
        contacts_since: add_days(cx.today, -CONTACTS_BACK_DAYS),
        weeks: Vec::new(),
        months: Vec::new(),
        engagement_days: cx.settings().engagement_contract_days,
        planned_end_months: planned_end_months(cx),
        max_pathway_months: cx.settings().max_pathway_months.and_then(|months| u32::try_from(months).ok()),
        six_month_days,
        updated_after,
    };
    asked.weeks = weeks(cx, until(&asked, AlertKind::Agenda));
    asked.months = months(cx, until(&asked, AlertKind::TimesheetEmployee));
    Ok(Some(asked))
}

/// Months before its planned end from which a pathway alerts (§ 4.5).
pub(super) fn planned_end_months(cx: &Ctx<'_>) -> u32 {
    u32::try_from(cx.settings().planned_end_alert_months).unwrap_or(1)
}

/// The people and the staff of a territory, whoever asks.
fn of_territory(id: TerritoryId) -> Reach {
    Reach { all: false, territories: vec![id], ..Reach::everything() }
}

/// The accounts of both; all where neither names any.
fn both(reached: Option<Vec<UserId>>, asked: Option<Option<Vec<UserId>>>) -> Option<Vec<UserId>> {
    match (reached, asked.flatten()) {
        (Some(reached), Some(asked)) => Some(reached.into_iter().filter(|user| asked.contains(user)).collect()),
        (reached, asked) => reached.or(asked),
    }
}

fn weeks(cx: &Ctx<'_>, until: Day) -> Vec<DueWeek> {
    let first = IsoWeek::of(add_days(cx.today, -7 * WEEKS_BACK));
    std::iter::successors(Some(first), |w| Some(w.next()))
        .map(|week| DueWeek { week, due_on: rules::agenda_due_on(week, cx.settings().agenda_due_weekday) })
        .take_while(|w| w.due_on <= until)
        .collect()
}

fn months(cx: &Ctx<'_>, until: Day) -> Vec<DueMonth> {
    let (employee, supervisor) = (cx.settings().timesheet_employee_days, cx.settings().timesheet_supervisor_days);
    let first = (0..MONTHS_BACK).fold(Month::of(cx.today), |m, _| m.prev());
    std::iter::successors(Some(first), |m| Some(m.next()))
        .map(|month| DueMonth {
            month,
            employee_on: timesheets::due_on(month, employee),
            supervisor_on: timesheets::due_on(month, supervisor),
        })
        .take_while(|m| m.month.last() < until)
        .collect()
}
