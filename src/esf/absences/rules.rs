//! What an absence takes out of a day.

use crate::civil::french;
use crate::db::Day;
use crate::ids::{OperationId, TimeRecordId};
use crate::machine::Step;
use crate::refusal::Fault;

crate::text_enum! {
    /// Half of a day.
    pub enum HalfDay { Morning = "am", Afternoon = "pm" }
}

crate::text_enum! {
    /// Where an absence stands; a cancelled one takes nothing out of any day.
    pub enum AbsenceStatus { Recorded = "recorded", Cancelled = "cancelled" }
}

/// The machine of an absence: one entered by mistake is cancelled and entered anew.
pub static STEPS: &[Step<AbsenceStatus>] = &[Step {
    verb: "cancel",
    from: &[AbsenceStatus::Recorded],
    to: AbsenceStatus::Cancelled,
    guard: "a reason, and no day in a month that is signed or locked (R6.16)",
}];

/// An absence of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// First day away.
    pub starts_on: Day,
    /// Last day away, included.
    pub ends_on: Day,
    /// Only half of the day, for an absence of one day.
    pub half_day: Option<HalfDay>,
}

/// What is taken out of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Away {
    /// Nothing.
    Present,
    /// One half.
    Half(HalfDay),
    /// All of it.
    Whole,
}

/// Minutes after midnight where the morning ends for an absence: 12:00.
pub const MORNING_ENDS: i64 = 720;
/// Minutes after midnight where the afternoon begins for an absence: 14:00, so that the work of
/// the other half may end or begin over noon.
pub const AFTERNOON_BEGINS: i64 = 840;

/// What the absences together take out of a day: both halves are the whole.
pub fn away(absences: &[Absence], day: Day) -> Away {
    let mut out = Away::Present;
    for a in absences.iter().filter(|a| a.starts_on <= day && day <= a.ends_on) {
        out = match (out, a.half_day) {
            (Away::Present, Some(half)) => Away::Half(half),
            (Away::Half(one), Some(half)) if one == half => Away::Half(one),
            (Away::Whole | Away::Half(_), _) | (Away::Present, None) => Away::Whole,
        };
    }
    out
}

impl Away {
    /// Minutes taken out of the expected ones; the odd minute belongs to the morning (R6.2).
    pub fn minutes(self, expected: i64) -> i64 {
        match self {
            Self::Present => 0,
            Self::Half(HalfDay::Morning) => expected - expected / 2,
            Self::Half(HalfDay::Afternoon) => expected / 2,
            Self::Whole => expected,
        }
    }
    /// Whether work from `start` to `end` (minutes after midnight) falls in it. Work without times falls in half a day
    /// when `worked`, all minutes worked that day with its own, are more than what the half leaves of the `expected`
    /// ones; where no work schedule says what is expected, that cannot be told.
    pub fn conflicts(self, times: Option<(i64, i64)>, worked: i64, expected: Option<i64>) -> bool {
        match (self, times) {
            (Self::Present, _) => false,
            (Self::Whole, _) => true,
            (Self::Half(_), None) => expected.is_some_and(|expected| worked > expected - self.minutes(expected)),
            (Self::Half(HalfDay::Morning), Some((start, _))) => start < MORNING_ENDS,
            (Self::Half(HalfDay::Afternoon), Some((_, end))) => end > AFTERNOON_BEGINS,
        }
    }
}

/// A live record of work, as far as absences are concerned; the tasks that are absences are not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// The record.
    pub record: TimeRecordId,
    /// Its day.
    pub date: Day,
    /// Start and end in minutes after midnight, when it has them.
    pub times: Option<(i64, i64)>,
    /// Its minutes.
    pub minutes: i64,
    /// The operation that pays.
    pub operation: Option<OperationId>,
}

/// The work of a person that contradicts their absences (§ 6.2), in the order given, which holds all their work of
/// each day. `expected` tells the contractual minutes of a day, none without a work schedule.
pub fn contradictions(absences: &[Absence], work: &[Work], expected: impl Fn(Day) -> Option<i64>) -> Vec<Work> {
    let worked = |day: Day| work.iter().filter(|w| w.date == day).map(|w| w.minutes).sum::<i64>();
    let contradicts = |w: &&Work| away(absences, w.date).conflicts(w.times, worked(w.date), expected(w.date));
    work.iter().filter(contradicts).copied().collect()
}

/// The fault of a record that contradicts an absence, where neither is being entered.
pub fn contradiction(pointer: String, work: &Work) -> Fault {
    let (date, record) = (work.date, work.record);
    Fault::new(
        pointer,
        "rule_absent",
        format!("Le {} : une absence est enregistrée sur les minutes de la saisie {record}.", french(date)),
        format!("{date}: an absence is recorded over the minutes of the record {record}."),
    )
}

/// Months that one absence lasts at most; a longer one is entered in parts.
pub const MONTHS_MAX: i64 = 36;

/// The fault of an absence longer than that.
pub fn too_long() -> Fault {
    Fault::new(
        "/ends_on",
        "invalid",
        format!("Une absence dure au plus {MONTHS_MAX} mois : la saisir en plusieurs parties."),
        format!("An absence lasts at most {MONTHS_MAX} months: enter it in parts."),
    )
}

