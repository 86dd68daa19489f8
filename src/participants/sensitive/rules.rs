//! The rules of sensitive facts (G3, G4, G5).

use crate::db::Day;
use crate::faults;
use crate::refusal::Fault;

crate::text_enum! {
    /// What a person answered; `unknown` where nobody asked (G3).
    pub enum SensitiveAnswer {
        Yes = "yes",
        No = "no",
        Declined = "declined",
        Unknown = "unknown",
    }
}

crate::text_enum! {
    /// Classes of nationality, never a country (G5); `unknown` where nobody asked.
    pub enum NationalityClass {
        French = "french",
        Eu = "eu",
        ThirdCountry = "third_country",
        Stateless = "stateless",
        Declined = "declined",
        Unknown = "unknown",
    }
}

/// What is wrong with the day that facts hold for.
pub fn day_faults(as_of: Day, birth_date: Day, today: Day) -> Vec<Fault> {
    let mut out = Vec::new();
    out.extend(faults::to_come("/as_of", as_of, today));
    if as_of < birth_date {
        out.push(Fault::new(
            "/as_of",
            "rule_before_birth",
            "Ce jour précède la naissance de la personne.",
            "This day comes before the person's birth.",
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_hold_between_the_birth_and_today() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        for (as_of, codes) in [
            ("2026-03-02", vec![]),
            ("1987-04-12", vec![]),
            ("2026-03-03", vec!["rule_future"]),
            ("1987-04-11", vec!["rule_before_birth"]),
        ] {
            let found = day_faults(day(as_of), day("1987-04-12"), day("2026-03-02"));
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{as_of}");
        }
    }
}
