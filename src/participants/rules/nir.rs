//! The national health number (NIR): found so that it can be refused (G6, `rule_no_nir`).

use unicode_normalization::UnicodeNormalization;

use crate::refusal::Fault;

/// Digits of a NIR with its key.
const LENGTH: usize = 15;
/// Characters people write between the groups of a NIR, at most so many in a row.
const MAX_SEPARATORS: usize = 3;

/// Whether a text holds 15 digits that make a NIR with a valid key, grouped or not, Corsican 2A and 2B included.
/// A longer run of digits (a bank account, a list) is not one.
pub fn looks_like_nir(text: &str) -> bool {
    // NFKC turns full-width digits and no-break spaces into the plain ones.
    let mut chars: Vec<char> = text.nfkc().collect();
    leave_identifiers_out(&mut chars);
    let mut after_digit = false;
    for (i, c) in chars.iter().enumerate() {
        if c.is_ascii_digit() && !after_digit && nir_at(chars.get(i..).unwrap_or_default()) {
            return true;
        }
        after_digit = c.is_ascii_digit();
    }
    false
}

/// Blanks the UUIDs: their digits are drawn, and one in some thousands would pass for a NIR.
fn leave_identifiers_out(chars: &mut [char]) {
    const FORM: &str = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    let mut at = 0;
    while let Some(some) = chars.get_mut(at..at + FORM.len()) {
        let like = |(c, form): (&char, char)| if form == '-' { *c == '-' } else { c.is_ascii_hexdigit() };
        if some.iter().zip(FORM.chars()).all(like) {
            some.fill('x');
            at += FORM.len();
        } else {
            at += 1;
        }
    }
}

/// `rule_no_nir` for each text that holds a NIR.
pub fn nir_faults(texts: &[(&str, Option<&str>)]) -> Vec<Fault> {
    texts
        .iter()
        .filter(|(_, text)| text.is_some_and(looks_like_nir))
        .map(|(pointer, _)| {
            Fault::new(
                *pointer,
                "rule_no_nir",
                "Ce texte contient un numéro de sécurité sociale, qui n'est pas conservé ici : retirez-le.",
                "This text holds a national health number, which is not kept here: remove it.",
            )
        })
        .collect()
}

/// Whether a NIR starts at the first of these characters and ends where its digits end.
fn nir_at(chars: &[char]) -> bool {
    let mut number = String::with_capacity(LENGTH);
    let mut separators = 0;
    let mut rest = chars.iter();
    while number.len() < LENGTH {
        let Some(c) = rest.next() else { return false };
        let corsica = number.len() == 6 && number.ends_with('2') && matches!(c, 'A' | 'a' | 'B' | 'b');
        if c.is_ascii_digit() || corsica {
            number.push(c.to_ascii_uppercase());
            separators = 0;
        } else if separators < MAX_SEPARATORS && (c.is_whitespace() || "._-/(),:'".contains(*c)) {
            separators += 1;
        } else {
            return false;
        }
    }
    rest.next().is_none_or(|c| !c.is_ascii_digit()) && key_is_valid(&number)
}

/// Key = 97 − (number mod 97); 2A counts as 19 and 2B as 18. The first digit is 1 or 2, 3 or 4 while being
/// registered, 7 or 8 for a temporary number.
fn key_is_valid(number: &str) -> bool {
    let (Some(body), Some(key)) = (number.get(..13), number.get(13..)) else { return false };
    let digits = match body.get(5..7) {
        Some("2A") => body.replacen("2A", "19", 1),
        Some("2B") => body.replacen("2B", "18", 1),
        _ => body.to_owned(),
    };
    let sexed = body.starts_with(['1', '2', '3', '4', '7', '8']);
    match (digits.parse::<u64>(), key.parse::<u64>()) {
        (Ok(n), Ok(k)) => sexed && k == 97 - n % 97,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_health_number_is_found_however_it_is_written() {
        for text in [
            "185057800608491",
            "1 85 05 78 006 084 91",
            "1.85.05.78.006.084.91",
            "1-85-05-78-006-084/91",
            "1 85 05 78 006 084 - 91",
            "1\u{a0}85\u{a0}05\u{202f}78 006 084 91",
            "185057800608491",
            "NIR185057800608491",
            "n° sécu : 2690549588157 (80), à revoir",
            "reçue le 3 mai, 269054958815780.",
            "2 55 08 2A 990 012 88",
            "255082a99001288",
            "255082B99001218",
        ] {
            assert!(looks_like_nir(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "",
            "185057800608490",
            "1850578006084",
            "1850578006084910",
            "0185057800608491",
            "255082C99001288",
            "985057800608491",
            "06 12 34 56 78",
            "356 000 000 00048",
            "FR76 3000 6000 0112 3456 7890 189",
            "du 12/05/2024 au 30/06/2024, 0612345678",
            "Séance a1850578-0060-8491-b2c3-6f0e8a41b7c9",
        ] {
            assert!(!looks_like_nir(text), "{text}");
        }
    }

    #[test]
    fn each_text_with_a_health_number_has_its_fault() {
        let found = nir_faults(&[("/a", Some("269054958815780")), ("/b", Some("ok")), ("/c", None)]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].pointer.as_str(), found[0].code), ("/a", "rule_no_nir"));
    }
}
