//! The rules of an event (S3.28).

use crate::civil;
use crate::db::Instant;
use crate::faults;
use crate::participants::nir_faults;
use crate::refusal::Fault;

crate::text_enum! {
    /// What an event is.
    pub enum EventKind {
        JobDating = "job_dating",
        IndustryWeek = "industry_week",
        Forum = "forum",
        Visit = "visit",
        Information = "information",
        Other = "other",
    }
}

/// Longest event, in days.
pub const LENGTH_MAX_DAYS: i64 = 31;

/// An event as it would stand.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// Its title.
    pub title: &'a str,
    /// What it is about.
    pub description: Option<&'a str>,
    /// Where.
    pub place: Option<&'a str>,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
}

/// Every fault of an event: it ends after it starts, within a month.
pub fn event_faults(e: &Event<'_>) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::times(e.starts_at, e.ends_at).into_iter().collect();
    let days = civil::days_between(civil::day_of(e.starts_at), civil::day_of(e.ends_at)) + 1;
    if days > LENGTH_MAX_DAYS {
        out.push(Fault::new(
            "/ends_at",
            "rule_event_length",
            format!("Un événement dure {LENGTH_MAX_DAYS} jours au plus."),
            format!("An event lasts {LENGTH_MAX_DAYS} days at most."),
        ));
    }
    out.extend(nir_faults(&[("/title", Some(e.title)), ("/description", e.description), ("/place", e.place)]));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_ends_within_a_month() {
        let at = |text: &str| serde_json::from_value::<Instant>(text.into()).unwrap();
        let base = Event {
            title: "Semaine de l'industrie",
            description: None,
            place: None,
            starts_at: at("2026-03-02T08:00:00Z"),
            ends_at: at("2026-03-06T16:00:00Z"),
        };
        for (e, codes) in [
            (base.clone(), vec![]),
            (Event { ends_at: base.starts_at, ..base.clone() }, vec!["rule_period"]),
            (Event { ends_at: at("2026-04-01T16:00:00Z"), ..base.clone() }, vec![]),
            (Event { ends_at: at("2026-04-02T16:00:00Z"), ..base.clone() }, vec!["rule_event_length"]),
            (Event { description: Some("1 85 05 78 006 084 91"), ..base.clone() }, vec!["rule_no_nir"]),
        ] {
            assert_eq!(event_faults(&e).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{e:?}");
        }
    }
}
