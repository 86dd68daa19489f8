//! The words and the numbers of a report for a French reader.

use crate::decimal::{Decimal4, round_div};

/// What stands in the place of a masked figure.
pub(super) const HIDDEN: &str = "n. c.";
/// What stands in the place of a rate over nothing.
pub(super) const NOTHING: &str = "–";

/// A whole number with its thousands apart: `1 204`.
pub(super) fn whole(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    if n < 0 { format!("-{out}") } else { out }
}

/// A number with at most two decimals: `10,48`, `3`.
pub(super) fn number(n: Decimal4) -> String {
    let hundredths = round_div(n.ten_thousandths().into(), 100).and_then(|n| i64::try_from(n).ok()).unwrap_or(i64::MAX);
    let rest = hundredths.unsigned_abs() % 100;
    let sign = if hundredths < 0 && hundredths > -100 { "-" } else { "" };
    let whole = whole(hundredths / 100);
    match rest {
        0 => whole,
        rest if rest % 10 == 0 => format!("{sign}{whole},{}", rest / 10),
        rest => format!("{sign}{whole},{rest:02}"),
    }
}

/// A share in percent with one decimal: `39,3 %`.
pub(super) fn percent(share: Decimal4) -> String {
    let tenths = round_div(share.ten_thousandths().into(), 10).and_then(|n| i64::try_from(n).ok()).unwrap_or(i64::MAX);
    format!("{},{}\u{202f}%", whole(tenths / 10), tenths.unsigned_abs() % 10)
}

/// The words of a code that no list has.
pub(super) fn of_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "unknown" => "Non renseigné",
        "under_18" => "Moins de 18 ans",
        "18_29" => "18 à 29 ans",
        "30_54" => "30 à 54 ans",
        "55_plus" => "55 ans et plus",
        "isced_0_2" => "CITE 0 à 2 (collège ou moins)",
        "isced_3_4" => "CITE 3 et 4 (CAP, BEP, baccalauréat)",
        "isced_5_8" => "CITE 5 à 8 (études supérieures)",
        "yes" => "Réside en QPV",
        "no" => "Réside hors QPV",
        "completed" => "Allées à leur terme",
        "interrupted" => "Interrompues",
        "director" => "Direction",
        "territorial_officer" => "Responsables de territoire",
        "assistant" => "Assistance",
        "data_manager" => "Animation et données",
        "innovative_projects_officer" => "Projets innovants",
        "referent" => "Référents de parcours",
        "employer_relations_officer" => "Relations avec les employeurs",
        "finance_officer" => "Finances",
        "other" => "Autres fonctions",
        "other_communes" => "Autres communes, ou non renseignée",
        _ => return None,
    })
}

/// An indicator of the ESF by its code.
pub(super) fn indicator(code: &str) -> Option<&'static str> {
    Some(match code {
        "co01" | "eeco02" => "Chômeurs, y compris de longue durée",
        "co02" | "eeco03" => "Chômeurs de longue durée",
        "co03" | "eeco04" => "Inactifs",
        "co04" => "Inactifs ne suivant ni études ni formation",
        "co05" | "eeco05" => "Personnes en emploi, y compris indépendants",
        "co06" => "Moins de 25 ans",
        "co07" => "Plus de 54 ans",
        "co08" => "Plus de 54 ans, chômeurs ou inactifs hors formation",
        "co09" => "Enseignement primaire ou premier cycle du secondaire (CITE 1 et 2)",
        "co10" | "eeco10" => "Second cycle du secondaire ou post-secondaire (CITE 3 et 4)",
        "co11" | "eeco11" => "Enseignement supérieur (CITE 5 à 8)",
        "co12" => "Ménage sans emploi",
        "co13" => "Ménage sans emploi avec enfants à charge",
        "co14" => "Adulte seul avec enfants à charge",
        "co15" => "Migrants, origine étrangère, minorités",
        "co16" | "eeco12" => "Personnes handicapées",
        "co17" => "Autres personnes défavorisées",
        "co18" | "eeco16" => "Sans domicile ou exclusion du logement",
        "co19" | "eeco17" => "Zones rurales",
        "co20" => "Opérations de partenaires sociaux ou d’organisations non gouvernementales",
        "co21" => "Opérations pour les femmes dans l’emploi",
        "co22" => "Opérations pour les administrations ou services publics",
        "co23" | "eeco19" => "Micro, petites et moyennes entreprises soutenues",
        "cr01" | "eecr01" => "Inactifs en recherche d’emploi à la sortie",
        "cr02" | "eecr02" => "Suivant des études ou une formation à la sortie",
        "cr03" | "eecr03" => "Ayant obtenu une qualification à la sortie",
        "cr04" | "eecr04" => "En emploi à la sortie, y compris indépendants",
        "cr05" => "Défavorisés en recherche, formation, qualification ou emploi à la sortie",
        "cr06" | "eecr05" => "En emploi six mois après la sortie",
        "cr07" | "eecr06" => "Situation améliorée six mois après la sortie",
        "cr08" => "Plus de 54 ans en emploi six mois après la sortie",
        "cr09" => "Défavorisés en emploi six mois après la sortie",
        "eeco01" => "Participants au dossier complet",
        "eeco06" => "Moins de 18 ans",
        "eeco07" => "18 à 29 ans",
        "eeco08" => "55 ans et plus",
        "eeco09" => "Premier cycle du secondaire ou moins (CITE 0 à 2)",
        "eeco13" => "Ressortissants de pays tiers",
        "eeco14" => "Origine étrangère",
        "eeco15" => "Minorités",
        "eeco18" => "Administrations ou services publics soutenus",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::esf::participations::rules::indicators::Indicator;

    #[test]
    fn numbers_are_written_as_a_french_reader_writes_them() {
        for (n, written) in [(0, "0"), (999, "999"), (1_204, "1\u{202f}204"), (-1_234_567, "-1\u{202f}234\u{202f}567")]
        {
            assert_eq!(whole(n), written);
        }
        for (n, written) in [
            ("10.48", "10,48"),
            ("1234.5", "1\u{202f}234,5"),
            ("3", "3"),
            ("0.005", "0,01"),
            ("-0.5", "-0,5"),
            ("2.07", "2,07"),
        ] {
            assert_eq!(number(n.parse().unwrap()), written);
        }
        for (n, written) in
            [("0.3925", "39,3\u{202f}%"), ("1", "100,0\u{202f}%"), ("0", "0,0\u{202f}%"), ("0.0004", "0,0\u{202f}%")]
        {
            assert_eq!(percent(n.parse().unwrap()), written);
        }
    }

    #[test]
    fn every_indicator_has_its_words() {
        for one in Indicator::ALL {
            assert!(indicator(one.code()).is_some(), "{one}");
        }
    }
}
