//! What may stand in an entry file, complete or not.

use crate::db::Day;
use crate::participants::nir_faults;
use crate::refusal::Fault;

/// The members of a file whose shape the rules look at.
#[derive(Debug, Clone, Default)]
pub struct Content<'a> {
    /// Degree of autonomy.
    pub autonomy_level: Option<i64>,
    /// The diagnosis in words.
    pub summary: Option<&'a str>,
    /// ROME codes aimed at.
    pub target_rome: Vec<&'a str>,
    /// Criteria with the day their evidence was issued.
    pub criteria: Vec<(&'a str, Option<Day>)>,
    /// Barriers with their severity.
    pub barriers: Vec<(&'a str, i64)>,
    /// Texts of the objectives.
    pub objectives: Vec<&'a str>,
    /// The day consent was given.
    pub consent_on: Option<Day>,
    /// The days notices were handed over.
    pub notices_on: Vec<Day>,
    /// Why a person living elsewhere is followed.
    pub out_of_area_reason: Option<&'a str>,
}

/// Everything wrong with what stands in a file.
pub fn content_faults(c: &Content<'_>, today: Day) -> Vec<Fault> {
    let mut out = Vec::new();
    out.extend(c.autonomy_level.and_then(|n| range("/diagnosis/autonomy_level", n, 1, 4)));
    for (n, code) in c.target_rome.iter().enumerate() {
        if !is_rome(code) {
            out.push(Fault::new(
                format!("/diagnosis/target_rome/{n}"),
                "invalid_format",
                "Un code ROME s'écrit une lettre et quatre chiffres.",
                "A ROME code is a letter and four digits.",
            ));
        }
    }
    for (n, (_, severity)) in c.barriers.iter().enumerate() {
        out.extend(range(&format!("/barriers/{n}/severity"), *severity, 0, 3));
    }
    out.extend(twice("criteria", "criterion", c.criteria.iter().map(|(code, _)| *code)));
    out.extend(twice("barriers", "theme", c.barriers.iter().map(|(theme, _)| *theme)));
    let issued = c.criteria.iter().enumerate().map(|(n, (_, day))| (format!("/criteria/{n}/issued_on"), *day));
    let handed = c.notices_on.iter().enumerate().map(|(n, day)| (format!("/notices/{n}/given_on"), Some(*day)));
    let consent = [("/consent_to_enter/given_on".to_owned(), c.consent_on)];
    out.extend(issued.chain(handed).chain(consent).filter_map(|(pointer, day)| future(pointer, day?, today)));
    out.extend(nir_faults(&[("/diagnosis/summary", c.summary), ("/out_of_area_reason", c.out_of_area_reason)]));
    for (n, text) in c.objectives.iter().enumerate() {
        out.extend(nir_faults(&[(&format!("/objectives/{n}/text"), Some(text))]));
    }
    out
}

fn range(pointer: &str, n: i64, min: i64, max: i64) -> Option<Fault> {
    (!(min..=max).contains(&n))
        .then(|| Fault::new(pointer, "out_of_range", format!("De {min} à {max}."), format!("From {min} to {max}.")))
}

fn is_rome(code: &str) -> bool {
    let mut chars = code.chars();
    chars.next().is_some_and(|c| c.is_ascii_uppercase()) && code.len() == 5 && chars.all(|c| c.is_ascii_digit())
}

fn twice<'a>(member: &str, key: &str, codes: impl Iterator<Item = &'a str>) -> Vec<Fault> {
    let mut seen = Vec::new();
    let mut out = Vec::new();
    for (n, code) in codes.enumerate() {
        if seen.contains(&code) {
            out.push(Fault::new(
                format!("/{member}/{n}/{key}"),
                "given_twice",
                format!("« {code} » est donné deux fois."),
                format!("\"{code}\" is given twice."),
            ));
        }
        seen.push(code);
    }
    out
}

fn future(pointer: String, day: Day, today: Day) -> Option<Fault> {
    (day > today).then(|| {
        Fault::new(
            pointer,
            "rule_future_date",
            format!("Cette date ({day}) est dans le futur."),
            format!("This date ({day}) lies in the future."),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_in_a_file_is_named_at_its_place() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let content = Content {
            autonomy_level: Some(5),
            summary: Some("NIR 1 85 05 78 006 084 91"),
            target_rome: vec!["N1103", "n1103"],
            criteria: vec![("rsa", Some(day("2026-03-03"))), ("rsa", None)],
            barriers: vec![("mobility", 4), ("mobility", 0)],
            objectives: vec!["Permis B"],
            consent_on: Some(day("2026-03-02")),
            notices_on: vec![day("2026-03-01"), day("2026-04-01")],
            out_of_area_reason: None,
        };
        let found: Vec<_> = content_faults(&content, day("2026-03-02"))
            .into_iter()
            .map(|f| format!("{} {}", f.pointer, f.code))
            .collect();
        assert_eq!(
            found,
            [
                "/diagnosis/autonomy_level out_of_range",
                "/diagnosis/target_rome/1 invalid_format",
                "/barriers/0/severity out_of_range",
                "/criteria/1/criterion given_twice",
                "/barriers/1/theme given_twice",
                "/criteria/0/issued_on rule_future_date",
                "/notices/1/given_on rule_future_date",
                "/diagnosis/summary rule_no_nir",
            ]
        );
        assert_eq!(content_faults(&Content::default(), day("2026-03-02")), []);
    }
}
