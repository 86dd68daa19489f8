//! The rules of a participant: reachable, without a health number, with an age that makes sense.

use chrono::Datelike;

use crate::db::Day;
use crate::faults;
use crate::refusal::{Fault, Warning};

/// Folding of names, and what makes two records one person.
pub mod likeness;
/// The national health number, found so that it can be refused.
pub mod nir;

pub use nir::nir_faults;

/// The three ways a person can be reached (R7.5).
#[derive(Debug, Clone, Copy, Default)]
pub struct Contact<'a> {
    /// E-mail address.
    pub email: Option<&'a str>,
    /// Phone number.
    pub phone: Option<&'a str>,
    /// Somebody who can reach the person.
    pub contact_person: Option<&'a str>,
}

impl Contact<'_> {
    /// Whether at least one of the three is given (R7.5).
    pub fn is_reachable(self) -> bool {
        [self.email, self.phone, self.contact_person].into_iter().any(|c| !faults::blank(c))
    }

    /// `rule_contact` at `pointer` when nobody can be reached (R7.5).
    pub fn fault(self, pointer: &str) -> Option<Fault> {
        (!self.is_reachable()).then(|| {
            Fault::new(
                pointer,
                "rule_contact",
                "Il faut une adresse électronique, un téléphone ou une personne à contacter (R7.5).",
                "An e-mail address, a phone number or a contact person is needed (R7.5).",
            )
        })
    }
}

/// `no_contact` when nobody can be reached: fine for now, but not at entry (R7.5).
pub fn contact_warning(contact: Contact<'_>) -> Option<Warning> {
    (!contact.is_reachable()).then(|| {
        Warning::new(
            "",
            "no_contact",
            "Aucun moyen de joindre la personne : il en faudra un avant l'entrée (R7.5).",
            "No way to reach the person: one is needed before entry (R7.5).",
        )
    })
}

/// Age in completed years; a person born on 29 February ages on 1 March of a common year.
pub fn age_on(birth: Day, on: Day) -> i32 {
    let before_birthday = (on.0.month(), on.0.day()) < (birth.0.month(), birth.0.day());
    on.0.year() - birth.0.year() - i32::from(before_birthday)
}

/// `rule_birth_date` when the birth lies after `today`.
pub fn birth_date_fault(pointer: &str, birth: Day, today: Day) -> Option<Fault> {
    (birth > today).then(|| {
        Fault::new(
            pointer,
            "rule_birth_date",
            format!("La date de naissance ({birth}) est dans le futur."),
            format!("The birth date ({birth}) lies in the future."),
        )
    })
}

/// The ages at which entering a PLIE is usual, both included.
pub const USUAL_AGES: std::ops::RangeInclusive<i32> = 16..=70;

/// `unusual_age` outside [`USUAL_AGES`]: most often a slip in the year.
pub fn birth_date_warning(pointer: &str, birth: Day, today: Day) -> Option<Warning> {
    let age = age_on(birth, today);
    (!USUAL_AGES.contains(&age)).then(|| {
        Warning::new(
            pointer,
            "unusual_age",
            format!("Âge inhabituel : {age} ans (16 à 70 attendus)."),
            format!("Unusual age: {age} (16 to 70 expected)."),
        )
    })
}

/// Longest number another system may give a person, in characters.
pub const EXTERNAL_ID_MAX: usize = 100;
/// Longest name of another system, in characters.
pub const EXTERNAL_SYSTEM_MAX: usize = 40;

/// Where the number of a system stands in the body (RFC 6901).
pub fn external_id_pointer(system: &str) -> String {
    format!("/external_ids/{}", system.replace('~', "~0").replace('/', "~1"))
}

/// What is wrong with the number a person has in another system: the system is a short ASCII name, the number is
/// printable, trimmed, and never a health number (G6).
pub fn external_id_faults(pointer: &str, system: &str, id: &str) -> Vec<Fault> {
    let mut out = Vec::new();
    let starts_well = system.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    let made_well = system.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    if !starts_well || !made_well || system.len() > EXTERNAL_SYSTEM_MAX {
        out.push(Fault::new(
            pointer,
            "invalid",
            "Le nom du système s'écrit en minuscules ASCII, chiffres, « - » ou « _ », 40 au plus.",
            "The system's name is written in lower-case ASCII, digits, '-' or '_', 40 at most.",
        ));
    }
    if id.is_empty() || id.trim() != id || id.chars().any(char::is_control) {
        out.push(Fault::new(
            pointer,
            "invalid",
            "L'identifiant ne peut être vide, ni entouré d'espaces, ni contenir de caractère de contrôle.",
            "The identifier can't be empty, padded with spaces or hold control characters.",
        ));
    }
    out.extend(faults::too_long(pointer, Some(id), EXTERNAL_ID_MAX));
    out.extend(nir_faults(&[(pointer, Some(id))]));
    out
}

crate::text_enum! {
    /// What becomes of what is told from outside and is here already, or looks like somebody who is.
    pub enum OnDuplicate {
        /// It is refused, with those it looks like.
        Fail = "fail",
        /// Its numbers in other systems are attached to the one it looks like.
        Link = "link",
        /// It is left aside.
        Skip = "skip",
        /// The one it looks like is changed by what is given.
        Update = "update",
    }
}

