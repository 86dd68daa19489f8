//! Two records of one person: folding of names, and what makes two records alike.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::db::Day;

/// A name as it is searched and compared: lower case, without accents, ligatures spelt out, hyphens and
/// apostrophes as spaces, one space between words.
pub fn fold_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.to_lowercase().nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'þ' => out.push_str("th"),
            c if c.is_alphanumeric() => out.push(c),
            _ => out.push(' '),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text that people are sorted by: family name, then given name.
pub fn sort_name(last_name: &str, first_name: &str) -> String {
    format!("{} {}", fold_name(last_name), fold_name(first_name))
}

/// What a person is found by: each word of each name, and the words of one name in one (« Le Goff » is found by
/// `goff`, `le` and `legoff`).
pub fn search_words<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for name in names {
        let folded = fold_name(name);
        words.insert(folded.replace(' ', ""));
        words.extend(folded.split(' ').map(str::to_owned));
    }
    words.remove("");
    words
}

crate::text_enum! {
    /// How alike two records of people are.
    pub enum Match {
        Same = "same",
        Likely = "likely",
        None = "none",
    }
}

/// What is known of a person when two are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Given names.
    pub first_name: String,
    /// Family name in use.
    pub last_name: String,
    /// Family name at birth.
    pub birth_name: Option<String>,
    /// Day of birth.
    pub birth_date: Option<Day>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number, in any spelling.
    pub phone: Option<String>,
    /// France Travail number.
    pub france_travail_id: Option<String>,
    /// CAF or MSA number: a household's, not a person's.
    pub caf_msa_id: Option<String>,
    /// Numbers in other systems, each with its system.
    pub external_ids: Vec<(String, String)>,
}

/// How alike two people are, with a score of 0 to 100 and the reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The verdict.
    pub verdict: Match,
    /// 100 for the same, 0 for nothing in common that counts.
    pub score: i64,
    /// The members that agree.
    pub reasons: Vec<&'static str>,
}

/// Compares two people. A strong number makes them the same; the birth date with folded names, or with a way to
/// be reached, makes them likely; a name alone never does, and neither does a household's CAF number.
pub fn compare(a: &Identity, b: &Identity) -> Likeness {
    let mut reasons = Vec::new();
    let strong = same_text(a.france_travail_id.as_deref(), b.france_travail_id.as_deref())
        .then_some("france_travail_id")
        .or_else(|| shares_external_id(a, b).then_some("external_id"));
    reasons.extend(strong);
    let birth = a.birth_date.is_some() && a.birth_date == b.birth_date;
    let names = names_likeness(a, b);
    let email = same_text(a.email.as_deref(), b.email.as_deref());
    let phone = same_phone(a.phone.as_deref(), b.phone.as_deref());
    let household = same_text(a.caf_msa_id.as_deref(), b.caf_msa_id.as_deref());
    for (holds, reason) in [
        (birth, "birth_date"),
        (names == Names::Equal, "names"),
        (names == Names::Near, "names_near"),
        (email, "email"),
        (phone, "phone"),
        (household, "caf_msa_id"),
    ] {
        if holds {
            reasons.push(reason);
        }
    }
    let reached = email || phone || household;
    let (verdict, score) = match (strong.is_some(), birth, names, reached) {
        (true, ..) => (Match::Same, 100),
        (_, true, Names::Equal, true) => (Match::Likely, 95),
        (_, true, Names::Equal, false) => (Match::Likely, 90),
        (_, true, Names::Near, true) => (Match::Likely, 85),
        (_, true, Names::Near, false) => (Match::Likely, 70),
        (_, true, Names::Differ, true) => (Match::Likely, 60),
        // Namesakes of one family share a phone: a slip in one birth date is still worth a look.
        (_, false, Names::Equal, true) => (Match::Likely, 60),
        _ => (Match::None, 0),
    };
    if verdict == Match::None {
        reasons.clear();
    }
    Likeness { verdict, score, reasons }
}

