//! What a profile may say, and how a value is told in a column. What the columns may name is in `fields.rs`.

use std::collections::BTreeMap;

use crate::civil;
use crate::db::{Day, Instant};
use crate::refusal::Fault;

/// The fields of each source.
pub mod fields;

use fields::{Field, Kind};

crate::text_enum! {
    /// Where the rows of an export come from: people, their participations in one operation of the ESF, the time of the
    /// staff record by record, or month by month.
    pub enum ExportSource {
        Participants = "participants",
        Participations = "participations",
        TimeRecords = "time_records",
        Timesheets = "timesheets",
    }
}

crate::text_enum! {
    /// What stands between two cells of a CSV.
    pub enum ExportDelimiter { Semicolon = "semicolon", Comma = "comma", Tab = "tab" }
}

impl ExportDelimiter {
    /// The byte.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
        }
    }
}

crate::text_enum! {
    /// How the text of a CSV becomes bytes; `utf-8-bom` begins with the mark by which spreadsheets know UTF-8.
    pub enum ExportEncoding { Utf8 = "utf-8", Utf8Bom = "utf-8-bom", Windows1252 = "windows-1252" }
}

crate::text_enum! {
    /// How days are written.
    pub enum DateFormat { Iso = "YYYY-MM-DD", French = "DD/MM/YYYY", Compact = "YYYYMMDD" }
}

crate::text_enum! {
    /// How one column is written: a day of its own form, minutes as hours and minutes, a phone number as it is dialled in
    /// France.
    pub enum ColumnFormat {
        Iso = "YYYY-MM-DD",
        French = "DD/MM/YYYY",
        Compact = "YYYYMMDD",
        HoursMinutes = "HH:MM",
        NationalPhone = "national_phone",
    }
}

impl ColumnFormat {
    /// The forms that a kind of value may be written in.
    fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Day => &[Self::Iso, Self::French, Self::Compact],
            Kind::Minutes => &[Self::HoursMinutes],
            Kind::Phone => &[Self::NationalPhone],
            _ => &[],
        }
    }
}

impl DateFormat {
    /// A day, written so.
    pub fn written(self, day: Day) -> String {
        match self {
            Self::Iso => day.to_string(),
            Self::French => civil::french(day),
            Self::Compact => day.to_string().replace('-', ""),
        }
    }
}

crate::text_enum! {
    /// What a field tells about a person (`trust.md` § 6.1): internal, identifying, or stigmatising.
    pub enum Sensitivity { Internal = "S1", Identifying = "S2", Special = "S3" }
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Not known.
    Nothing,
    /// A text or a code.
    Text(String),
    /// A number.
    Number(i64),
    /// A day.
    Day(Day),
    /// An instant.
    Instant(Instant),
    /// Yes or no.
    Flag(bool),
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<Day> for Value {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}
impl From<Instant> for Value {
    fn from(at: Instant) -> Self {
        Self::Instant(at)
    }
}
impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Flag(yes)
    }
}

/// A row: a value for each field of its source.
pub type Row = BTreeMap<&'static str, Value>;

/// How a column tells a value.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// The form of the column.
    pub format: Option<ColumnFormat>,
    /// What stands where nothing is known.
    pub default: Option<&'a str>,
    /// The form of days in the profile.
    pub dates: DateFormat,
}

/// A value as a cell tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A text.
    Text(String),
    /// A number, as it stands.
    Number(String),
    /// Nothing.
    Nothing,
}

/// A value as a column tells it; `theirs` is their code for one of ours. A code without one stands as it is.
pub fn told<'a>(value: &Value, telling: Telling<'a>, theirs: impl Fn(&str) -> Option<&'a str>) -> Told {
    let mapped = |code: &str| theirs(code).map(|theirs| Told::Text(theirs.to_owned()));
    match (value, telling.format) {
        (Value::Nothing, _) => telling.default.map_or(Told::Nothing, |text| Told::Text(text.to_owned())),
        (Value::Text(text), Some(ColumnFormat::NationalPhone)) => Told::Text(national(text)),
        (Value::Text(text), _) => mapped(text).unwrap_or_else(|| Told::Text(text.clone())),
        (Value::Number(minutes), Some(ColumnFormat::HoursMinutes)) => {
            Told::Text(format!("{}:{:02}", minutes / 60, minutes % 60))
        }
        (Value::Number(number), _) => {
            let number = number.to_string();
            mapped(&number).unwrap_or(Told::Number(number))
        }
        (Value::Day(day), format) => {
            let dates = match format {
                Some(ColumnFormat::Iso) => DateFormat::Iso,
                Some(ColumnFormat::French) => DateFormat::French,
                Some(ColumnFormat::Compact) => DateFormat::Compact,
                _ => telling.dates,
            };
            Told::Text(dates.written(*day))
        }
        (Value::Instant(at), _) => Told::Text(at.to_string()),
        (Value::Flag(yes), _) => {
            let code = if *yes { "true" } else { "false" };
            mapped(code).unwrap_or_else(|| Told::Text(code.to_owned()))
        }
    }
}

