//! The rules of a situation (§ 7.7).

use crate::db::Day;
use crate::refusal::Fault;

/// Months without work that a status speaks of: from, included, to, not included (§ 5.13).
pub type Months = (Option<i64>, Option<i64>);

/// What is checked of a situation beyond its codes.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// The day it holds for.
    pub as_of: Day,
    /// Months without work.
    pub unemployment_months: Option<i64>,
    /// Months that the labour status speaks of.
    pub months: Months,
    /// Whether the labour status says in education or not.
    pub says_in_education: Option<bool>,
    /// In education or training.
    pub in_education: bool,
    /// Incomes received.
    pub minimum_incomes: &'a [&'a str],
    /// The day of birth.
    pub birth_date: Day,
}

/// Codes of incomes that stand alone: nothing, and no answer, are no incomes.
pub const ALONE: [&str; 2] = ["none", "declined"];

/// Every fault of a situation.
pub fn draft_faults(d: &Draft<'_>, today: Day) -> Vec<Fault> {
    let mut out = Vec::new();
    if d.as_of > today {
        out.push(Fault::new("/as_of", "rule_future", "Ce jour n'est pas encore venu.", "This day has not come yet."));
    }
    if d.as_of < d.birth_date {
        out.push(Fault::new(
            "/as_of",
            "rule_before_birth",
            "Ce jour précède la naissance de la personne.",
            "This day comes before the person's birth.",
        ));
    }
    out.extend(months_fault(d));
    if d.says_in_education.is_some_and(|said| said != d.in_education) {
        out.push(Fault::new(
            "/in_education",
            "rule_in_education",
            "La situation au regard de l'emploi dit le contraire (§ 5.13).",
            "The labour status says the contrary (§ 5.13).",
        ));
    }
    let alone = d.minimum_incomes.iter().any(|code| ALONE.contains(code));
    if alone && d.minimum_incomes.len() > 1 {
        out.push(Fault::new(
            "/minimum_incomes",
            "rule_incomes",
            "« Aucune » ou « ne souhaite pas répondre » ne se combine avec rien.",
            "\"None\" or \"does not wish to answer\" goes with nothing else.",
        ));
    }
    let twice = |(n, code): (usize, &&str)| d.minimum_incomes.iter().take(n).any(|c| c == code);
    if d.minimum_incomes.iter().enumerate().any(twice) {
        out.push(Fault::new(
            "/minimum_incomes",
            "rule_incomes",
            "Un revenu est donné deux fois.",
            "An income is given twice.",
        ));
    }
    out
}

/// `rule_unemployment_months`: the months without work lie in the span of the labour status.
fn months_fault(d: &Draft<'_>) -> Option<Fault> {
    let (given, (from, below)) = (d.unemployment_months?, d.months);
    let outside = from.is_some_and(|from| given < from) || below.is_some_and(|below| given >= below);
    outside.then(|| {
        Fault::new(
            "/unemployment_months",
            "rule_unemployment_months",
            "Cette durée sans emploi ne va pas avec la situation au regard de l'emploi (§ 5.13).",
            "This time without work does not go with the labour status (§ 5.13).",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn draft() -> Draft<'static> {
        Draft {
            as_of: day("2026-03-02"),
            unemployment_months: Some(14),
            months: (Some(12), Some(24)),
            says_in_education: None,
            in_education: false,
            minimum_incomes: &["rsa"],
            birth_date: day("1987-04-12"),
        }
    }

    fn codes(d: &Draft<'_>) -> Vec<&'static str> {
        draft_faults(d, day("2026-03-02")).into_iter().map(|f| f.code).collect()
    }

    #[test]
    fn a_situation_that_holds_together_has_no_fault() {
        assert!(codes(&draft()).is_empty());
        assert!(codes(&Draft { unemployment_months: None, minimum_incomes: &[], ..draft() }).is_empty());
    }

    #[test]
    fn months_without_work_lie_in_the_span_of_the_status() {
        for (months, span, fits) in [
            (11, (Some(12), Some(24)), false),
            (12, (Some(12), Some(24)), true),
            (23, (Some(12), Some(24)), true),
            (24, (Some(12), Some(24)), false),
            (240, (Some(24), None), true),
            (3, (None, None), true),
        ] {
            let draft = Draft { unemployment_months: Some(months), months: span, ..draft() };
            assert_eq!(codes(&draft).is_empty(), fits, "{months} in {span:?}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused_at_once() {
        let draft = Draft {
            as_of: day("2026-03-03"),
            birth_date: day("2026-03-04"),
            says_in_education: Some(true),
            minimum_incomes: &["rsa", "none", "rsa"],
            ..draft()
        };
        assert_eq!(
            codes(&draft),
            ["rule_future", "rule_before_birth", "rule_in_education", "rule_incomes", "rule_incomes"]
        );
    }
}
