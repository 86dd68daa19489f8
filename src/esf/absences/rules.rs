//! What an absence takes out of a day.

use crate::civil::french;
use crate::db::Day;
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
    /// Whether work from `start` to `end` (minutes after midnight) falls in it; work without times
    /// only conflicts with a whole day.
    pub fn conflicts(self, times: Option<(i64, i64)>) -> bool {
        match (self, times) {
            (Self::Present, _) | (Self::Half(_), None) => false,
            (Self::Whole, _) => true,
            (Self::Half(HalfDay::Morning), Some((start, _))) => start < MORNING_ENDS,
            (Self::Half(HalfDay::Afternoon), Some((_, end))) => end > AFTERNOON_BEGINS,
        }
    }
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
            assert_eq!(away.conflicts(times), expected, "{away:?} {times:?}");
        }
    }

    #[test]
    fn half_a_day_is_of_one_day() {
        assert!(check(&absence("2026-03-03", "2026-03-03", Some(HalfDay::Morning))).is_empty());
        let pointers = |a| check(&a).into_iter().map(|f| f.pointer).collect::<Vec<_>>();
        assert_eq!(pointers(absence("2026-03-03", "2026-03-04", Some(HalfDay::Morning))), ["/half_day"]);
        assert_eq!(pointers(absence("2026-03-03", "2026-03-02", None)), ["/ends_on"]);
    }
}
