//! Work that contradicts an absence: one entered after it, or together with it.

use std::collections::BTreeMap;

use super::rules::{Absence, Work, contradictions};
use super::store;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::agenda_weeks::rules::{WorkSchedule, expected_minutes};
use crate::esf::staff;
use crate::failure::Outcome;
use crate::ids::UserId;

/// The live records of some people between two days that contradict an absence that stands (§ 6.2), by person and day.
/// Whether the people are in reach was asked before.
pub(crate) fn contradicted(cx: &mut Ctx<'_>, users: &[UserId], from: Day, to: Day) -> Outcome<Vec<(UserId, Work)>> {
    let mut work: BTreeMap<UserId, Vec<Work>> = BTreeMap::new();
    for (user, one) in store::work_on_absences(cx, users, from, to)? {
        work.entry(user).or_default().push(one);
    }
    if work.is_empty() {
        return Ok(Vec::new());
    }
    let users: Vec<UserId> = work.keys().copied().collect();
    let absences = staff::absences(cx, &users, from, to)?;
    let schedules = staff::schedules_of(cx, Some(&users), from, to)?;
    let alsace_moselle = cx.settings().alsace_moselle;
    let mut out = Vec::new();
    for (user, work) in work {
        let absences: Vec<Absence> = of(user, &absences);
        let schedules: Vec<WorkSchedule> = of(user, &schedules);
        let found = contradictions(&absences, &work, |day| expected_minutes(&schedules, day, alsace_moselle));
        out.extend(found.into_iter().map(|one| (user, one)));
    }
    Ok(out)
}

/// Those of one person.
pub(crate) fn contradicted_of(cx: &mut Ctx<'_>, user: UserId, from: Day, to: Day) -> Outcome<Vec<Work>> {
    Ok(contradicted(cx, &[user], from, to)?.into_iter().map(|(_, work)| work).collect())
}

fn of<T: Copy>(user: UserId, pairs: &[(UserId, T)]) -> Vec<T> {
    pairs.iter().filter(|(whose, _)| *whose == user).map(|(_, one)| *one).collect()
}
