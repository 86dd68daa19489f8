//! When a job, a business or a course counts as a positive exit (§§ 5.5, 5.7): the local parameters are the PLIE's.

use super::exits::{Assessment, OutcomeFacts, assess};
use crate::civil;
use crate::db::Day;

mod long_work;

crate::text_enum! {
    /// By which rule of § 5.7 an outcome is positive.
    pub enum OutcomeRule {
        PermanentJob = "permanent_job",
        FixedTermJob = "fixed_term_job",
        Missions = "missions",
        Seasonal = "seasonal",
        Business = "business",
        Training = "training",
        LongIntegration = "long_integration",
    }
}
use OutcomeRule as R;

impl OutcomeRule {
    /// The rules that a reason rests on; a reason of the PLIE's own may rest on any.
    pub fn of_reason(reason: Option<&str>) -> &'static [R] {
        match reason {
            Some("job_cdi") => &[R::PermanentJob],
            Some("job_cdd_over_6m") => &[R::FixedTermJob],
            Some("job_interim_6m") => &[R::Missions],
            Some("job_seasonal") => &[R::Seasonal],
            Some("business_creation") => &[R::Business],
            Some("qualifying_training") => &[R::Training],
            _ => R::ALL,
        }
    }

    /// The national reason of the rule, which names the proofs it needs.
    fn reason(self) -> &'static str {
        match self {
            R::PermanentJob => "job_cdi",
            R::FixedTermJob => "job_cdd_over_6m",
            R::Missions => "job_interim_6m",
            R::Seasonal => "job_seasonal",
            R::Business => "business_creation",
            R::Training => "qualifying_training",
            // no national reason: a PLIE that counts it has one of its own
            R::LongIntegration => "job_integration",
        }
    }
}

/// How a type of contract counts (§ 5.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsAs {
    /// A permanent job, or with an end a fixed-term one.
    Job,
    /// A mission, added to the others.
    Mission,
    /// Seasonal work, added to the rest of the year's.
    Season,
    /// A business.
    Business,
    /// Long work of somebody over 55 with an intermediary association.
    LongIntegration,
}

impl CountsAs {
    /// By the attributes of the type in the PLIE's list; none where it never counts (S3.14).
    pub fn of(positive: bool, rule: Option<&str>) -> Option<Self> {
        if !positive {
            return None;
        }
        match rule {
            Some("missions_6_months") => Some(Self::Mission),
            Some("seasonal_8_of_12") => Some(Self::Season),
            Some("registration") => Some(Self::Business),
            Some("ai_long_term_senior") => Some(Self::LongIntegration),
            _ => Some(Self::Job),
        }
    }
}

/// A contract, as it counts.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// How its type counts; none: never.
    pub counts: Option<CountsAs>,
    /// First day.
    pub starts_on: Day,
    /// Last day agreed.
    pub ends_on: Option<Day>,
    /// Last day worked, where it was broken.
    pub broken_on: Option<Day>,
    /// Share of full time, in ten-thousandths.
    pub share_e4: i64,
    /// The contract or the registration is in the file.
    pub documented: bool,
}

impl Job {
    /// The last day in it, as far as is known.
    pub fn last_day(&self) -> Option<Day> {
        match (self.ends_on, self.broken_on) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Whether the job is still there on a day.
    pub fn covers(&self, day: Day) -> bool {
        self.starts_on <= day && self.last_day().is_none_or(|last| day <= last)
    }
}

/// A qualifying or certifying course that has begun.
#[derive(Debug, Clone, Copy)]
pub struct Course {
    /// First day.
    pub starts_on: Day,
    /// Last day; none while it lasts.
    pub ends_on: Option<Day>,
    /// The last day of the action in which it is a place; none where it is in none, or in one without end.
    pub planned_until: Option<Day>,
}

/// What a check of the follow-up told.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// On which day.
    pub on: Day,
    /// The person is still in the job, the business or the course.
    pub still_there: bool,
    /// A diploma, title or certificate was obtained.
    pub qualified: bool,
    /// A document with it attests what it tells.
    pub attested: bool,
}

