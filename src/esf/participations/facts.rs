//! Rows as the rules see them, and what is told as rows.

use super::rules::{self, Codes, Entry, EsfAnswer, EsfItem, Exit, Household, LabourClass, Moment, Programme, Record};
use super::rules::{Situation, SixMonth, Span, Standing};
use super::store::{Known, OperationDays, ParticipationRow, RecordRow};
use crate::ctx::Ctx;
use crate::db::{Day, Json};
use crate::failure::{Failure, Outcome};
use crate::ids::ParticipationRecordId;
use crate::participants::ParticipantRow;
use crate::participants::age_on;
use crate::participants::sensitive::Facts;
use crate::participants::sensitive::rules::{NationalityClass, SensitiveAnswer};
use crate::participants::situations::SituationRow;
use crate::reference::names;

/// The minimum income that stands for no answer.
const DECLINED: &str = "declined";

impl OperationDays {
    /// The period whose indicators the operation has.
    pub(super) fn programme(&self) -> Option<Programme> {
        Programme::parse(&self.programme_period)
    }

    /// Its days.
    pub(super) fn span(&self) -> Span {
        Span { from: self.starts_on, to: self.ends_on }
    }
}

/// The sensitive answers as the ESF knows them: no country, and the stateless with those of third countries (§ 7.2).
pub(super) fn codes_of(facts: &Facts) -> Codes {
    let answer = |told| match told {
        SensitiveAnswer::Yes => EsfAnswer::Yes,
        SensitiveAnswer::No => EsfAnswer::No,
        SensitiveAnswer::Declined => EsfAnswer::Declined,
        SensitiveAnswer::Unknown => EsfAnswer::Unknown,
    };
    Codes {
        disabled: answer(facts.disabled),
        third_country: match facts.nationality_class {
            NationalityClass::ThirdCountry | NationalityClass::Stateless => EsfAnswer::Yes,
            NationalityClass::French | NationalityClass::Eu => EsfAnswer::No,
            NationalityClass::Declined => EsfAnswer::Declined,
            NationalityClass::Unknown => EsfAnswer::Unknown,
        },
        foreign_background: answer(facts.foreign_background),
        minority: answer(facts.minority),
    }
}

/// An empty record of a moment, to be filled in.
pub(super) fn blank(cx: &Ctx<'_>, of: &ParticipationRow, moment: Moment, on_day: Day) -> Outcome<RecordRow> {
    let none: [EsfItem; 0] = [];
    Ok(RecordRow {
        plie_id: of.plie_id,
        id: ParticipationRecordId::new(),
        participation_id: of.id,
        moment,
        revision: 1,
        on_day,
        as_of: None,
        withdrawn: false,
        carried_over: false,
        not_reached: false,
        situation_id: None,
        labour_status: None,
        labour_class: None,
        unemployment_months: None,
        in_education: None,
        isced: None,
        housing_situation: None,
        housing_exclusion: None,
        single_adult: None,
        jobless_household: None,
        dependent_children: None,
        rural: None,
        gender: None,
        age: None,
        searching: None,
        qualification_gained: None,
        improved: None,
        source: None,
        declined: Json::of(&none).map_err(Failure::defect)?,
        unasked: Json::of(&none).map_err(Failure::defect)?,
        recorded_at: cx.now,
        recorded_by: cx.actor.user(),
    })
}

/// Puts a situation into a record, as a copy.
pub(super) fn with_situation(cx: &Ctx<'_>, mut record: RecordRow, told: &SituationRow) -> RecordRow {
    let lists = cx.lists();
    let class = lists.attr_str(names::LABOUR_STATUS, &told.labour_status, "esf_class").and_then(LabourClass::parse);
    let from = lists.attr_i64(names::LABOUR_STATUS, &told.labour_status, "unemployment_months_from");
    let excluded = |code: &str| lists.attr_bool(names::HOUSING, code, "housing_exclusion");
    record.as_of = Some(told.as_of);
    record.situation_id = Some(told.id);
    record.labour_status = class.map(|_| told.labour_status.clone());
    record.labour_class = class;
    record.unemployment_months =
        class.and_then(|class| rules::months_without_work(class, told.unemployment_months, from));
    record.in_education = Some(told.in_education);
    record.isced = Some(told.isced);
    record.housing_exclusion = told.housing_situation.as_deref().and_then(excluded);
    record.housing_situation.clone_from(&told.housing_situation);
    record.single_adult = told.single_parent;
    record.source = Some(told.source.clone());
    record
}

