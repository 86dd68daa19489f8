//! The rules of a pathway: its machine, its one referent, its suspensions (domain § 4.5).

use crate::civil;
use crate::db::Day;
use crate::faults;
use crate::ids::ReferentId;
use crate::machine::{self, Step};
use crate::refusal::{Fault, Refusal, Warning};

/// The exit and the closure.
pub mod exits;
/// The follow-up of a job.
pub mod jobs;
/// When an outcome counts as a positive exit.
pub mod outcomes;

crate::text_enum! {
    /// Where a pathway stands (domain § 4.5).
    pub enum PathwayStatus {
        Admitted = "admitted",
        Active = "active",
        Suspended = "suspended",
        InJobFollowUp = "in_job_follow_up",
        Exited = "exited",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}
use PathwayStatus as S;

/// The states of somebody being supported, one such pathway a person (S2.7).
pub const OPEN: &[S] = &[S::Admitted, S::Active, S::Suspended, S::InJobFollowUp];

/// The states in which a referent answers for the pathway: after an exit too, until it is closed, for the answers of
/// the exit are still owed (R7.10).
pub const FOLLOWED: &[S] = &[S::Active, S::Suspended, S::InJobFollowUp, S::Exited];

/// The machine. Proposing an exit leaves the state as it is.
pub static STEPS: &[Step<S>] = &[
    Step { verb: "assign-referent", from: &[S::Admitted], to: S::Active, guard: "one referent (S3.8)" },
    Step { verb: "assign-referent", from: &[S::Active], to: S::Active, guard: RELAY },
    Step { verb: "assign-referent", from: &[S::Suspended], to: S::Suspended, guard: RELAY },
    Step { verb: "assign-referent", from: &[S::InJobFollowUp], to: S::InJobFollowUp, guard: RELAY },
    Step { verb: "assign-referent", from: &[S::Exited], to: S::Exited, guard: RELAY },
    Step {
        verb: "suspend",
        from: &[S::Active],
        to: S::Suspended,
        guard: "a reason, a start that has come, a planned end within suspension_max_months (§ 4.5)",
    },
    Step {
        verb: "resume",
        from: &[S::Suspended],
        to: S::Active,
        guard: "not before the suspension's start, nor on a day to come",
    },
    Step {
        verb: "start-job-follow-up",
        from: &[S::Active],
        to: S::InJobFollowUp,
        guard: "a job or business that may count as a positive exit has started (§ 5.7)",
    },
    Step {
        verb: "return-from-job",
        from: &[S::InJobFollowUp],
        to: S::Active,
        guard: "the job ended before the follow-up did",
    },
    Step { verb: "propose-exit", from: &[S::Active], to: S::Active, guard: PROPOSAL },
    Step { verb: "propose-exit", from: &[S::Suspended], to: S::Suspended, guard: PROPOSAL },
    Step { verb: "propose-exit", from: &[S::InJobFollowUp], to: S::InJobFollowUp, guard: PROPOSAL },
    Step {
        verb: "validate-exit",
        from: &[S::Active, S::Suspended, S::InJobFollowUp],
        to: S::Exited,
        guard: "an exit is proposed; a positive one qualifies, another has what its reason rests on (§ 5.7)",
    },
    Step {
        verb: "close",
        from: &[S::Exited],
        to: S::Closed,
        guard: "no open stage, no unsigned interview, ESF exit data complete, time signed off (§ 4.5)",
    },
    Step { verb: "cancel", from: &[S::Admitted], to: S::Cancelled, guard: "a reason; the support never started" },
];
const RELAY: &str = "relay: the new referent starts the day after the old one ends (§ 4.5)";
const PROPOSAL: &str = "a reason of § 5.7 and a day not before activation";

impl PathwayStatus {
    /// Whether the person is being supported.
    pub fn is_open(self) -> bool {
        OPEN.contains(&self)
    }

    /// Whether a referent answers for the pathway.
    pub fn is_followed(self) -> bool {
        FOLLOWED.contains(&self)
    }

    /// Whether the pathway counts in the referent's caseload on the PLIE's settings (§ 8.1).
    pub fn counts_in_caseload(self, suspended_counts: bool, follow_up_counts: bool) -> bool {
        match self {
            S::Active => true,
            S::Suspended => suspended_counts,
            S::InJobFollowUp => follow_up_counts,
            S::Admitted | S::Exited | S::Closed | S::Cancelled => false,
        }
    }
}

/// One pathway at a time (S2.7): an admission needs the person to have no open one.
///
/// # Errors
/// `Conflict` when there is one.
pub fn may_open(others: &[S]) -> Result<(), Refusal> {
    if others.iter().any(|s| s.is_open()) {
        return Err(Refusal::conflict(
            "conflict_open_pathway",
            "Cette personne a déjà un parcours ouvert (S2.7).",
            "This person already has an open pathway (S2.7).",
        ));
    }
    Ok(())
}

/// A period of a referent on a pathway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment {
    /// Who.
    pub referent_id: ReferentId,
    /// First day.
    pub starts_on: Day,
    /// Last day; none while it lasts.
    pub ends_on: Option<Day>,
}