/// What is known of a pathway's outcome.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The day the pathway became active: what began before is no outcome of it.
    pub activated_on: Day,
    /// The birthday of the person, the first of all.
    pub born_on: Day,
    /// Documents came with the proposal of the exit: they attest what the checks tell.
    pub attested: bool,
    /// The contracts.
    pub jobs: &'a [Job],
    /// The courses.
    pub courses: &'a [Course],
    /// The checks.
    pub checks: &'a [Check],
}

impl Facts<'_> {
    /// Whether a document attests what a check tells: its own, or those of the proposal.
    fn attest(&self, check: &Check) -> bool {
        check.attested || self.attested
    }
}

/// The parameters of the PLIE.
#[derive(Debug, Clone, Copy)]
pub struct Criteria {
    /// Months in post.
    pub follow_up_months: u32,
    /// Months that a business lasts; none where its registration is enough.
    pub business_months: u32,
    /// Months of a fixed-term contract.
    pub fixed_term_months: u32,
    /// Whether it lasts longer than that, or at least that.
    pub fixed_term_strict: bool,
    /// Share of full time that a job must have, in ten-thousandths.
    pub min_time_share_e4: i64,
    /// Months that missions add up to.
    pub mission_months: u32,
    /// Days between two missions that are no break.
    pub mission_gap_days: i64,
    /// Months of thirty days of seasonal work.
    pub seasonal_months: u32,
    /// Months within which they are worked.
    pub seasonal_window_months: u32,
    /// Months above which a course counts without diploma.
    pub long_course_months: u32,
}

/// What was found of a positive exit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The rule it rests on; none where nothing is known of an outcome.
    pub rule: Option<R>,
    /// Whether the rule holds, and what is missing.
    pub assessment: Assessment,
    /// The day the job or business started.
    pub started_on: Option<Day>,
}

/// Whether the positive exit for a reason holds on a day, by the outcome that comes nearest to it (§ 5.7).
pub fn outcome(reason: Option<&str>, facts: &Facts<'_>, criteria: &Criteria, on: Day) -> Outcome {
    let rules = R::of_reason(reason);
    let found = rules.iter().flat_map(|rule| candidates(*rule, facts, criteria, on));
    let far = |o: &Outcome| (!o.assessment.qualifies(), o.assessment.proofs_missing.len(), o.assessment.days_missing);
    found.min_by_key(far).unwrap_or_else(|| Outcome {
        rule: None,
        assessment: assess(
            rules.first().map_or("job_cdi", |rule| rule.reason()),
            &OutcomeFacts::default(),
            criteria.follow_up_months,
            on,
        ),
        started_on: None,
    })
}

fn candidates(rule: R, facts: &Facts<'_>, c: &Criteria, on: Day) -> Vec<Outcome> {
    let of = |counts: CountsAs| {
        facts.jobs.iter().filter(move |j| j.counts == Some(counts) && (facts.activated_on..=on).contains(&j.starts_on))
    };
    match rule {
        R::PermanentJob => {
            of(CountsAs::Job).filter(|j| j.ends_on.is_none()).map(|j| in_post(rule, j, facts, c, on)).collect()
        }
        R::FixedTermJob => {
            of(CountsAs::Job).filter(|j| j.ends_on.is_some()).map(|j| in_post(rule, j, facts, c, on)).collect()
        }
        R::Business => of(CountsAs::Business).map(|j| in_post(rule, j, facts, c, on)).collect(),
        R::Missions => {
            let jobs: Vec<Job> = of(CountsAs::Mission).copied().collect();
            chains(jobs, c).iter().map(|chain| missions(chain, facts, c, on)).collect()
        }
        R::Seasonal => seasonal(&of(CountsAs::Season).copied().collect::<Vec<_>>(), facts, c, on).into_iter().collect(),
        // what is looked at is the long work itself, which may be older than the pathway
        R::LongIntegration => facts
            .jobs
            .iter()
            .filter(|job| job.counts == Some(CountsAs::LongIntegration) && job.starts_on <= on)
            .map(|job| long_work::outcome(job, facts, on))
            .collect(),
        R::Training => facts
            .courses
            .iter()
            .filter(|course| (facts.activated_on..=on).contains(&course.starts_on))
            .map(|course| training(course, facts, c, on))
            .collect(),
    }
}

