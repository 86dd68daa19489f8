//! The faults that many rules find, each with one wording, so that a client meets one sentence for one mistake.

use crate::db::{Day, Instant};
use crate::refusal::Fault;

/// Whether nothing readable was given.
pub fn blank(text: Option<&str>) -> bool {
    text.is_none_or(|t| t.trim().is_empty())
}

/// `required` at `pointer`.
pub fn required(pointer: impl Into<String>) -> Fault {
    Fault::new(pointer, "required", "Cette information est obligatoire.", "This is required.")
}

/// `required` at `pointer` when `text` is blank.
pub fn required_text(pointer: &str, text: Option<&str>) -> Option<Fault> {
    blank(text).then(|| required(pointer))
}

/// `too_long` when `text` has more than `max` characters.
pub fn too_long(pointer: &str, text: Option<&str>, max: usize) -> Option<Fault> {
    text.is_some_and(|t| t.chars().count() > max).then(|| {
        Fault::new(
            pointer,
            "too_long",
            format!("Ce texte dépasse {max} caractères."),
            format!("This text is longer than {max} characters."),
        )
    })
}

/// `rule_period` at `pointer` when the end comes before the start; the same day is a period of one day.
pub fn period(pointer: &str, starts_on: Option<Day>, ends_on: Option<Day>) -> Option<Fault> {
    match (starts_on, ends_on) {
        (Some(start), Some(end)) if end < start => Some(Fault::new(
            pointer,
            "rule_period",
            format!("La fin ({end}) précède le début ({start})."),
            format!("The end ({end}) comes before the start ({start})."),
        )),
        _ => None,
    }
}

/// `rule_period` at `/ends_at` when what has a start and an end on the clock does not end after it starts.
pub fn times(starts_at: Instant, ends_at: Instant) -> Option<Fault> {
    (ends_at <= starts_at).then(|| {
        Fault::new("/ends_at", "rule_period", "La fin vient après le début.", "The end comes after the start.")
    })
}

/// `rule_future` at `pointer` when a day that is told of as past has not come.
pub fn to_come(pointer: &str, day: Day, today: Day) -> Option<Fault> {
    (day > today)
        .then(|| Fault::new(pointer, "rule_future", "Ce jour n'est pas encore venu.", "This day has not come yet."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_of_one_day_is_a_period() {
        let day: Day = "2026-03-02".parse().unwrap();
        let before: Day = "2026-03-01".parse().unwrap();
        assert!(period("/ends_on", Some(day), Some(day)).is_none());
        assert!(period("/ends_on", Some(day), None).is_none());
        assert_eq!(period("/ends_on", Some(day), Some(before)).unwrap().code, "rule_period");
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(too_long("/comment", Some(&"é".repeat(10)), 10).is_none());
        assert_eq!(too_long("/comment", Some(&"é".repeat(11)), 10).unwrap().code, "too_long");
        assert!(blank(Some(" \u{a0}\n")));
    }
}
