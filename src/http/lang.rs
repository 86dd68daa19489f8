//! French if none is asked for; English on request. Codes are never translated.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};

/// The language of messages and labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

impl Lang {
    /// The better of the two for `Accept-Language`.
    pub fn of(headers: &HeaderMap) -> Self {
        let Some(wanted) = headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()) else { return Self::Fr };
        let mut best = (Self::Fr, 0);
        for item in wanted.split(',').take(20) {
            let (tag, weight) = item.split_once(";q=").unwrap_or((item, "1"));
            let thousandths = thousandths(weight);
            let lang = match tag.trim().get(..2).map(str::to_ascii_lowercase).as_deref() {
                Some("fr") => Self::Fr,
                Some("en") => Self::En,
                _ => continue,
            };
            if thousandths > best.1 {
                best = (lang, thousandths);
            }
        }
        best.0
    }

    /// The tag of `Content-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The one of two sentences.
    pub fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }
}

fn thousandths(weight: &str) -> u32 {
    let (whole, part) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    let part: String = part.chars().take(3).collect();
    whole.parse::<u32>().unwrap_or(0).min(1) * 1000 + format!("{part:0<3}").parse::<u32>().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heavier_language_is_answered_and_french_is_the_default() {
        for (wanted, lang) in [
            ("en", Lang::En),
            ("de, en;q=0.5", Lang::En),
            ("en;q=0.2, fr;q=0.9", Lang::Fr),
            ("de", Lang::Fr),
            ("en-GB,en;q=0.9", Lang::En),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, wanted.parse().unwrap());
            assert_eq!(Lang::of(&headers), lang, "{wanted}");
        }
        assert_eq!(Lang::of(&HeaderMap::new()), Lang::Fr);
    }
}