/// What a caller may see of a possible double before opening it: initials and year of birth.
pub fn masked_hint(person: &Identity) -> String {
    use chrono::Datelike;
    let initial = |name: &str| fold_name(name).chars().next().map_or('?', |c| c.to_ascii_uppercase());
    let names = format!("{}. {}.", initial(&person.first_name), initial(&person.last_name));
    match person.birth_date {
        Some(day) => format!("{names} {}", day.0.year()),
        None => names,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Equal,
    Near,
    Differ,
}

fn names_likeness(a: &Identity, b: &Identity) -> Names {
    let (first_a, first_b) = (fold_name(&a.first_name), fold_name(&b.first_name));
    let (last_a, last_b) = (last_names(a), last_names(b));
    let last = |test: &dyn Fn(&str, &str) -> bool| last_a.iter().any(|x| last_b.iter().any(|y| test(x, y)));
    let equal = |x: &str, y: &str| !x.is_empty() && x == y;
    let swapped = last_a.contains(&first_b) && last_b.contains(&first_a);
    if (equal(&first_a, &first_b) && last(&equal)) || (swapped && !first_a.is_empty()) {
        Names::Equal
    } else if near(&first_a, &first_b) && last(&near) {
        Names::Near
    } else {
        Names::Differ
    }
}

fn last_names(p: &Identity) -> Vec<String> {
    let both = [Some(p.last_name.as_str()), p.birth_name.as_deref()];
    both.into_iter().flatten().map(fold_name).filter(|n| !n.is_empty()).collect()
}

/// Same but for spaces, the first of several words, or one slip of the keyboard in four letters or more.
fn near(a: &str, b: &str) -> bool {
    let (joined_a, joined_b) = (a.replace(' ', ""), b.replace(' ', ""));
    if joined_a.is_empty() || joined_b.is_empty() {
        return false;
    }
    let first_word = a.split(' ').next() == b.split(' ').next() && a.contains(' ') != b.contains(' ');
    joined_a == joined_b || first_word || (joined_a.len().min(joined_b.len()) >= 4 && one_slip(&joined_a, &joined_b))
}

/// One letter more, less or other, or two neighbours swapped.
fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(head..).unwrap_or_default(), b.get(head..).unwrap_or_default());
    let tail = |s: &'_ [char], n: usize| s.get(n..).unwrap_or_default().to_vec();
    let swapped = matches!((a, b), ([x, y, ..], [u, v, ..]) if x == v && y == u) && tail(a, 2) == tail(b, 2);
    tail(a, 1) == tail(b, 1) || tail(a, 1) == b || a == tail(b, 1) || swapped
}

fn same_text(a: Option<&str>, b: Option<&str>) -> bool {
    let clean = |t: &str| t.trim().to_lowercase();
    matches!((a, b), (Some(a), Some(b)) if !a.trim().is_empty() && clean(a) == clean(b))
}

/// The nine last digits agree: `06…`, `+33 6…` and `0033 6…` are one phone.
fn same_phone(a: Option<&str>, b: Option<&str>) -> bool {
    let last_nine = |t: &str| {
        let digits: Vec<char> = t.chars().filter(char::is_ascii_digit).collect();
        digits.len().checked_sub(9).and_then(|from| digits.get(from..).map(<[char]>::to_vec))
    };
    matches!((a.and_then(last_nine), b.and_then(last_nine)), (Some(a), Some(b)) if a == b)
}

