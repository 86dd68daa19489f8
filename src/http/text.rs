//! Text with limits that hold by type: a value that exists is trimmed, in composed form (NFC),
//! of the right length, and holds nothing that breaks a database, a log or a reader (T22).

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Text of `MIN` to `MAX` characters. Line breaks and tabs are kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The text, taken out.
    pub fn into_string(self) -> String {
        self.0
    }
}
impl<const MIN: usize, const MAX: usize> std::str::FromStr for Text<MIN, MAX> {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        clean(text, MIN, MAX).map(Self)
    }
}
impl<const MIN: usize, const MAX: usize> From<Text<MIN, MAX>> for String {
    fn from(t: Text<MIN, MAX>) -> Self {
        t.0
    }
}
impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Text<MIN, MAX> {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
impl<const MIN: usize, const MAX: usize> utoipa::PartialSchema for Text<MIN, MAX> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, Type};
        let description = match MIN {
            0 => format!("Text of at most {MAX} characters."),
            _ if MIN == MAX => format!("Text of {MAX} characters."),
            _ => format!("Text of {MIN} to {MAX} characters."),
        };
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(MIN))
            .max_length(Some(MAX))
            .description(Some(description))
            .into()
    }
}
impl<const MIN: usize, const MAX: usize> utoipa::ToSchema for Text<MIN, MAX> {
    fn name() -> std::borrow::Cow<'static, str> {
        std::borrow::Cow::Owned(if MIN == 0 { format!("TextUpTo{MAX}") } else { format!("Text{MIN}To{MAX}") })
    }
}

/// A name or a title.
pub type Name = Text<1, 200>;
/// A code of a reference list.
pub type Code = Text<1, 64>;
/// A sentence or two.
pub type Note = Text<1, 500>;
/// A paragraph.
pub type Paragraph = Text<1, 2000>;
/// A page.
pub type Long = Text<1, 20000>;

/// `text`, trimmed and composed, or what is wrong with it.
fn clean(text: &str, min: usize, max: usize) -> Result<String, String> {
    let trimmed = text.trim();
    // cheap before dear: bytes bound characters from above
    if trimmed.len() > max.saturating_mul(4) {
        return Err(format!("at most {max} characters"));
    }
    if let Some(bad) = trimmed.chars().find(|c| forbidden(*c)) {
        return Err(format!("the character U+{:04X} is not taken", u32::from(bad)));
    }
    let composed = if is_nfc(trimmed) { trimmed.to_owned() } else { trimmed.nfc().collect() };
    let length = composed.chars().count();
    if length < min {
        return Err(format!("at least {min} characters"));
    }
    if length > max {
        return Err(format!("at most {max} characters"));
    }
    Ok(composed)
}

/// Control characters but tab and line break, and what turns the direction of writing.
pub fn forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

macro_rules! parsed_text {
    ($(#[$m:meta])* $name:ident, $schema:expr, |$t:ident| $check:expr) => {
        $(#[$m])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);
        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str { &self.0 }
            /// The text, taken out.
            pub fn into_string(self) -> String { self.0 }
        }
        impl From<$name> for String {
            fn from(t: $name) -> Self { t.0 }
        }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let $t = clean(text, 1, 320)?;
                $check.map(Self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> { $schema }
        }
        impl utoipa::ToSchema for $name {}
    };
}

/// A password or a token, as given: nothing is trimmed, nothing is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// The longest secret taken, in characters.
const LONGEST_SECRET: usize = 4096;

impl Secret {
    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        if text.is_empty() || text.chars().count() > LONGEST_SECRET {
            return Err(serde::de::Error::custom(format!("1 to {LONGEST_SECRET} characters")));
        }
        Ok(Self(text))
    }
}
impl utoipa::PartialSchema for Secret {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
            .min_length(Some(1))
            .max_length(Some(LONGEST_SECRET))
            .write_only(true)
            .description(Some("A password or a token."))
            .into()
    }
}
impl utoipa::ToSchema for Secret {}

fn pattern_schema(pattern: &str, description: &str, example: &str) -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(pattern))
        .description(Some(description))
        .examples([serde_json::Value::from(example)])
        .into()
}

parsed_text!(
    /// An e-mail address.
    Email, crate::text_enum::text_schema("email", "E-mail address.", "nadia.benali@example.org"),
    |t| if t.len() <= 254 && validator::ValidateEmail::validate_email(&t) { Ok(t) } else { Err("an e-mail address".to_owned()) }
);
parsed_text!(
    /// A phone number, kept as digits with an optional `+`.
    Phone, pattern_schema(r"^\+?[0-9 ().-]{6,25}$", "Phone number; spaces and punctuation are dropped.", "+33612345678"),
    |t| {
        let plain: String = t.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{A0}' | '\u{202F}')).collect();
        let digits = plain.strip_prefix('+').unwrap_or(&plain);
        if (6..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) { Ok(plain) } else { Err("a phone number of 6 to 15 digits".to_owned()) }
    }
);
parsed_text!(
    /// A French postcode.
    Postcode, pattern_schema("^[0-9]{5}$", "French postcode.", "38000"),
    |t| if t.len() == 5 && t.bytes().all(|b| b.is_ascii_digit()) { Ok(t) } else { Err("5 digits".to_owned()) }
);
parsed_text!(
    /// An INSEE commune code.
    CommuneCode, pattern_schema("^([0-9]{2}|2[AB])[0-9]{3}$", "INSEE code of a commune.", "38185"),
    |t| {
        let corsica = t.starts_with("2A") || t.starts_with("2B");
        let rest = if corsica { t.get(2..).unwrap_or_default() } else { t.as_str() };
        if t.len() == 5 && rest.bytes().all(|b| b.is_ascii_digit()) { Ok(t) } else { Err("an INSEE commune code of 5 characters".to_owned()) }
    }
);

parsed_text!(
    /// A calendar quarter.
    QuarterCode, pattern_schema("^[0-9]{4}-Q[1-4]$", "Calendar quarter.", "2026-Q1"),
    |t| if crate::civil::quarter_starts_on(&t).is_some() { Ok(t) } else { Err("a quarter such as 2026-Q1".to_owned()) }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_composed_and_bounded_in_characters() {
        let text: Text<1, 5> = serde_json::from_str("\"  e\\u0301te\\u0301  \"").unwrap();
        assert_eq!(text.as_str(), "été");
        assert!("éééééé".parse::<Text<1, 5>>().is_err());
        assert!("   ".parse::<Text<1, 5>>().is_err());
    }

    #[test]
    fn nul_control_and_direction_marks_are_refused() {
        for wrong in ["a\0b", "a\u{7}b", "a\u{202E}b", "a\u{1b}[31m"] {
            assert!(wrong.parse::<Text<1, 50>>().is_err(), "{wrong:?}");
        }
        assert!("a\nb\tc".parse::<Text<1, 50>>().is_ok());
    }

    #[test]
    fn phones_keep_their_digits_and_codes_their_form() {
        assert_eq!("06 12.34-56 78".parse::<Phone>().unwrap().as_str(), "0612345678");
        assert!("12a456".parse::<Phone>().is_err());
        assert!("2A004".parse::<CommuneCode>().is_ok());
        assert!("2C004".parse::<CommuneCode>().is_err());
        assert!("3800".parse::<Postcode>().is_err());
        assert!("nadia@".parse::<Email>().is_err());
    }
}