/// A job or business that is kept for the months of the follow-up.
fn in_post(rule: R, job: &Job, facts: &Facts<'_>, c: &Criteria, on: Day) -> Outcome {
    let months = if rule == R::Business { c.business_months } else { c.follow_up_months };
    let reached_on = civil::add_months(job.starts_on, months);
    let known = OutcomeFacts {
        started_on: Some(job.starts_on),
        title_proved: job.documented,
        presence_proved: months == 0 || present(facts, job.last_day(), reached_on),
        ..OutcomeFacts::default()
    };
    let mut assessment = assess(rule.reason(), &known, months, on);
    if rule != R::Business && job.share_e4 < c.min_time_share_e4 {
        assessment.proofs_missing.push("time_share");
    }
    if rule == R::FixedTermJob && !long_enough(job, c) {
        assessment.proofs_missing.push("contract_length");
    }
    if job.last_day().is_some_and(|last| civil::add_days(last, 1) < reached_on) {
        assessment.proofs_missing.push("months_in_post");
    }
    Outcome { rule: Some(rule), assessment, started_on: Some(job.starts_on) }
}

/// A fixed-term contract of more than six months, or of at least six: as the PLIE decided (§ 5.5).
fn long_enough(job: &Job, c: &Criteria) -> bool {
    let Some(ends_on) = job.ends_on else { return true };
    let (after, least) = (civil::add_days(ends_on, 1), civil::add_months(job.starts_on, c.fixed_term_months));
    if c.fixed_term_strict { after > least } else { after >= least }
}

/// Whether a check has told of presence at the end of the months, and a document attests it: § 5.7 asks for a proof, not
/// for somebody's word.
fn present(facts: &Facts<'_>, last_day: Option<Day>, reached_on: Day) -> bool {
    let needed = last_day.map_or(reached_on, |last| last.min(reached_on));
    facts.checks.iter().any(|check| check.still_there && check.on >= needed && facts.attest(check))
}

/// Missions that follow each other without a break, in order of time.
fn chains(mut jobs: Vec<Job>, c: &Criteria) -> Vec<Vec<Job>> {
    jobs.retain(|job| job.share_e4 >= c.min_time_share_e4);
    jobs.sort_by_key(|job| job.starts_on);
    let mut out: Vec<Vec<Job>> = Vec::new();
    for job in jobs {
        match out.last_mut().filter(|chain| follows(chain, &job, c.mission_gap_days)) {
            Some(chain) => chain.push(job),
            None => out.push(vec![job]),
        }
    }
    out
}

/// The last day of a chain; none while one of its missions has no end.
fn chain_ends_on(chain: &[Job]) -> Option<Day> {
    chain.iter().map(Job::last_day).collect::<Option<Vec<Day>>>()?.into_iter().max()
}

fn follows(chain: &[Job], job: &Job, gap_days: i64) -> bool {
    chain_ends_on(chain).is_none_or(|end| job.starts_on <= civil::add_days(end, gap_days + 1))
}

/// Missions that add up to six months without a break.
fn missions(chain: &[Job], facts: &Facts<'_>, c: &Criteria, on: Day) -> Outcome {
    let started_on = chain.first().map(|job| job.starts_on);
    let end = chain_ends_on(chain);
    let reached_on = started_on.map(|start| civil::add_months(start, c.mission_months));
    let known = OutcomeFacts {
        started_on,
        title_proved: chain.iter().all(|job| job.documented),
        presence_proved: reached_on.is_some_and(|day| present(facts, end, day)),
        ..OutcomeFacts::default()
    };
    let mut assessment = assess(R::Missions.reason(), &known, c.mission_months, on);
    // what was broken off before begins anew
    if let (Some(end), Some(day)) = (end.filter(|end| *end < on), reached_on)
        && civil::add_days(end, 1) < day
    {
        let follows = on <= civil::add_days(end, c.mission_gap_days + 1);
        let (from, until) =
            if follows { (civil::add_days(end, 1), day) } else { (on, civil::add_months(on, c.mission_months)) };
        assessment.on = None;
        assessment.days_missing = civil::days_between(from, until);
    }
    Outcome { rule: Some(R::Missions), assessment, started_on }
}