fn shares_external_id(a: &Identity, b: &Identity) -> bool {
    a.external_ids.iter().any(|(system, id)| b.external_ids.iter().any(|(s, i)| s == system && i == id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(first: &str, last: &str, birth: &str) -> Identity {
        Identity {
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            birth_date: birth.parse().ok(),
            ..Identity::default()
        }
    }

    #[test]
    fn names_fold_to_what_a_hurried_hand_types() {
        for (name, folded) in [
            ("Éloïse", "eloise"),
            ("E\u{301}loi\u{308}se", "eloise"),
            ("LE GOFF-D’ARC", "le goff d arc"),
            ("N'Diaye", "n diaye"),
            ("Cœur Lætitia", "coeur laetitia"),
            ("Weiß", "weiss"),
            ("GROẞ", "gross"),
            ("İpek Yıldız", "ipek yildiz"),
            ("Łukasz Đorđević", "lukasz dordevic"),
            ("  Jean‑Luc   ", "jean luc"),
            ("محمد", "محمد"),
            ("", ""),
        ] {
            assert_eq!(fold_name(name), folded, "{name}");
        }
    }

    #[test]
    fn a_person_is_found_by_each_word_and_by_the_words_in_one() {
        let words = search_words(["Anne", "Le Goff-D’Arc", ""]);
        assert_eq!(words.into_iter().collect::<Vec<_>>(), ["anne", "arc", "d", "goff", "le", "legoffdarc"]);
        assert_eq!(sort_name("Le Goff", "Éloïse"), "le goff eloise");
    }

    #[test]
    fn birth_date_and_folded_names_make_two_people_likely() {
        let a = person("Éloïse", "Le Goff", "1987-04-12");
        for (b, verdict, score) in [
            (person("ELOISE", "LE-GOFF", "1987-04-12"), Match::Likely, 90),
            (person("Le Goff", "Eloise", "1987-04-12"), Match::Likely, 90),
            (person("Elosie", "Legoff", "1987-04-12"), Match::Likely, 70),
            (person("Éloïse Marie", "Le Goff", "1987-04-12"), Match::Likely, 70),
            (person("Éloïse", "Le Goff", "1987-04-13"), Match::None, 0),
            (person("Éloïse", "Le Goff", ""), Match::None, 0),
            (person("Karim", "Benali", "1987-04-12"), Match::None, 0),
        ] {
            let found = compare(&a, &b);
            assert_eq!((found.verdict, found.score), (verdict, score), "{b:?}");
            assert_eq!(found, compare(&b, &a), "alike both ways");
        }
    }

    #[test]
    fn the_birth_name_counts_as_a_family_name() {
        let mut a = person("Fatima", "Morel", "1980-01-01");
        a.birth_name = Some("Benali".to_owned());
        assert_eq!(compare(&a, &person("fatima", "BENALI", "1980-01-01")).verdict, Match::Likely);
    }

    #[test]
    fn a_strong_number_makes_them_the_same_and_a_household_number_does_not() {
        let mut a = person("Ana", "Silva", "1990-02-03");
        let mut b = person("Anna", "Sylva", "1990-03-02");
        a.france_travail_id = Some("1234567A".to_owned());
        b.france_travail_id = Some(" 1234567a".to_owned());
        assert_eq!(compare(&a, &b).verdict, Match::Same);
        b.france_travail_id = None;
        a.caf_msa_id = Some("7654321".to_owned());
        b.caf_msa_id = Some("7654321".to_owned());
        assert_eq!(compare(&a, &b).verdict, Match::None);
        a.external_ids = vec![("viesion".to_owned(), "12".to_owned())];
        b.external_ids = vec![("i-milo".to_owned(), "12".to_owned())];
        assert_eq!(compare(&a, &b).verdict, Match::None, "another system's 12 is another person");
        b.external_ids.push(("viesion".to_owned(), "12".to_owned()));
        assert_eq!(compare(&a, &b).reasons, ["external_id", "caf_msa_id"]);
    }

    #[test]
    fn a_phone_is_one_phone_however_it_is_written() {
        let (mut a, mut b) = (person("Ana", "Silva", "1990-02-03"), person("Ana", "Silva", "1990-02-13"));
        a.phone = Some("06 12 34 56 78".to_owned());
        b.phone = Some("+33612345678".to_owned());
        assert_eq!(compare(&a, &b).reasons, ["names", "phone"]);
        b.phone = Some("5678".to_owned());
        assert_eq!(compare(&a, &b).verdict, Match::None);
    }

    #[test]
    fn a_hint_tells_initials_and_year_only() {
        assert_eq!(masked_hint(&person("Éloïse", "d'Arc", "1987-04-12")), "E. D. 1987");
        assert_eq!(masked_hint(&person("", "Arc", "")), "?. A.");
    }
}