/// What a participant must satisfy whoever writes it.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    /// Given name.
    pub first_name: &'a str,
    /// Family name in use.
    pub last_name: &'a str,
    /// Family name at birth.
    pub birth_name: Option<&'a str>,
    /// Day of birth.
    pub birth_date: Day,
    /// How to reach the person.
    pub contact: Contact<'a>,
    /// Whether the person has entered: then one way to be reached is required (R7.5).
    pub entered: bool,
    /// Numbers in other systems.
    pub external_ids: &'a [(String, String)],
    /// Other texts, each with its pointer, looked through for a health number.
    pub texts: &'a [(&'a str, Option<&'a str>)],
}

/// Every fault of a participant (R7.5, G6).
pub fn draft_faults(p: &Draft<'_>, today: Day) -> Vec<Fault> {
    let mut out: Vec<Fault> = [("/first_name", p.first_name), ("/last_name", p.last_name)]
        .into_iter()
        .filter_map(|(pointer, text)| faults::required_text(pointer, Some(text)))
        .collect();
    out.extend(birth_date_fault("/birth_date", p.birth_date, today));
    if p.entered {
        out.extend(p.contact.fault(""));
    }
    for (system, id) in p.external_ids {
        out.extend(external_id_faults(&external_id_pointer(system), system, id));
    }
    out.extend(nir_faults(&[
        ("/first_name", Some(p.first_name)),
        ("/last_name", Some(p.last_name)),
        ("/birth_name", p.birth_name),
        ("/email", p.contact.email),
        ("/phone", p.contact.phone),
        ("/contact_person", p.contact.contact_person),
    ]));
    out.extend(nir_faults(p.texts));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Day {
        s.parse().unwrap()
    }

    #[test]
    fn age_is_counted_in_completed_years() {
        for (birth, on, age) in [
            ("1990-06-15", "2026-06-14", 35),
            ("1990-06-15", "2026-06-15", 36),
            ("2000-02-29", "2026-02-28", 25),
            ("2000-02-29", "2026-03-01", 26),
            ("2026-01-02", "2026-01-01", -1),
        ] {
            assert_eq!(age_on(day(birth), day(on)), age, "{birth} on {on}");
        }
    }

    #[test]
    fn an_age_outside_16_to_70_is_a_warning_and_a_future_birth_a_fault() {
        let today = day("2026-06-01");
        for (birth, warned) in
            [("2010-06-01", false), ("2010-06-02", true), ("1955-06-02", false), ("1955-06-01", true)]
        {
            let age = age_on(day(birth), today);
            assert_eq!(birth_date_warning("/birth_date", day(birth), today).is_some(), warned, "{birth}: {age}");
        }
        assert!(birth_date_fault("/birth_date", day("2026-06-02"), today).is_some());
        assert!(birth_date_fault("/birth_date", today, today).is_none());
    }

    #[test]
    fn one_way_to_be_reached_is_enough_and_blanks_are_none() {
        let none = Contact { email: Some(" "), phone: None, contact_person: Some("") };
        assert_eq!(none.fault("/candidate").unwrap().code, "rule_contact");
        assert!(Contact { contact_person: Some("sa sœur, 06…"), ..none }.is_reachable());
        assert!(Contact { phone: Some("0612345678"), ..none }.is_reachable());
    }

    #[test]
    fn an_external_id_is_short_printable_and_no_health_number() {
        for (system, id, codes) in [
            ("viesion", "A-12/é 4", vec![]),
            ("i-milo_2", "1", vec![]),
            ("Viesion", "1", vec!["invalid"]),
            ("2x", "1", vec!["invalid"]),
            ("", "1", vec!["invalid"]),
            ("x", "", vec!["invalid"]),
            ("x", " 1", vec!["invalid"]),
            ("x", "1\n2", vec!["invalid"]),
            ("nss", "185057800608491", vec!["rule_no_nir"]),
            ("a/b~c", "1", vec!["invalid"]),
        ] {
            let found: Vec<_> = external_id_faults("/e", system, id).into_iter().map(|f| f.code).collect();
            assert_eq!(found, codes, "{system} {id}");
        }
        assert_eq!(external_id_faults("/e", "x", &"9".repeat(101))[0].code, "too_long");
        assert_eq!(external_id_pointer("a/b~c"), "/external_ids/a~1b~0c");
    }

    #[test]
    fn every_fault_of_a_participant_comes_at_once() {
        let ids = [("CAF".to_owned(), "1".to_owned())];
        let draft = Draft {
            first_name: " ",
            last_name: "Morel",
            birth_name: Some("NIR 1 85 05 78 006 084 91"),
            birth_date: day("2030-01-01"),
            contact: Contact::default(),
            entered: true,
            external_ids: &ids,
            texts: &[],
        };
        let codes: Vec<_> = draft_faults(&draft, day("2026-06-01")).into_iter().map(|f| f.code).collect();
        assert_eq!(codes, ["required", "rule_birth_date", "rule_contact", "invalid", "rule_no_nir"]);
    }
}
