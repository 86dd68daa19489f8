//! The rules of a reception slot, and of booking one of its places (S3.10).

use chrono::Datelike;

use crate::db::Day;
use crate::faults;
use crate::refusal::{Fault, Refusal};

crate::text_enum! {
    /// Morning or afternoon.
    pub enum HalfDay {
        Am = "am",
        Pm = "pm",
    }
}

/// A weekly half-day of reception.
#[derive(Debug, Clone)]
pub struct Slot {
    /// 1 for Monday to 7 for Sunday.
    pub weekday: i64,
    /// People received at one date.
    pub capacity: i64,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
}

/// Everything wrong with a slot.
pub fn slot_faults(s: &Slot) -> Vec<Fault> {
    let mut out = Vec::new();
    if !(1..=7).contains(&s.weekday) {
        out.push(Fault::new("/weekday", "invalid", "De 1 (lundi) à 7 (dimanche).", "From 1 (Monday) to 7 (Sunday)."));
    }
    if s.capacity < 1 {
        out.push(Fault::new("/capacity", "invalid", "Au moins une place.", "At least one place."));
    }
    out.extend(faults::period("/valid_to", Some(s.valid_from), s.valid_to));
    out
}

/// Whether the slot receives people on `on`.
pub fn receives_on(s: &Slot, on: Day) -> bool {
    i64::from(on.0.weekday().number_from_monday()) == s.weekday
        && s.valid_from <= on
        && s.valid_to.is_none_or(|end| on <= end)
}

/// Books a place at `on`, of which `booked` are taken (S3.10).
///
/// # Errors
/// `Invalid` on a day without reception or in the past, `Conflict` when full.
pub fn book(s: &Slot, on: Day, booked: i64, today: Day) -> Result<(), Refusal> {
    let mut found = Vec::new();
    if !receives_on(s, on) {
        found.push(Fault::new(
            "/date",
            "rule_slot_date",
            format!("Ce créneau n'accueille personne le {on}."),
            format!("This slot receives nobody on {on}."),
        ));
    }
    if on < today {
        found.push(Fault::new("/date", "rule_slot_past", "Cette date est passée.", "This date is past."));
    }
    Refusal::unless_empty(found)?;
    if booked >= s.capacity {
        return Err(Refusal::conflict(
            "conflict_slot_full",
            format!("Ce créneau est complet le {on}."),
            format!("This slot is full on {on}."),
        ));
    }
    Ok(())
}

/// Days of which the free places may be asked at once.
pub const LONGEST_LOOK: i64 = 92;

/// A changed slot still has a place for everyone `booked` (date and number) in it.
///
/// # Errors
/// `Conflict` naming the first date that would lose one.
pub fn keeps_bookings(s: &Slot, booked: &[(Day, i64)]) -> Result<(), Refusal> {
    let lost = booked.iter().find(|(on, n)| !receives_on(s, *on) || *n > s.capacity);
    lost.map_or(Ok(()), |(on, n)| {
        Err(Refusal::conflict(
            "conflict_slot_booked",
            format!("{n} rendez-vous du {on} perdraient leur place."),
            format!("{n} bookings of {on} would lose their place."),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn tuesdays() -> Slot {
        Slot { weekday: 2, capacity: 3, valid_from: day("2026-01-01"), valid_to: Some(day("2026-06-30")) }
    }

    #[test]
    fn a_slot_has_a_weekday_a_place_and_a_period() {
        assert_eq!(slot_faults(&tuesdays()), []);
        let bad = Slot { weekday: 8, capacity: 0, valid_to: Some(day("2025-01-01")), ..tuesdays() };
        let places: Vec<_> = slot_faults(&bad).into_iter().map(|f| f.pointer).collect();
        assert_eq!(places, ["/weekday", "/capacity", "/valid_to"]);
    }

    #[test]
    fn a_place_is_booked_on_the_slots_weekday_while_there_is_one() {
        let today = day("2026-03-10");
        for (on, booked, code) in [
            ("2026-03-10", 2, None),
            ("2026-06-30", 0, None),
            ("2026-03-11", 0, Some("rule_slot_date")),
            ("2026-07-07", 0, Some("rule_slot_date")),
            ("2026-03-03", 0, Some("rule_slot_past")),
            ("2026-03-10", 3, Some("conflict_slot_full")),
        ] {
            let found = match book(&tuesdays(), day(on), booked, today) {
                Ok(()) => None,
                Err(Refusal::Invalid(faults)) => Some(faults[0].code),
                Err(Refusal::Conflict { code, .. }) => Some(code),
                Err(other) => panic!("{other:?}"),
            };
            assert_eq!(found, code, "{on} with {booked}");
        }
    }

    #[test]
    fn a_changed_slot_keeps_who_is_booked() {
        let booked = [(day("2026-03-10"), 2), (day("2026-03-17"), 3)];
        assert_eq!(keeps_bookings(&tuesdays(), &booked), Ok(()));
        for changed in [
            Slot { capacity: 2, ..tuesdays() },
            Slot { weekday: 3, ..tuesdays() },
            Slot { valid_to: Some(day("2026-03-16")), ..tuesdays() },
        ] {
            let refused = keeps_bookings(&changed, &booked);
            assert!(matches!(refused, Err(Refusal::Conflict { code: "conflict_slot_booked", .. })), "{changed:?}");
        }
    }
}