/// A month of work, in days, where months are added up.
const MONTH_DAYS: i64 = 30;

/// Seasonal work of eight months in twelve.
fn seasonal(jobs: &[Job], facts: &Facts<'_>, c: &Criteria, on: Day) -> Option<Outcome> {
    let jobs: Vec<&Job> = jobs.iter().filter(|job| job.share_e4 >= c.min_time_share_e4).collect();
    let started_on = jobs.iter().map(|job| job.starts_on).min()?;
    let needed = i64::from(c.seasonal_months) * MONTH_DAYS;
    // the days worked until each day since the first one
    let mut until = vec![0_i64];
    for n in 0..=civil::days_between(started_on, on) {
        let at_work = jobs.iter().any(|job| job.covers(civil::add_days(started_on, n)));
        until.push(until.last().copied().unwrap_or(0) + i64::from(at_work));
    }
    let before = |day: Day| {
        let n = usize::try_from(civil::days_between(started_on, day)).unwrap_or(0);
        until.get(n).copied().unwrap_or(0)
    };
    let within = |day: Day| {
        let first = civil::add_days(civil::sub_months(day, c.seasonal_window_months), 1);
        before(civil::add_days(day, 1)) - before(first)
    };
    let mut days = (0..=civil::days_between(started_on, on)).map(|n| civil::add_days(started_on, n));
    let reached_on = days.find(|day| within(*day) >= needed);
    let days_missing = if reached_on.is_some() { 0 } else { needed - within(on) };
    let to_come = civil::add_days(on, days_missing);
    let goes_on = jobs.iter().any(|job| job.covers(on) && job.covers(to_come));
    let mut proofs_missing = Vec::new();
    if !jobs.iter().all(|job| job.documented) {
        proofs_missing.push("employment_contract");
    }
    let last =
        jobs.iter().map(|job| job.last_day()).collect::<Option<Vec<Day>>>().and_then(|all| all.into_iter().max());
    if !present(facts, last, reached_on.unwrap_or(to_come)) {
        proofs_missing.push("proof_of_presence");
    }
    let assessment = Assessment { on: reached_on.or(goes_on.then_some(to_come)), days_missing, proofs_missing };
    Some(Outcome { rule: Some(R::Seasonal), assessment, started_on: Some(started_on) })
}

/// A course that is proved by its diploma, or is long and has lasted the months of the follow-up.
fn training(course: &Course, facts: &Facts<'_>, c: &Criteria, on: Day) -> Outcome {
    let shown = |check: &&Check| check.qualified && check.on >= course.starts_on && facts.attest(check);
    let diploma = facts.checks.iter().filter(shown).map(|check| check.on).min();
    let reached_on = civil::add_months(course.starts_on, c.follow_up_months);
    let known = OutcomeFacts {
        started_on: Some(course.starts_on),
        presence_proved: present(facts, course.ends_on, reached_on),
        diploma: diploma.is_some(),
        long_course: civil::add_days(course.ends_on.or(course.planned_until).unwrap_or(on), 1)
            > civil::add_months(course.starts_on, c.long_course_months),
        ..OutcomeFacts::default()
    };
    let mut assessment = assess(R::Training.reason(), &known, c.follow_up_months, on);
    assessment.on = diploma.or(assessment.on);
    if diploma.is_none() && course.ends_on.is_some_and(|last| civil::add_days(last, 1) < reached_on) {
        assessment.proofs_missing.push("months_in_course");
    }
    Outcome { rule: Some(R::Training), assessment, started_on: None }
}

#[cfg(test)]
mod tests;