/// A French number as it is dialled in France; any other as it is.
fn national(phone: &str) -> String {
    match phone.strip_prefix("+33").map(|rest| rest.trim_start_matches('0')) {
        Some(rest) if rest.len() == 9 => format!("0{rest}"),
        _ => phone.to_owned(),
    }
}

/// A column, as far as what is wrong with it.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// Its heading.
    pub header: &'a str,
    /// The field that it names.
    pub field: &'a str,
    /// Its form.
    pub format: Option<ColumnFormat>,
    /// Our codes that it maps.
    pub mapped: &'a [&'a str],
}

/// What is wrong with the columns of a profile; `codes` are those of a list, none where there is no such list.
pub fn column_faults(source: ExportSource, columns: &[Draft<'_>], codes: impl Fn(&str) -> Vec<String>) -> Vec<Fault> {
    let mut found = Vec::new();
    for (n, column) in columns.iter().enumerate() {
        let before = columns.iter().take(n);
        if before.into_iter().any(|other| other.header.to_lowercase() == column.header.to_lowercase()) {
            found.push(Fault::new(
                format!("/columns/{n}/header"),
                "rule_header_repeated",
                "Une colonne avant celle-ci porte déjà cet en-tête.",
                "A column before this one has this heading already.",
            ));
        }
        match fields::of(source, column.field) {
            Some(field) => found.extend(told_faults(n, column, field, &codes)),
            None => found.push(Fault {
                allowed: fields::all(source).iter().map(|f| f.name.to_owned()).collect(),
                ..Fault::new(
                    format!("/columns/{n}/field"),
                    "unknown_code",
                    format!("La source {source} n'a pas de champ « {} ».", column.field),
                    format!("The source {source} has no field `{}`.", column.field),
                )
            }),
        }
    }
    found
}

fn told_faults(n: usize, column: &Draft<'_>, field: &Field, codes: &impl Fn(&str) -> Vec<String>) -> Vec<Fault> {
    let mut found = Vec::new();
    let forms = ColumnFormat::of(field.kind);
    if column.format.is_some_and(|format| !forms.contains(&format)) {
        found.push(Fault {
            allowed: forms.iter().map(|form| form.code().to_owned()).collect(),
            ..Fault::new(
                format!("/columns/{n}/format"),
                "unknown_code",
                format!("Le champ {} ne s'écrit pas ainsi.", field.name),
                format!("The field {} is not written so.", field.name),
            )
        });
    }
    if column.mapped.is_empty() {
        return found;
    }
    let allowed = match field.kind {
        Kind::Code(list) => codes(list),
        Kind::Answer(answers) => answers().into_iter().map(str::to_owned).collect(),
        Kind::Scale(last) => (0..=last).map(|step| step.to_string()).collect(),
        Kind::Flag => vec!["true".to_owned(), "false".to_owned()],
        _ => Vec::new(),
    };
    for code in column.mapped.iter().filter(|code| !allowed.iter().any(|known| known == *code)) {
        found.push(Fault {
            allowed: allowed.clone(),
            ..Fault::new(
                format!("/columns/{n}/mapping/{}", code.replace('~', "~0").replace('/', "~1")),
                "unknown_code",
                format!("Le champ {} n'a pas de valeur « {code} ».", field.name),
                format!("The field {} has no value `{code}`.", field.name),
            )
        });
    }
    found
}

/// What is wrong with the code of a profile.
pub fn code_fault(code: &str) -> Option<Fault> {
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let form = (1..=60).contains(&code.len()) && code.bytes().all(good);
    (!form).then(|| {
        Fault::new(
            "",
            "invalid_format",
            "Le code d'un profil compte 1 à 60 lettres minuscules, chiffres ou tirets.",
            "The code of a profile has 1 to 60 small letters, digits or hyphens.",
        )
    })
}

/// Whether a profile may be used on a day.
pub fn holds_on(valid_from: Option<Day>, valid_to: Option<Day>, day: Day) -> bool {
    valid_from.is_none_or(|first| first <= day) && valid_to.is_none_or(|last| day <= last)
}

#[cfg(test)]
mod tests;
