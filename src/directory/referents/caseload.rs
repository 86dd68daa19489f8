//! How many people a referent follows on a day, against the target (§ 8.1), and how many entered
//! within the year (§ 8.2). One statement counts the day and the ends of the twelve months before it.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};

use super::store::ReferentRow;
use crate::civil::{self, Month};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::types::UuidSql;
use crate::failure::Outcome;
use crate::identity::plies::Settings;
use crate::ids::ReferentId;
use crate::pathways::rules::PathwayStatus;

/// Pathways of a referent by status, on a day.
#[derive(Debug, Clone, Default)]
pub(super) struct ByStatus(BTreeMap<PathwayStatus, i64>);

impl ByStatus {
    /// Pathways with this status.
    pub(super) fn of(&self, status: PathwayStatus) -> i64 {
        self.0.get(&status).copied().unwrap_or_default()
    }
    /// Those that count in the caseload on the PLIE's settings.
    pub(super) fn active(&self, settings: &Settings) -> i64 {
        let counts =
            |s: &PathwayStatus| s.counts_in_caseload(settings.suspended_in_caseload, settings.follow_up_in_caseload);
        self.0.iter().filter(|(status, _)| counts(status)).map(|(_, n)| n).sum()
    }
}

/// What was counted.
#[derive(Debug)]
pub(super) struct Counted {
    /// The day asked for.
    pub(super) on: ByStatus,
    /// The ends of the twelve months up to it on which the terms held.
    pub(super) month_ends: Vec<ByStatus>,
    /// Pathways that began with this referent in the twelve months up to it.
    pub(super) entries: i64,
}

#[derive(QueryableByName)]
struct StatusRow {
    #[diesel(sql_type = Date)]
    day: Day,
    #[diesel(sql_type = Text)]
    status: PathwayStatus,
    #[diesel(sql_type = BigInt)]
    pathways: i64,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    pathways: i64,
}

/// The ends of the twelve months up to a day.
fn month_ends(on: Day) -> Vec<Day> {
    let month = Month::of(on);
    let mut month = if month.last() == on { month } else { month.prev() };
    let mut ends = Vec::new();
    for _ in 0..12 {
        ends.push(month.last());
        month = month.prev();
    }
    ends
}

/// Counts the pathways of a referent around a day.
pub(super) fn count(cx: &mut Ctx<'_>, row: &ReferentRow, on: Day) -> Outcome<Counted> {
    let ends: Vec<Day> = month_ends(on).into_iter().filter(|day| row.holds_on(*day)).collect();
    let mut by_day = statuses(cx, row.id, &ends.iter().copied().chain([on]).collect())?;
    Ok(Counted {
        on: by_day.get(&on).cloned().unwrap_or_default(),
        month_ends: ends.iter().map(|day| by_day.remove(day).unwrap_or_default()).collect(),
        entries: entries(cx, row.id, civil::add_days(twelve_months_before(on), 1), on)?,
    })
}

fn twelve_months_before(on: Day) -> Day {
    on.0.checked_sub_months(chrono::Months::new(12)).map_or(on, Day)
}

/// A day as a literal: its text is digits and hyphens only.
fn literal(cx: &Ctx<'_>, day: Day) -> String {
    if cx.conn.is_pg() { format!("date '{day}'") } else { format!("'{day}'") }
}

/// Statuses that held on each day: what the last event by then led to, or what the next one came from.
fn statuses(cx: &mut Ctx<'_>, referent: ReferentId, days: &BTreeSet<Day>) -> Outcome<BTreeMap<Day, ByStatus>> {
    let days: Vec<String> = days.iter().map(|day| format!("({})", literal(cx, *day))).collect();
    let sql = format!(
        "with days (d) as (values {}),
         held (d, status) as (
           select days.d, coalesce(
             (select e.to_status from pathway_events e
              where e.plie_id = p.plie_id and e.pathway_id = p.id and e.effective_on <= days.d
              order by e.effective_on desc, e.at desc, e.id desc limit 1),
             (select e.from_status from pathway_events e
              where e.plie_id = p.plie_id and e.pathway_id = p.id and e.effective_on > days.d
              order by e.effective_on, e.at, e.id limit 1),
             p.status)
           from days
           join referent_assignments a on a.starts_on <= days.d and (a.ends_on is null or a.ends_on >= days.d)
           join pathways p on p.plie_id = a.plie_id and p.id = a.pathway_id
           where a.plie_id = $1 and a.referent_id = $2)
         select d as day, status, count(*) as pathways from held group by d, status",
        days.join(", ")
    );
    let query = diesel::sql_query(sql).bind::<UuidSql, _>(cx.plie()).bind::<UuidSql, _>(referent);
    let rows: Vec<StatusRow> = query.load(cx.conn)?;
    let mut out: BTreeMap<Day, ByStatus> = BTreeMap::new();
    for row in rows {
        *out.entry(row.day).or_default().0.entry(row.status).or_default() += row.pathways;
    }
    Ok(out)
}

/// Pathways that took effect within the period and began with this referent: a relay is no entry.
fn entries(cx: &mut Ctx<'_>, referent: ReferentId, from: Day, to: Day) -> Outcome<i64> {
    let sql = format!(
        "select count(distinct p.id) as pathways
         from referent_assignments a
         join pathways p on p.plie_id = a.plie_id and p.id = a.pathway_id
         where a.plie_id = $1 and a.referent_id = $2 and p.activated_on between {} and {}
           and a.starts_on <= p.activated_on and (a.ends_on is null or a.ends_on >= p.activated_on)",
        literal(cx, from),
        literal(cx, to)
    );
    let query = diesel::sql_query(sql).bind::<UuidSql, _>(cx.plie()).bind::<UuidSql, _>(referent);
    let row: CountRow = query.get_result(cx.conn)?;
    Ok(row.pathways)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_year_before_a_day_has_twelve_month_ends() {
        let ends = month_ends(day("2026-03-02"));
        assert_eq!((ends.len(), ends[0], ends[11]), (12, day("2026-02-28"), day("2025-03-31")));
        assert_eq!(month_ends(day("2026-02-28"))[0], day("2026-02-28"));
        assert_eq!(twelve_months_before(day("2024-02-29")), day("2023-02-28"));
        assert_eq!(twelve_months_before(day("2026-03-02")), day("2025-03-02"));
    }
}
