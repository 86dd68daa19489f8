//! When a week is complete, due, overdue (R6.1–R6.6).

use crate::civil::{IsoWeek, add_days, end_of_day, french, hours, is_public_holiday, weekday};
use crate::db::{Day, Instant};
use crate::esf::absences::rules::{Work, contradiction};
use crate::esf::absences::{Absence, away};
use crate::ids::UserId;
use crate::machine::{self, Step};
use crate::refusal::{Fault, Refusal, Warning};

crate::text_enum! {
    /// Where an agenda week stands (R6.5); overdue is computed, never stored.
    pub enum AgendaStatus {
        Open = "open",
        Submitted = "submitted",
        Accepted = "accepted",
        Returned = "returned",
    }
}

use AgendaStatus::{Accepted, Open, Returned, Submitted};

/// The machine of an agenda week.
pub static STEPS: &[Step<AgendaStatus>] = &[
    Step {
        verb: "submit",
        from: &[Open, Returned],
        to: Submitted,
        guard: "no day has a gap, no overlap (R6.2), no work on an absence (§ 6.2)",
    },
    Step { verb: "accept", from: &[Submitted], to: Accepted, guard: "by another person (R6.5)" },
    Step { verb: "return", from: &[Submitted], to: Returned, guard: "by another person, with a reason (R6.5)" },
    Step {
        verb: "reopen",
        from: &[Accepted],
        to: Open,
        guard: "time of a day that nobody has signed was taken away, and leaves a gap (R6.2)",
    },
];

/// ISO weekday on which a week is due, in the week after (setting `agenda_due_weekday`; R6.3).
pub const DUE_WEEKDAY: i64 = 1;

/// The contractual minutes of a person for some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkSchedule {
    /// First day.
    pub valid_from: Day,
    /// Last day, included; none while it lasts.
    pub valid_to: Option<Day>,
    /// Minutes of each weekday, Monday first.
    pub minutes: [i64; 7],
}

/// A live time record, as far as the week is concerned; records of absence tasks are not worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Its day.
    pub date: Day,
    /// Start and end in minutes after midnight, when it has them.
    pub times: Option<(i64, i64)>,
    /// Its minutes.
    pub minutes: i64,
}

/// What is known of a week of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekFacts {
    /// The week.
    pub week: IsoWeek,
    /// The person's schedules.
    pub schedules: Vec<WorkSchedule>,
    /// The person's absences.
    pub absences: Vec<Absence>,
    /// The person's live time records of the week, absence tasks included.
    pub records: Vec<Recorded>,
    /// Whether the holidays of Alsace and Moselle apply.
    pub alsace_moselle: bool,
    /// Minutes a day may fall short of the expected ones (R6.2; 0 by default).
    pub tolerance_minutes: i64,
}

/// One day of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCover {
    /// The day.
    pub date: Day,
    /// Contractual minutes; 0 on a public holiday (R6.1).
    pub expected: i64,
    /// Minutes that absences take.
    pub absent: i64,
    /// Minutes of the records.
    pub covered: i64,
    /// Minutes still to account for.
    pub missing: i64,
    /// Minutes beyond the expected ones: allowed, but flagged (R6.4).
    pub overtime: i64,
    /// Whether it is a public holiday.
    pub public_holiday: bool,
}

/// How a week is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// Contractual minutes of the week.
    pub expected: i64,
    /// Recorded minutes of the week.
    pub covered: i64,
    /// Monday to Sunday.
    pub days: Vec<DayCover>,
    /// The days that fall short by more than the tolerance.
    pub gaps: Vec<DayCover>,
    /// Days on which two records overlap.
    pub overlaps: Vec<Day>,
}

impl Completeness {
    /// Whether every day is accounted for and no records overlap (R6.2).
    pub fn complete(&self) -> bool {
        self.gaps.is_empty() && self.overlaps.is_empty()
    }

    /// Without the gaps of days that are settled: nobody fills them but by a correction, which may well have made them.
    #[must_use]
    pub fn but_for(mut self, settled: impl Fn(Day) -> bool) -> Self {
        self.gaps.retain(|gap| !settled(gap.date));
        self
    }
}

/// Contractual minutes of a day, all terms that hold together; none when none holds that day. A public
/// holiday has 0.
pub fn expected_minutes(schedules: &[WorkSchedule], day: Day, alsace_moselle: bool) -> Option<i64> {
    let valid = |s: &&WorkSchedule| s.valid_from <= day && s.valid_to.is_none_or(|to| day <= to);
    let index = usize::try_from(weekday(day) - 1).ok()?;
    let mut minutes = schedules.iter().filter(valid).filter_map(|s| s.minutes.get(index)).peekable();
    minutes.peek()?;
    Some(if is_public_holiday(day, alsace_moselle) { 0 } else { minutes.sum() })
}

/// What is expected, covered and missing, day by day (R6.1, R6.2).
pub fn completeness(f: &WeekFacts) -> Completeness {
    let days: Vec<DayCover> = f.week.days().map(|day| cover(f, day)).collect();
    Completeness {
        expected: days.iter().map(|d| d.expected).sum(),
        covered: days.iter().map(|d| d.covered).sum(),
        gaps: days.iter().filter(|d| d.missing > f.tolerance_minutes).copied().collect(),
        overlaps: f.week.days().filter(|day| overlapping(&f.records, *day)).collect(),
        days,
    }
}

