//! The rules of evidence of eligibility (§ 4.3).

use crate::db::Day;
use crate::faults;
use crate::refusal::Fault;

/// What is wrong with the day on which evidence was issued.
pub fn issued_faults(issued_on: Day, birth_date: Day, today: Day) -> Vec<Fault> {
    let mut out = Vec::new();
    out.extend(faults::to_come("/issued_on", issued_on, today));
    if issued_on < birth_date {
        out.push(Fault::new(
            "/issued_on",
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
    fn evidence_is_issued_between_the_birth_and_today() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        for (issued_on, codes) in
            [("2026-03-02", vec![]), ("2026-03-03", vec!["rule_future"]), ("1987-04-11", vec!["rule_before_birth"])]
        {
            let found = issued_faults(day(issued_on), day("1987-04-12"), day("2026-03-02"));
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{issued_on}");
        }
    }
}
