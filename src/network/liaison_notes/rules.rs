//! The rules of a liaison note (S3.21).

use crate::db::Day;
use crate::faults;
use crate::participants::nir_faults;
use crate::refusal::Fault;

/// A note as it would stand.
#[derive(Debug, Clone)]
pub struct Note<'a> {
    /// The day of the exchange.
    pub noted_on: Day,
    /// What was agreed.
    pub text: &'a str,
    /// With whom.
    pub contact: Option<&'a str>,
}

/// Every fault of a note: a day that has come, nobody's health number.
pub fn note_faults(n: &Note<'_>, today: Day) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::to_come("/noted_on", n.noted_on, today).into_iter().collect();
    out.extend(nir_faults(&[("/text", Some(n.text)), ("/contact", n.contact)]));
    out
}

/// `rule_social_theme` where the theme is none of those that are shared with social workers (S3.21); `social` are the
/// codes that are.
pub fn theme_fault(theme: &str, social: &[&str]) -> Option<Fault> {
    if social.contains(&theme) {
        return None;
    }
    let fault = Fault::new(
        "/theme",
        "rule_social_theme",
        "Une note de liaison porte sur un frein social, jamais sur l'orientation, la formation ou l'emploi (S3.21).",
        "A liaison note is about a social barrier, never about orientation, training or employment (S3.21).",
    );
    Some(Fault { allowed: social.iter().map(|code| (*code).to_owned()).collect(), ..fault })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_about_a_social_barrier_on_a_day_that_has_come() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let base = Note { noted_on: day("2026-03-02"), text: "Dossier de logement déposé", contact: None };
        for (n, codes) in [
            (base.clone(), vec![]),
            (Note { noted_on: day("2026-03-03"), ..base.clone() }, vec!["rule_future"]),
            (Note { contact: Some("1 85 05 78 006 084 91"), ..base }, vec!["rule_no_nir"]),
        ] {
            let found: Vec<_> = note_faults(&n, day("2026-03-02")).iter().map(|f| f.code).collect();
            assert_eq!(found, codes, "{n:?}");
        }
        assert!(theme_fault("housing", &["housing", "health"]).is_none());
        let fault = theme_fault("training", &["housing", "health"]).unwrap();
        assert_eq!((fault.code, fault.allowed.len()), ("rule_social_theme", 2));
    }
}
