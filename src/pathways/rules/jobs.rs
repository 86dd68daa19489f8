//! The follow-up of a job: six months, with a check at one, three and six (S2.16, S3.19, T8).

use super::{PathwayStatus as S, STEPS};
use crate::civil;
use crate::db::Day;
use crate::faults;
use crate::machine;
use crate::refusal::{Fault, Refusal};

/// `start-job-follow-up`: the state and the last day of the follow-up, T8.
///
/// # Errors
/// `Illegal` unless active, `Invalid` for a job started before the pathway or not started yet.
pub fn start_job_follow_up(
    from: S,
    activated_on: Day,
    job_starts_on: Day,
    follow_up_months: u32,
    today: Day,
) -> Result<(S, Day), Refusal> {
    let to = machine::step(STEPS, from, "start-job-follow-up")?;
    Refusal::unless_empty(faults::to_come("/employment_contract_id", job_starts_on, today).into_iter().collect())?;
    if job_starts_on < activated_on {
        return Err(Refusal::invalid(
            "/employment_contract_id",
            "rule_job_before_pathway",
            format!("Cet emploi a commencé avant le parcours ({activated_on})."),
            format!("This job started before the pathway ({activated_on})."),
        ));
    }
    Ok((to, civil::add_months(job_starts_on, follow_up_months)))
}

/// Days around its day within which a check counts as the one that was due, as for a milestone (T2).
const CHECK_WINDOW_DAYS: i64 = 15;

/// The day of the next check of a follow-up: so many months after the job's start, unless the person was reached
/// then (§ 4.5: months 1, 3 and 6). None once all are made.
pub fn next_check(
    job_starts_on: Day,
    follow_up_ends_on: Day,
    months: &[u32],
    last_reached: Option<Day>,
) -> Option<Day> {
    let mut due: Vec<Day> = months.iter().map(|n| civil::add_months(job_starts_on, *n)).collect();
    due.retain(|day| *day < follow_up_ends_on);
    due.push(follow_up_ends_on);
    due.sort_unstable();
    due.into_iter().find(|day| last_reached.is_none_or(|reached| reached < civil::add_days(*day, -CHECK_WINDOW_DAYS)))
}

/// `return-from-job`: the job ended before the follow-up did (§ 4.5).
///
/// # Errors
/// `Illegal` unless in follow-up; `Invalid` without reason, before the job's start or once the follow-up is over.
pub fn return_from_job(
    from: S,
    job_starts_on: Day,
    follow_up_ends_on: Day,
    on: Day,
    reason: Option<&str>,
    today: Day,
) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "return-from-job")?;
    let mut found: Vec<Fault> = faults::required_text("/reason", reason).into_iter().collect();
    found.extend(faults::to_come("/on", on, today));
    if on < job_starts_on || on >= follow_up_ends_on {
        found.push(Fault::new(
            "/on",
            "rule_return_from_job",
            format!("Un retour se place entre le {job_starts_on} et le {follow_up_ends_on}, ce jour exclu."),
            format!("A return lies between {job_starts_on} and {follow_up_ends_on}, that day excluded."),
        ));
    }
    Refusal::unless_empty(found).map(|()| to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn codes<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Vec<&'static str> {
        match result {
            Ok(_) => vec![],
            Err(Refusal::Invalid(faults)) => faults.iter().map(|f| f.code).collect(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_job_is_followed_for_six_months() {
        let active = day("2026-03-12");
        let today = day("2027-02-27");
        let (to, end) = start_job_follow_up(S::Active, active, day("2026-08-31"), 6, today).unwrap();
        assert_eq!((to, end), (S::InJobFollowUp, day("2027-02-28")));
        assert_eq!(
            codes(start_job_follow_up(S::Active, active, day("2026-03-11"), 6, today)),
            ["rule_job_before_pathway"]
        );
        assert_eq!(codes(start_job_follow_up(S::Active, active, day("2027-02-28"), 6, today)), ["rule_future"]);
        for (on, reason, found) in [
            ("2026-08-31", Some("fin de période d'essai"), vec![]),
            ("2027-02-27", Some("x"), vec![]),
            ("2027-02-28", Some("x"), vec!["rule_future", "rule_return_from_job"]),
            ("2026-08-30", None, vec!["required", "rule_return_from_job"]),
        ] {
            let result = return_from_job(S::InJobFollowUp, day("2026-08-31"), end, day(on), reason, today);
            assert_eq!(codes(result), found, "{on}");
        }
    }

    #[test]
    fn a_follow_up_is_checked_at_one_three_and_six_months() {
        let (start, end) = (day("2026-08-31"), day("2027-02-28"));
        for (months, reached, due) in [
            (vec![1, 3], None, Some("2026-09-30")),
            (vec![1, 3], Some("2026-09-14"), Some("2026-09-30")),
            (vec![1, 3], Some("2026-09-15"), Some("2026-11-30")),
            (vec![3, 1], Some("2026-11-20"), Some("2027-02-28")),
            (vec![1, 3], Some("2027-02-13"), None),
            (vec![1, 9], Some("2026-10-01"), Some("2027-02-28")),
        ] {
            assert_eq!(next_check(start, end, &months, reached.map(day)), due.map(day), "{months:?} {reached:?}");
        }
    }
}