/// Puts into an entry what is known of the person on its day.
pub(super) fn with_person(mut record: RecordRow, person: &ParticipantRow) -> RecordRow {
    record.gender.clone_from(&person.gender);
    record.age = Some(i64::from(age_on(person.birth_date, record.on_day)));
    record
}

/// What was declined, and what nobody asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    declined: Vec<EsfItem>,
    unasked: Vec<EsfItem>,
}

impl Asked {
    /// Of the sensitive answers; never the answers themselves (G4).
    pub(super) fn of_codes(codes: &Codes) -> Self {
        let with = |wanted| codes.items().iter().filter(|(_, a)| *a == wanted).map(|(item, _)| *item).collect();
        Self { declined: with(EsfAnswer::Declined), unasked: with(EsfAnswer::Unknown) }
    }

    /// Of the sensitive answers, as an entry noted it.
    pub(super) fn of_entry(record: &RecordRow) -> Self {
        let items = Codes::UNKNOWN.items();
        let sensitive = |list| {
            let all = RecordRow::items(list).into_iter();
            all.filter(|item| items.iter().any(|(known, _)| known == item)).collect()
        };
        Self { declined: sensitive(&record.declined), unasked: sensitive(&record.unasked) }
    }

    /// With what the situation says of the home and the incomes.
    fn and_situation(mut self, cx: &Ctx<'_>, situation: Option<&SituationRow>) -> Outcome<Self> {
        let Some(situation) = situation else {
            self.unasked.extend([EsfItem::HousingSituation, EsfItem::MinimumIncomes]);
            return Ok(self);
        };
        match situation.housing_situation.as_deref() {
            None => self.unasked.push(EsfItem::HousingSituation),
            Some(code) if cx.lists().attr_bool(names::HOUSING, code, "declined") == Some(true) => {
                self.declined.push(EsfItem::HousingSituation);
            }
            Some(_) => {}
        }
        let incomes: Vec<String> = situation.minimum_incomes.read().map_err(Failure::defect)?;
        match incomes.first().map(String::as_str) {
            None => self.unasked.push(EsfItem::MinimumIncomes),
            Some(DECLINED) => self.declined.push(EsfItem::MinimumIncomes),
            Some(_) => {}
        }
        Ok(self)
    }
}

/// Notes in an entry which answers were declined and which nobody asked for.
pub(super) fn with_answers(
    cx: &Ctx<'_>,
    mut record: RecordRow,
    sensitive: Asked,
    situation: Option<&SituationRow>,
) -> Outcome<RecordRow> {
    let all = sensitive.and_situation(cx, situation)?;
    record.declined = Json::of(&all.declined).map_err(Failure::defect)?;
    record.unasked = Json::of(&all.unasked).map_err(Failure::defect)?;
    Ok(record)
}

fn situation(record: &RecordRow) -> Option<Situation> {
    Some(Situation {
        class: record.labour_class?,
        months: record.unemployment_months,
        in_education: record.in_education?,
        isced: record.isced?,
        housing_exclusion: record.housing_exclusion,
    })
}

/// A participation as the rules see it, on a day: who is there when the operation ends leaves with it (R7.10). The
/// sensitive answers stay where they are.
pub(super) fn record_of(row: &ParticipationRow, known: &Known, today: Day) -> Option<Record> {
    let entry = &known.entry;
    let left_on = rules::left_on(row.exited_on, known.operation.ends_on, today);
    let exit = left_on.map(|on| {
        let told = known.exit.as_ref();
        Exit {
            on,
            situation: told.and_then(situation),
            searching: told.and_then(|x| x.searching),
            qualification_gained: told.and_then(|x| x.qualification_gained),
        }
    });
    // once the day has come, what nobody has told is missing
    let owed = left_on.is_some_and(|on| rules::six_month_on(on) <= today);
    Some(Record {
        programme: known.operation.programme()?,
        entered_on: row.entered_on,
        entry: Entry {
            gender: entry.gender.clone(),
            age: entry.age.unwrap_or_default(),
            situation: situation(entry),
            household: Household {
                jobless: entry.jobless_household,
                dependent_children: entry.dependent_children,
                single_adult: entry.single_adult,
            },
            rural: entry.rural,
            codes: Codes::UNKNOWN,
        },
        exit,
        six_month: known
            .six_month
            .as_ref()
            .map(|six| SixMonth { situation: situation(six), improved: six.improved, not_reached: six.not_reached })
            .or_else(|| owed.then(SixMonth::default)),
    })
}

/// How complete a participation is.
pub(super) fn standing(row: &ParticipationRow, known: &Known, today: Day) -> Standing {
    record_of(row, known, today).map(|record| rules::standing(&record)).unwrap_or_default()
}
