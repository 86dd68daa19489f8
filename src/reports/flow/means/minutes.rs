//! The minutes that contracts and absences make of a period, beside those worked (R6.1, R6.2).

use std::collections::BTreeMap;

use super::Asked;
use crate::civil::{Month, add_days};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::absences::{Absence, away};
use crate::esf::agenda_weeks::rules::{WorkSchedule, expected_minutes};
use crate::esf::staff;
use crate::failure::Outcome;
use crate::ids::UserId;
use crate::reports::figures::{Figure, FigureName as F, rate};
use crate::reports::flow::Figures;
use crate::reports::store::{self, Scope};

/// Minutes of a person in a month of the period: contractual, and taken by absences.
pub(super) struct MonthOf {
    pub(super) user: UserId,
    /// The first of its days on which terms hold.
    pub(super) from: Day,
    pub(super) scheduled: i64,
    pub(super) absent: i64,
}

/// What contracts and absences make of the days of the period, by person and month.
pub(super) fn calendar(cx: &mut Ctx<'_>, scope: &Scope) -> Outcome<Vec<MonthOf>> {
    let alsace_moselle = cx.settings().alsace_moselle;
    let mut schedules: BTreeMap<UserId, Vec<WorkSchedule>> = BTreeMap::new();
    for (user, schedule) in staff::schedules_of(cx, scope.users.as_deref(), scope.from, scope.to)? {
        schedules.entry(user).or_default().push(schedule);
    }
    let people: Vec<UserId> = schedules.keys().copied().collect();
    let mut absences: BTreeMap<UserId, Vec<Absence>> = BTreeMap::new();
    for (user, absence) in staff::absences(cx, &people, scope.from, scope.to)? {
        absences.entry(user).or_default().push(absence);
    }
    let mut out = Vec::new();
    for (user, theirs) in &schedules {
        let away_then = absences.get(user).map(Vec::as_slice).unwrap_or_default();
        let mut month: Option<MonthOf> = None;
        let days = std::iter::successors(Some(scope.from), |day| Some(add_days(*day, 1)));
        for day in days.take_while(|day| *day <= scope.to) {
            let Some(expected) = expected_minutes(theirs, day, alsace_moselle) else { continue };
            let absent = if expected > 0 { away(away_then, day).minutes(expected) } else { 0 };
            match month.as_mut().filter(|m| Month::of(m.from) == Month::of(day)) {
                Some(month) => {
                    month.scheduled += expected;
                    month.absent += absent;
                }
                None => out.extend(month.replace(MonthOf { user: *user, from: day, scheduled: expected, absent })),
            }
        }
        out.extend(month);
    }
    Ok(out)
}

pub(super) fn figures(cx: &mut Ctx<'_>, asked: &Asked<'_>) -> Outcome<Figures> {
    let months = calendar(cx, &asked.scope)?;
    let scheduled: i64 = months.iter().map(|m| m.scheduled).sum();
    let absent: i64 = months.iter().map(|m| m.absent).sum();
    let worked: i64 = store::minutes(cx, &asked.scope)?.iter().map(|row| row.minutes).sum();
    let all = [
        (F::MinutesScheduled, Figure::count(F::MinutesScheduled, scheduled)),
        (F::MinutesAbsent, Figure::count(F::MinutesAbsent, absent)),
        (F::MinutesWorked, Figure::count(F::MinutesWorked, worked)),
        (F::WorkedShare, rate(F::WorkedShare, worked, scheduled - absent)),
    ];
    Ok(all.into_iter().map(|(name, figure)| asked.listed(name, figure, &[])).collect())
}
