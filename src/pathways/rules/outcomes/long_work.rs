//! The long work of a senior with an intermediary association, where the PLIE counts it (§ 5.5).

use super::{Facts, Job, Outcome, OutcomeRule as R, present};
use crate::civil;
use crate::db::Day;
use crate::pathways::rules::exits::{OutcomeFacts, assess};

/// Age that somebody has passed who leaves the PLIE for long work with an intermediary association (§ 5.5, CAEN).
const SENIOR_YEARS: u32 = 55;
/// Months that this work has lasted, and more.
const LONG_MONTHS: u32 = 24;
/// A third of full time, in whole ten-thousandths.
const THIRD_E4: i64 = 3_333;

/// Long work with an intermediary association (§ 5.5, CAEN): of somebody over 55, for more than two years, a third of
/// full time at least, who says in writing that they no longer want the PLIE.
pub(super) fn outcome(job: &Job, facts: &Facts<'_>, on: Day) -> Outcome {
    let reached_on = civil::add_days(civil::add_months(job.starts_on, LONG_MONTHS), 1);
    let known = OutcomeFacts {
        started_on: Some(job.starts_on),
        title_proved: job.documented,
        presence_proved: present(facts, job.last_day(), reached_on),
        ..OutcomeFacts::default()
    };
    let mut assessment = assess(R::LongIntegration.reason(), &known, LONG_MONTHS, on);
    assessment.on = Some(reached_on);
    assessment.days_missing = civil::days_between(on, reached_on).max(0);
    if on <= civil::add_months(facts.born_on, SENIOR_YEARS * 12) {
        assessment.proofs_missing.push("age");
    }
    if job.share_e4 < THIRD_E4 {
        assessment.proofs_missing.push("time_share");
    }
    if job.last_day().is_some_and(|last| last < reached_on) {
        assessment.proofs_missing.push("months_in_post");
    }
    if !facts.attested {
        assessment.proofs_missing.push("statement_of_the_person");
    }
    Outcome { rule: Some(R::LongIntegration), assessment, started_on: Some(job.starts_on) }
}