/// What is wrong with an absence.
pub fn check(absence: &Absence) -> Vec<Fault> {
    let mut faults = Vec::new();
    let (from, to) = (absence.starts_on, absence.ends_on);
    if to < from {
        faults.push(Fault::new(
            "/ends_on",
            "invalid",
            format!("La fin ({}) précède le début ({}).", french(to), french(from)),
            format!("The end ({to}) is before the start ({from})."),
        ));
    }
    if absence.half_day.is_some() && to != from {
        faults.push(Fault::new(
            "/half_day",
            "invalid",
            "Une demi-journée ne vaut que pour une absence d'un seul jour.",
            "Half a day is only for an absence of one day.",
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }
    fn absence(from: &str, to: &str, half_day: Option<HalfDay>) -> Absence {
        Absence { starts_on: day(from), ends_on: day(to), half_day }
    }

    #[test]
    fn two_halves_make_a_whole_day() {
        use HalfDay::{Afternoon, Morning};
        let d = "2026-03-03";
        for (halves, expected) in [
            (vec![], Away::Present),
            (vec![Some(Morning)], Away::Half(Morning)),
            (vec![Some(Morning), Some(Morning)], Away::Half(Morning)),
            (vec![Some(Morning), Some(Afternoon)], Away::Whole),
            (vec![None], Away::Whole),
            (vec![None, Some(Afternoon)], Away::Whole),
        ] {
            let all: Vec<Absence> = halves.iter().map(|h| absence(d, d, *h)).collect();
            assert_eq!(away(&all, day(d)), expected, "{halves:?}");
        }
        assert_eq!(away(&[absence("2026-03-02", "2026-03-04", None)], day("2026-03-05")), Away::Present);
    }

    #[test]
    fn halves_of_an_odd_day_add_up() {
        for expected in [0, 1, 419, 420, 421] {
            let halves =
                Away::Half(HalfDay::Morning).minutes(expected) + Away::Half(HalfDay::Afternoon).minutes(expected);
            assert_eq!(halves, Away::Whole.minutes(expected));
        }
    }

    #[test]
    fn work_conflicts_with_the_half_it_falls_in() {
        let (morning, afternoon) = (Away::Half(HalfDay::Morning), Away::Half(HalfDay::Afternoon));
        for (away, times, expected) in [
            (morning, Some((540, 600)), true),
            (morning, Some((720, 900)), false),
            (afternoon, Some((540, 840)), false),
            (afternoon, Some((780, 845)), true),
            (afternoon, None, false),
            (Away::Whole, None, true),
            (Away::Present, Some((540, 600)), false),
        ] {
            assert_eq!(away.conflicts(times, 60, Some(420)), expected, "{away:?} {times:?}");
        }
    }

    #[test]
    fn work_without_times_fits_into_the_half_that_is_left() {
        let (morning, afternoon) = (Away::Half(HalfDay::Morning), Away::Half(HalfDay::Afternoon));
        for (away, worked, expected, conflicts) in [
            (morning, 210, Some(420), false),
            (morning, 211, Some(420), true),
            (morning, 420, Some(420), true),
            // the odd minute belongs to the morning
            (morning, 210, Some(421), false),
            (morning, 211, Some(421), true),
            (afternoon, 211, Some(421), false),
            (afternoon, 212, Some(421), true),
            (afternoon, 1, Some(0), true),
            (morning, 420, None, false),
            (Away::Whole, 1, None, true),
            (Away::Present, 600, Some(420), false),
        ] {
            assert_eq!(away.conflicts(None, worked, expected), conflicts, "{away:?} {worked} {expected:?}");
        }
    }

    #[test]
    fn every_record_that_contradicts_an_absence_is_told() {
        let work = |n: u128, date: &str, times: Option<(i64, i64)>, minutes: i64| Work {
            record: TimeRecordId::of(uuid::Uuid::from_u128(n)),
            date: day(date),
            times,
            minutes,
            operation: None,
        };
        let absences = [
            absence("2026-03-02", "2026-03-03", None),
            absence("2026-03-04", "2026-03-04", Some(HalfDay::Morning)),
            absence("2026-03-05", "2026-03-05", Some(HalfDay::Morning)),
        ];
        let all = [
            work(1, "2026-03-02", Some((540, 600)), 60),
            work(2, "2026-03-03", None, 420),
            // each fits, both together do not: the one without times may be the morning's
            work(3, "2026-03-04", None, 150),
            work(4, "2026-03-04", Some((780, 900)), 120),
            work(5, "2026-03-05", None, 210),
            work(6, "2026-03-06", None, 420),
        ];
        let found = |schedule: Option<i64>| {
            let told = contradictions(&absences, &all, |_| schedule);
            told.iter().map(|w| w.record.0.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(found(Some(420)), [1, 2, 3]);
        assert_eq!(found(Some(240)), [1, 2, 3, 5]);
        assert_eq!(found(None), [1, 2]);
        let fault = contradiction("/days/0".to_owned(), &all[0]);
        assert_eq!((fault.pointer.as_str(), fault.code), ("/days/0", "rule_absent"));
        assert!(fault.fr.contains("02/03/2026") && fault.en.contains("2026-03-02"), "{fault:?}");
        assert!(fault.fr.contains(&all[0].record.to_string()), "{fault:?}");
    }

    #[test]
    fn half_a_day_is_of_one_day() {
        assert!(check(&absence("2026-03-03", "2026-03-03", Some(HalfDay::Morning))).is_empty());
        let pointers = |a| check(&a).into_iter().map(|f| f.pointer).collect::<Vec<_>>();
        assert_eq!(pointers(absence("2026-03-03", "2026-03-04", Some(HalfDay::Morning))), ["/half_day"]);
        assert_eq!(pointers(absence("2026-03-03", "2026-03-02", None)), ["/ends_on"]);
    }
}