/// What `assign-referent` is asked.
#[derive(Debug, Clone)]
pub struct Relay<'a> {
    /// The referent to come.
    pub referent_id: ReferentId,
    /// Their first day.
    pub starts_on: Day,
    /// The period in which that referent works here.
    pub in_service: (Day, Option<Day>),
    /// Why the referent changes.
    pub reason: Option<&'a str>,
    /// What the next referent has to know.
    pub handover_note: Option<&'a str>,
    /// The day on which it is arranged.
    pub today: Day,
    /// Whether a relay that was arranged and has not begun gives way to it.
    pub replaces: bool,
}

/// How many of a pathway's assignments, in order of time, stay when a referent is arranged from `start` on: those that
/// have begun. Those that have not give way, but for the first of all: it is the beginning of the pathway, and a later
/// referent comes after it.
pub fn staying(known: &[Assignment], start: Day, today: Day) -> usize {
    let begun = known.iter().take_while(|a| a.starts_on <= today).count();
    let behind_the_first = begun == 0 && known.first().is_some_and(|first| first.starts_on < start);
    begun + usize::from(behind_the_first)
}

/// How far ahead a referent may be arranged for, in months.
const RELAY_MONTHS_AHEAD: u32 = 12;

/// What `assign-referent` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// Where the pathway stands then.
    pub status: S,
    /// The last day of the current assignment, the day before the new one; none where it goes on.
    pub current_ends_on: Option<Day>,
    /// The day the pathway becomes active, at the first assignment and where that is replaced before it begins.
    pub activated_on: Option<Day>,
    /// A relay without its note is worth a look.
    pub warnings: Vec<Warning>,
}

