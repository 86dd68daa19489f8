//! The rules of a participation (§ 7.5, § 7.6): what is still missing of it. When the entry, the exit and the six months
//! after it are told is in `days.rs`, what it counts in in `indicators.rs`.

use crate::db::Day;

mod days;
/// What a participation counts in.
pub mod indicators;

pub use days::{
    Span, carried_over_fault, eligibility_fault, entry_faults, exit_due_on, exit_faults, left_on,
    left_six_months_before, reentry_faults, six_month_on, unreachable, window, window_fault,
};

crate::text_enum! {
    /// What is told of a participation: the entry, the exit, the situation six months after it.
    pub enum Moment { Entry = "entry", Exit = "exit", SixMonth = "six_month" }
}

crate::text_enum! {
    /// The programming periods whose common indicators are known.
    pub enum Programme { Esf2014 = "2014-2020", EsfPlus = "2021-2027" }
}

crate::text_enum! {
    /// Exactly one of three, on each day (§ 7.2).
    pub enum LabourClass { Employed = "employed", Unemployed = "unemployed", Inactive = "inactive" }
}

crate::text_enum! {
    /// A sensitive answer as the ESF knows it; not asked, declined and no are three (G3).
    pub enum EsfAnswer { Yes = "yes", No = "no", Declined = "declined", Unknown = "unknown" }
}

crate::text_enum! {
    /// What may be missing of a participation.
    pub enum EsfItem {
        Gender = "gender",
        LabourStatus = "labour_status",
        Household = "household",
        HousingSituation = "housing_situation",
        MinimumIncomes = "minimum_incomes",
        Disabled = "disabled",
        Nationality = "nationality_class",
        ForeignBackground = "foreign_background",
        Minority = "minority",
        ExitedOn = "exited_on",
        Searching = "searching",
        QualificationGained = "qualification_gained",
        Improved = "improved",
    }
}

/// Days after the exit within which its situation is told (§ 7.1, T6).
pub const EXIT_DAYS: i64 = 28;

/// Months after the exit at which the person is asked again (§ 7.1, T7).
pub const SIX_MONTHS: u32 = 6;

/// Days after the entry within which the entry questionnaire may still be filled in [P].
pub const ENTRY_DAYS: i64 = 28;

/// The day from which the household was no longer asked, with the amended annex (§ 7.3) [K].
pub const HOUSEHOLD_UNTIL: &str = "2018-08-02";

/// A situation on a day, as the ESF knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// Employed, unemployed or inactive.
    pub class: LabourClass,
    /// Months without work, where unemployed.
    pub months: Option<i64>,
    /// In education or training.
    pub in_education: bool,
    /// Highest level of education.
    pub isced: i64,
    /// Homeless or affected by housing exclusion; none where not told.
    pub housing_exclusion: Option<bool>,
}

/// The household at the entry, asked of the older operations only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Household {
    /// Nobody of working age works.
    pub jobless: Option<bool>,
    /// Children depend on it.
    pub dependent_children: Option<bool>,
    /// One adult alone.
    pub single_adult: Option<bool>,
}

/// The sensitive answers of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Codes {
    /// Disabled.
    pub disabled: EsfAnswer,
    /// Not a citizen of the Union, stateless people included.
    pub third_country: EsfAnswer,
    /// Of foreign background.
    pub foreign_background: EsfAnswer,
    /// Of a minority.
    pub minority: EsfAnswer,
}

impl Codes {
    /// Nothing was asked.
    pub const UNKNOWN: Self = Self {
        disabled: EsfAnswer::Unknown,
        third_country: EsfAnswer::Unknown,
        foreign_background: EsfAnswer::Unknown,
        minority: EsfAnswer::Unknown,
    };

    /// Each answer with what it is about.
    pub const fn items(&self) -> [(EsfItem, EsfAnswer); 4] {
        [
            (EsfItem::Disabled, self.disabled),
            (EsfItem::Nationality, self.third_country),
            (EsfItem::ForeignBackground, self.foreign_background),
            (EsfItem::Minority, self.minority),
        ]
    }
}

/// What is known of the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Code of the gender.
    pub gender: Option<String>,
    /// Completed years on the day of the entry.
    pub age: i64,
    /// The situation on that day.
    pub situation: Option<Situation>,
    /// The household.
    pub household: Household,
    /// Whether the commune is thinly populated.
    pub rural: Option<bool>,
    /// The sensitive answers.
    pub codes: Codes,
}

/// What is known of the exit; that it has taken place may be all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit {
    /// The day.
    pub on: Day,
    /// The situation within four weeks of it.
    pub situation: Option<Situation>,
    /// Whether the person looks for work.
    pub searching: Option<bool>,
    /// Whether a qualification was gained.
    pub qualification_gained: Option<bool>,
}