fn cover(f: &WeekFacts, date: Day) -> DayCover {
    let expected = expected_minutes(&f.schedules, date, f.alsace_moselle).unwrap_or_default();
    let absent = away(&f.absences, date).minutes(expected);
    let covered = f.records.iter().filter(|r| r.date == date).map(|r| r.minutes).sum::<i64>();
    let balance = covered + absent - expected;
    DayCover {
        date,
        expected,
        absent,
        covered,
        missing: (-balance).max(0),
        overtime: balance.max(0),
        public_holiday: is_public_holiday(date, f.alsace_moselle),
    }
}

fn overlapping(records: &[Recorded], day: Day) -> bool {
    let mut times: Vec<(i64, i64)> = records.iter().filter(|r| r.date == day).filter_map(|r| r.times).collect();
    times.sort_unstable();
    times.iter().zip(times.iter().skip(1)).any(|(a, b)| b.0 < a.1)
}

/// The last second on which the week is on time: 23:59:59 of a weekday (1 Monday to 7 Sunday) of
/// the week after (R6.3, T4).
pub fn due_at(week: IsoWeek, due_weekday: i64) -> Instant {
    end_of_day(due_on(week, due_weekday))
}

/// The day on which the week is due (R6.3, T4).
pub fn due_on(week: IsoWeek, due_weekday: i64) -> Day {
    add_days(week.next().monday(), due_weekday.clamp(1, 7) - 1)
}

/// Whether a week not handed in is past its time (R6.5).
pub fn overdue(status: AgendaStatus, due_at: Instant, now: Instant) -> bool {
    matches!(status, Open | Returned) && now > due_at
}

/// Hands the week in. `on_absences` are its records that contradict an absence: one may be entered after the work.
///
/// # Errors
/// `Illegal` from another state; `Conflict` `conflict_incomplete_week` with every gap, overlap and contradicted
/// absence; `Invalid` `rule_absent` when nothing but these last stands in the way (§ 6.2).
pub fn submit(status: AgendaStatus, week: &Completeness, on_absences: &[Work]) -> Result<AgendaStatus, Refusal> {
    let next = machine::step(STEPS, status, "submit")?;
    without_gaps(week, on_absences)?;
    Ok(next)
}

/// Lets nothing but a whole week pass: a record of a week that was handed in may still become shorter.
fn without_gaps(week: &Completeness, on_absences: &[Work]) -> Result<(), Refusal> {
    let absent = on_absences.iter().map(|w| contradiction(pointer(week, w.date), w));
    if week.complete() {
        return Refusal::unless_empty(absent.collect());
    }
    let gaps = week.gaps.iter().map(|d| gap(week, d));
    let missing: Vec<Fault> = gaps.chain(week.overlaps.iter().map(|d| overlap(week, *d))).chain(absent).collect();
    let short = week.gaps.iter().map(|d| d.missing).sum::<i64>();
    Err(Refusal::Conflict {
        code: "conflict_incomplete_week",
        fr: format!("La semaine n'est pas complète : il manque {} minutes sur {} jour(s).", short, week.gaps.len()),
        en: format!("The week is not complete: {} minutes are missing on {} day(s).", short, week.gaps.len()),
        missing,
    })
}

fn pointer(week: &Completeness, day: Day) -> String {
    week.days.iter().position(|d| d.date == day).map_or_else(String::new, |i| format!("/days/{i}"))
}

fn gap(week: &Completeness, d: &DayCover) -> Fault {
    let (done, all) = (hours(d.covered + d.absent), hours(d.expected));
    Fault::new(
        pointer(week, d.date),
        "gap",
        format!("Le {} : {done} sur {all}, il manque {} minutes.", french(d.date), d.missing),
        format!("{}: {done} of {all}, {} minutes are missing.", d.date, d.missing),
    )
}

fn overlap(week: &Completeness, day: Day) -> Fault {
    Fault::new(
        pointer(week, day),
        "overlap",
        format!("Le {} : deux saisies se chevauchent.", french(day)),
        format!("{day}: two records overlap."),
    )
}

/// That accepted weeks are open again.
pub fn reopened(weeks: &[IsoWeek]) -> Warning {
    let named = weeks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Warning::new(
        "",
        "week_reopened",
        format!("Il manque maintenant du temps : à remettre et à valider de nouveau, {named}."),
        format!("Time is missing now: to be handed in and accepted anew, {named}."),
    )
}

/// Accepts the week or returns it (`verb` is `accept` or `return`): never by the person whose week it
/// is (R3.2 by analogy), and only a whole one is accepted (R6.2).
///
/// # Errors
/// `Illegal` unless submitted; `Conflict` `conflict_same_person`, `conflict_incomplete_week` with every gap; `Invalid`
/// for a return without reason.
pub fn review(
    status: AgendaStatus,
    week: &Completeness,
    verb: &'static str,
    owner: UserId,
    actor: UserId,
    reason: Option<&str>,
) -> Result<AgendaStatus, Refusal> {
    let next = machine::step(STEPS, status, verb)?;
    if owner == actor {
        return Err(Refusal::conflict(
            "conflict_same_person",
            "La semaine est validée ou renvoyée par une autre personne que celle qui l'a faite.",
            "The week is accepted or returned by another person than its own.",
        ));
    }
    if next == Returned && reason.is_none_or(|r| r.trim().is_empty()) {
        return Err(Refusal::invalid(
            "/reason",
            "required",
            "Le motif du renvoi manque.",
            "The reason to return it is missing.",
        ));
    }
    if next == Accepted {
        without_gaps(week, &[])?;
    }
    Ok(next)
}

#[cfg(test)]
mod tests;
