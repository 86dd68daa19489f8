//! The rules of a barrier (§ 5.2).

use crate::db::Day;
use crate::faults;
use crate::refusal::Fault;

/// Severities, both included (§ 5.2).
pub const SEVERITIES: std::ops::RangeInclusive<i64> = 0..=3;

/// The theme that fewer people read in lists (`auth::restricted`).
pub const HEALTH: &str = "health";

/// A barrier as it would stand.
#[derive(Debug, Clone, Copy)]
pub struct Barrier {
    /// From 0, hardly felt, to 3, nothing else is possible before it is lifted.
    pub severity: i64,
    /// The day it was seen.
    pub opened_on: Day,
    /// The day it was lifted.
    pub lifted_on: Option<Day>,
}

/// Every fault of a barrier: its severity, its days in order and not to come.
pub fn barrier_faults(b: &Barrier, today: Day) -> Vec<Fault> {
    let mut out = Vec::new();
    if !SEVERITIES.contains(&b.severity) {
        out.push(Fault::new(
            "/severity",
            "invalid",
            "La gravité va de 0 à 3 (§ 5.2).",
            "The severity goes from 0 to 3 (§ 5.2).",
        ));
    }
    out.extend(faults::to_come("/opened_on", b.opened_on, today));
    out.extend(faults::period("/lifted_on", Some(b.opened_on), b.lifted_on));
    out.extend(b.lifted_on.and_then(|on| faults::to_come("/lifted_on", on, today)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_barrier_is_weighed_and_its_days_are_in_order() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let today = day("2026-03-12");
        for (severity, opened, lifted, codes) in [
            (0, "2026-03-12", None, vec![]),
            (3, "2026-03-01", Some("2026-03-01"), vec![]),
            (4, "2026-03-01", None, vec!["invalid"]),
            (-1, "2026-03-13", None, vec!["invalid", "rule_future"]),
            (1, "2026-03-10", Some("2026-03-09"), vec!["rule_period"]),
            (1, "2026-03-10", Some("2026-03-13"), vec!["rule_future"]),
        ] {
            let b = Barrier { severity, opened_on: day(opened), lifted_on: lifted.map(day) };
            assert_eq!(barrier_faults(&b, today).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{b:?}");
        }
    }
}