/// `assign-referent`: exactly one referent at a time, no gap, no overlap (S3.8, § 4.5). `admitted_on` is the
/// day the admission takes effect, `current` the assignment that stays. Naming the one in place where a relay is
/// arranged undoes the relay.
///
/// # Errors
/// `Illegal` from a state without referent, `Invalid` with every fault.
pub fn assign(from: S, admitted_on: Day, current: Option<&Assignment>, to: &Relay<'_>) -> Result<Assigned, Refusal> {
    let status = machine::step(STEPS, from, "assign-referent")?;
    let start = to.starts_on;
    let goes_on = to.replaces && current.is_some_and(|c| c.referent_id == to.referent_id);
    let before = current.filter(|_| !goes_on);
    let mut found = start_faults(admitted_on, before, to);
    if before.is_some_and(|c| c.referent_id == to.referent_id) {
        found.push(Fault::new(
            "/referent_id",
            "rule_same_referent",
            "Cette personne est déjà le référent.",
            "This person already is the referent.",
        ));
    }
    let (first, last) = to.in_service;
    if start < first || last.is_some_and(|end| start > end) {
        found.push(Fault::new(
            "/referent_id",
            "rule_referent_in_service",
            format!("Ce référent n'est pas en poste le {start}."),
            format!("This referent is not at work on {start}."),
        ));
    }
    if current.is_some() {
        found.extend(faults::required_text("/reason", to.reason));
    }
    Refusal::unless_empty(found)?;
    let without_note = before.is_some() && faults::blank(to.handover_note);
    Ok(Assigned {
        status,
        current_ends_on: before.map(|_| civil::add_days(start, -1)),
        activated_on: (from == S::Admitted || (to.replaces && current.is_none())).then_some(start),
        warnings: without_note
            .then(|| {
                Warning::new(
                    "/handover_note",
                    "handover_note_missing",
                    "Le relais se fait avec une note pour le référent suivant (§ 4.5).",
                    "A relay comes with a note for the next referent (§ 4.5).",
                )
            })
            .into_iter()
            .collect(),
    })
}

/// What is wrong with the first day of a referent.
fn start_faults(admitted_on: Day, before: Option<&Assignment>, to: &Relay<'_>) -> Vec<Fault> {
    let (start, mut found) = (to.starts_on, Vec::new());
    if start < admitted_on {
        found.push(Fault::new(
            "/starts_on",
            "rule_starts_on",
            format!("L'admission prend effet le {admitted_on}."),
            format!("The admission takes effect on {admitted_on}."),
        ));
    }
    if let Some(now) = before.filter(|c| start <= c.starts_on) {
        // The one in place keeps at least one day, else two referents would share it (S3.8).
        found.push(Fault::new(
            "/starts_on",
            "rule_single_referent",
            format!("Le référent en place l'est depuis le {} : commencez après.", now.starts_on),
            format!("The referent in place has been so since {}: start later.", now.starts_on),
        ));
    }
    if start > civil::add_months(to.today, RELAY_MONTHS_AHEAD) {
        found.push(Fault::new(
            "/starts_on",
            "rule_starts_too_far",
            "Un référent se prévoit au plus un an à l'avance.",
            "A referent is arranged for a year ahead at most.",
        ));
    }
    found
}

/// Whether assignments in order of time follow each other without gap or overlap, only the last one lasting (S3.8).
pub fn is_a_chain(assignments: &[Assignment]) -> bool {
    let one_day = |a: &Assignment| a.ends_on.is_none_or(|end| end >= a.starts_on);
    assignments.iter().all(one_day)
        && assignments.windows(2).all(|pair| match pair {
            [old, new] => old.ends_on.is_some_and(|end| civil::add_days(end, 1) == new.starts_on),
            _ => true,
        })
}

/// What `suspend` is asked.
#[derive(Debug, Clone)]
pub struct Pause<'a> {
    /// Why (§ 5.9).
    pub reason: Option<&'a str>,
    /// What the list of reasons has against it.
    pub unknown: Vec<Fault>,
    /// First day.
    pub starts_on: Day,
    /// Day it should end.
    pub planned_end_on: Day,
    /// The day on which it is told.
    pub today: Day,
}

