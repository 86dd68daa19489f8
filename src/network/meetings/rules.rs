//! The rules of a meeting.

use crate::civil;
use crate::db::Instant;
use crate::faults;
use crate::participants::nir_faults;
use crate::refusal::Fault;

/// A meeting as it would stand.
#[derive(Debug, Clone)]
pub struct Meeting<'a> {
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Where.
    pub place: Option<&'a str>,
    /// What was said and decided.
    pub minutes: Option<&'a str>,
}

/// Every fault of a meeting: it ends after it starts, on the same day in Paris.
pub fn meeting_faults(m: &Meeting<'_>) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::times(m.starts_at, m.ends_at).into_iter().collect();
    if out.is_empty() && civil::day_of(m.starts_at) != civil::day_of(m.ends_at) {
        out.push(Fault::new(
            "/ends_at",
            "rule_meeting_day",
            "Une réunion tient dans un jour.",
            "A meeting fits in one day.",
        ));
    }
    out.extend(nir_faults(&[("/place", m.place), ("/minutes", m.minutes)]));
    out
}

/// `rule_future` for whoever is said to have come, or not to have come, before the meeting's day.
pub fn presence_faults(starts_at: Instant, attended: &[Option<bool>], now: Instant) -> Vec<Fault> {
    if civil::day_of(starts_at) <= civil::day_of(now) {
        return Vec::new();
    }
    let told = attended.iter().enumerate().filter(|(_, came)| came.is_some());
    let fault = |(n, _)| {
        Fault::new(
            format!("/attendees/{n}/attended"),
            "rule_future",
            "Ce jour n'est pas encore venu.",
            "This day has not come yet.",
        )
    };
    told.map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_fits_in_its_day() {
        let at = |text: &str| serde_json::from_value::<Instant>(text.into()).unwrap();
        let base = Meeting {
            starts_at: at("2026-03-02T08:00:00Z"),
            ends_at: at("2026-03-02T10:00:00Z"),
            place: None,
            minutes: None,
        };
        for (m, codes) in [
            (base.clone(), vec![]),
            (Meeting { ends_at: base.starts_at, ..base.clone() }, vec!["rule_period"]),
            (Meeting { ends_at: at("2026-03-03T08:00:00Z"), ..base.clone() }, vec!["rule_meeting_day"]),
            (Meeting { minutes: Some("1 85 05 78 006 084 91"), ..base.clone() }, vec!["rule_no_nir"]),
        ] {
            assert_eq!(meeting_faults(&m).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{m:?}");
        }
        let came = [None, Some(true)];
        assert_eq!(presence_faults(base.starts_at, &came, at("2026-03-01T08:00:00Z")).len(), 1);
        assert!(presence_faults(base.starts_at, &came, at("2026-03-01T23:10:00Z")).is_empty(), "midnight of Paris");
    }
}