/// What is known of the six months after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SixMonth {
    /// The situation.
    pub situation: Option<Situation>,
    /// Whether the situation of somebody employed has improved.
    pub improved: Option<bool>,
    /// Nobody could reach the person.
    pub not_reached: bool,
}

/// A participation as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The period of its operation.
    pub programme: Programme,
    /// The day of the entry.
    pub entered_on: Day,
    /// The entry.
    pub entry: Entry,
    /// The exit; none while the person takes part.
    pub exit: Option<Exit>,
    /// The six months after.
    pub six_month: Option<SixMonth>,
}

/// Something that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// Of what.
    pub moment: Moment,
    /// What.
    pub item: EsfItem,
    /// Whether the record is incomplete without it (R7.1, R7.2).
    pub required: bool,
}

/// How complete a participation is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Nothing required is missing of the entry.
    pub entry: bool,
    /// The person has left, and nothing required is missing of it.
    pub exit: bool,
    /// The six months after are told, or nobody could be reached.
    pub six_month: bool,
    /// What is required and missing, in order.
    pub missing: Vec<Missing>,
}

/// Whether the household was still asked of those who entered on a day (R7.1).
pub fn asks_household(programme: Programme, entered_on: Day) -> bool {
    programme == Programme::Esf2014 && HOUSEHOLD_UNTIL.parse::<Day>().is_ok_and(|until| entered_on < until)
}

/// How complete a participation is (R7.1 to R7.3): an answer that was declined is not missing, and neither sensitive
/// answers nor housing make a record incomplete.
pub fn standing(record: &Record) -> Standing {
    let entry = entry_missing(record);
    let exit = record.exit.as_ref().map(|exit| exit_missing(&record.entry, exit));
    let six_month = record.six_month.as_ref().map(|six| six_month_missing(&record.entry, six));
    let required = |moment, items: &[EsfItem]| -> Vec<Missing> {
        items.iter().map(|item| Missing { moment, item: *item, required: true }).collect()
    };
    Standing {
        entry: entry.is_empty(),
        exit: exit.as_ref().is_some_and(Vec::is_empty),
        six_month: six_month.as_ref().is_some_and(Vec::is_empty),
        missing: [
            required(Moment::Entry, &entry),
            required(Moment::Exit, &exit.unwrap_or_default()),
            required(Moment::SixMonth, &six_month.unwrap_or_default()),
        ]
        .concat(),
    }
}

fn lacking(items: &[(EsfItem, bool)]) -> Vec<EsfItem> {
    items.iter().filter(|(_, lacks)| *lacks).map(|(item, _)| *item).collect()
}

fn entry_missing(record: &Record) -> Vec<EsfItem> {
    let (entry, home) = (&record.entry, record.entry.household);
    let household = [home.jobless, home.dependent_children, home.single_adult].iter().any(Option::is_none);
    lacking(&[
        (EsfItem::Gender, entry.gender.is_none()),
        (EsfItem::LabourStatus, entry.situation.is_none()),
        (EsfItem::Household, asks_household(record.programme, record.entered_on) && household),
    ])
}

fn class_of(situation: Option<Situation>) -> Option<LabourClass> {
    situation.map(|s| s.class)
}

/// Whether the person looks for work is asked only of who was inactive and still is: unemployed people do, and those
/// who work need not.
fn exit_missing(entry: &Entry, exit: &Exit) -> Vec<EsfItem> {
    let inactive = Some(LabourClass::Inactive);
    let asks = class_of(entry.situation) == inactive && class_of(exit.situation) == inactive;
    lacking(&[
        (EsfItem::LabourStatus, exit.situation.is_none()),
        (EsfItem::Searching, asks && exit.searching.is_none()),
        (EsfItem::QualificationGained, exit.qualification_gained.is_none()),
    ])
}

/// Whether the situation has improved is asked only of who was employed at the entry.
fn six_month_missing(entry: &Entry, six: &SixMonth) -> Vec<EsfItem> {
    if six.not_reached {
        return Vec::new();
    }
    let employed = class_of(entry.situation) == Some(LabourClass::Employed);
    lacking(&[
        (EsfItem::LabourStatus, six.situation.is_none()),
        (EsfItem::Improved, employed && six.improved.is_none()),
    ])
}

/// Months without work: as told, else just above the least that the labour status speaks of (§ 5.13).
pub fn months_without_work(class: LabourClass, told: Option<i64>, status_from: Option<i64>) -> Option<i64> {
    let least = status_from.map(|from| from + 1);
    told.or(least).filter(|_| class == LabourClass::Unemployed)
}

#[cfg(test)]
mod tests;