/// `suspend` (§ 4.5). `last_resumed_on` is the day the previous suspension ended, `max_months` the PLIE's limit.
/// The timers stand still at once, so that the first day has come.
///
/// # Errors
/// `Illegal` unless active, `Invalid` with every fault.
pub fn suspend(
    from: S,
    activated_on: Day,
    last_resumed_on: Option<Day>,
    pause: &Pause<'_>,
    max_months: u32,
) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "suspend")?;
    let mut found: Vec<Fault> = faults::required_text("/reason", pause.reason).into_iter().collect();
    found.extend(pause.unknown.iter().cloned());
    found.extend(faults::to_come("/starts_on", pause.starts_on, pause.today));
    let earliest = last_resumed_on.map_or(activated_on, |on| on.max(activated_on));
    if pause.starts_on < earliest {
        found.push(Fault::new(
            "/starts_on",
            "rule_suspension_start",
            format!("Le parcours est actif depuis le {earliest}."),
            format!("The pathway has been active since {earliest}."),
        ));
    }
    found.extend(faults::period("/planned_end_on", Some(pause.starts_on), Some(pause.planned_end_on)));
    if pause.planned_end_on > civil::add_months(pause.starts_on, max_months) {
        found.push(Fault::new(
            "/planned_end_on",
            "rule_suspension_length",
            format!("Une suspension dure au plus {max_months} mois (§ 4.5)."),
            format!("A suspension lasts {max_months} months at most (§ 4.5)."),
        ));
    }
    Refusal::unless_empty(found).map(|()| to)
}

/// `resume` (§ 4.5): the state and the days to shift timers by.
///
/// # Errors
/// `Illegal` unless suspended, `Invalid` before the suspension's start or on a day to come.
pub fn resume(from: S, suspended_on: Day, on: Day, today: Day) -> Result<(S, i64), Refusal> {
    let to = machine::step(STEPS, from, "resume")?;
    if on < suspended_on {
        return Err(Refusal::invalid(
            "/on",
            "rule_resume",
            format!("La suspension a commencé le {suspended_on}."),
            format!("The suspension started on {suspended_on}."),
        ));
    }
    if on > today {
        return Err(Refusal::invalid(
            "/on",
            "rule_future_date",
            "La reprise se note le jour venu.",
            "A resumption is recorded once its day has come.",
        ));
    }
    Ok((to, suspended_days(suspended_on, on)))
}

/// Days suspended: the first is counted, the day of resumption is not.
pub fn suspended_days(suspended_on: Day, resumed_on: Day) -> i64 {
    (resumed_on.0 - suspended_on.0).num_days().max(0)
}

/// A due date after a suspension: shifted by its days, unless it was already past when the suspension began, for
/// a suspension excuses nothing that came before (§ 4.5).
pub fn shifted_due(due: Day, suspended_on: Day, days: i64) -> Day {
    if due < suspended_on { due } else { civil::add_days(due, days) }
}

/// A suspension of a pathway, until the day it was resumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// First day suspended.
    pub starts_on: Day,
    /// The day of resumption; none while it lasts.
    pub resumed_on: Option<Day>,
}

/// A due date counted from `since`, behind the suspensions in order of time; none while one lasts, for its timer
/// stands still (§ 4.5).
pub fn due_after(due: Day, since: Day, gaps: &[Gap]) -> Option<Day> {
    gaps.iter().try_fold(due, |due, gap| {
        let resumed = gap.resumed_on?;
        let from = gap.starts_on.max(since);
        Some(shifted_due(due, from, suspended_days(from, resumed)))
    })
}

/// What is wrong with a planned end after the longest that the PLIE lets a pathway last: only the commission extends it
/// (§ 4.5). `before` is the end that was planned, by the commission perhaps.
pub fn planned_end_fault(end: Day, before: Option<Day>, longest: Day) -> Option<Fault> {
    let most = before.map_or(longest, |before| before.max(longest));
    (end > most).then(|| {
        Fault::new(
            "/planned_end_on",
            "rule_max_duration",
            format!("Au-delà du {most}, c'est la commission qui prolonge le parcours (§ 4.5)."),
            format!("After {most} it is the commission that extends the pathway (§ 4.5)."),
        )
    })
}

/// `cancel`: an admission that never became a support.
///
/// # Errors
/// `Illegal` once a referent is assigned, `Invalid` without reason.
pub fn cancel(from: S, reason: Option<&str>) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "cancel")?;
    Refusal::unless_empty(faults::required_text("/reason", reason).into_iter().collect()).map(|()| to)
}

#[cfg(test)]
mod tests;
