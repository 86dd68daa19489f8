//! The participations of one operation, as an authority is told them (§ 7.7). People who were erased are left out: what
//! stays of them for the indicators has no name any more.

use super::{Line, people};
use crate::ctx::Ctx;
use crate::esf::operations;
use crate::esf::participations::rules::{EsfItem, Missing, Moment};
use crate::esf::participations::{self, RecordRow, Whole};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{OperationId, ParticipantId, PathwayId, SituationId};
use crate::participants::{self, Address, ParticipantRow, situations};
use crate::pathways;
use crate::reports::export_profiles::rules::{Row, Value};

pub(super) fn stretch(cx: &mut Ctx<'_>, page: &PageIn, operation: OperationId, sensitive: bool) -> Outcome<Page<Line>> {
    let Page { items, next_cursor, total } = participations::of_operation(cx, page, operation, sensitive)?;
    let payers = operations::payers(cx, &[operation])?;
    let number = payers.first().map(|payer| payer.number.as_str()).unwrap_or_default();
    let ids: Vec<ParticipantId> = items.iter().map(|whole| whole.row.participant_id).collect();
    let people = participants::with_ids(cx, &ids)?;
    let pathways: Vec<PathwayId> = items.iter().map(|whole| whole.row.pathway_id).collect();
    let reasons = pathways::exit_reasons(cx, &pathways)?;
    let situations: Vec<SituationId> = items.iter().filter_map(|whole| whole.known.entry.situation_id).collect();
    let incomes = situations::incomes(cx, &situations)?;
    let mut lines = Vec::with_capacity(items.len());
    for whole in &items {
        let Some(person) = people.get(&whole.row.participant_id).filter(|person| person.erased_at.is_none()) else {
            continue;
        };
        let incomes = whole.known.entry.situation_id.and_then(|id| incomes.get(&id));
        let mut values = people::person(person)?;
        values.extend(zones(person)?);
        values.extend(entry(whole, incomes.map(Vec::as_slice).unwrap_or_default()));
        values.extend(exit(whole, reasons.get(&whole.row.pathway_id).map(String::as_str)));
        values.extend(six_month(whole));
        values.extend([
            ("participation_id", whole.row.id.to_string().into()),
            ("operation_number", number.into()),
            ("missing", missing(whole, person).into()),
        ]);
        lines.push(Line { values, person: Some(person.id), staff: None, operation: None });
    }
    Ok(Page { items: lines, next_cursor, total })
}

/// Whether somebody lives where the State does more.
fn zones(person: &ParticipantRow) -> Outcome<Row> {
    let address: Option<Address> =
        person.address.as_ref().map(|address| address.read()).transpose().map_err(Failure::defect)?;
    let (qpv, frr) = address.map(|address| (address.qpv, address.frr)).unwrap_or_default();
    Ok(Row::from([("qpv", qpv.into()), ("frr", frr.into())]))
}

fn entry(whole: &Whole, incomes: &[String]) -> Row {
    let entry = &whole.known.entry;
    let answer = |pick: fn(&crate::esf::participations::rules::Codes) -> &'static str| -> Value {
        whole.answers.as_ref().map(pick).into()
    };
    Row::from([
        ("entered_on", whole.row.entered_on.into()),
        ("complete_entry", whole.row.complete_entry.into()),
        ("entry_labour_status", entry.labour_status.clone().into()),
        ("entry_unemployment_months", entry.unemployment_months.into()),
        ("entry_in_education", entry.in_education.into()),
        ("entry_isced", entry.isced.into()),
        ("entry_housing_situation", entry.housing_situation.clone().into()),
        ("entry_minimum_incomes", incomes.join(" ").into()),
        ("entry_single_parent", entry.single_adult.into()),
        ("rural", entry.rural.into()),
        ("jobless_household", entry.jobless_household.into()),
        ("dependent_children", entry.dependent_children.into()),
        ("disabled", answer(|codes| codes.disabled.code())),
        ("third_country", answer(|codes| codes.third_country.code())),
        ("foreign_background", answer(|codes| codes.foreign_background.code())),
    ])
}

fn exit(whole: &Whole, reason: Option<&str>) -> Row {
    let exit = whole.known.exit.as_ref();
    let text = |pick: fn(&RecordRow) -> Option<String>| -> Value { exit.and_then(pick).into() };
    let flag = |pick: fn(&RecordRow) -> Option<bool>| -> Value { exit.and_then(pick).into() };
    Row::from([
        ("exited_on", whole.exited_on.into()),
        ("complete_exit", whole.row.complete_exit.into()),
        ("exit_reason", reason.filter(|_| whole.exited_on.is_some()).into()),
        ("exit_labour_status", text(|record| record.labour_status.clone())),
        ("exit_in_education", flag(|record| record.in_education)),
        ("exit_isced", exit.and_then(|record| record.isced).into()),
        ("searching", flag(|record| record.searching)),
        ("qualification_gained", flag(|record| record.qualification_gained)),
        ("carried_over", flag(|record| Some(record.carried_over))),
    ])
}

fn six_month(whole: &Whole) -> Row {
    let six = whole.known.six_month.as_ref();
    let text = |pick: fn(&RecordRow) -> Option<String>| -> Value { six.and_then(pick).into() };
    Row::from([
        ("six_month_on", whole.six_month_on.into()),
        ("complete_six_month", whole.row.complete_six_month.into()),
        ("six_month_reached", six.map(|record| if record.not_reached { "no" } else { "yes" }).into()),
        ("six_month_as_of", six.and_then(|record| record.as_of).into()),
        ("six_month_labour_status", text(|record| record.labour_status.clone())),
        ("improved", six.and_then(|record| record.improved).into()),
        ("six_month_source", text(|record| record.source.clone())),
    ])
}

/// What is missing, in words (R7.1, R7.2); a way to reach the person too (R7.5).
fn missing(whole: &Whole, person: &ParticipantRow) -> String {
    let reached = [&person.email, &person.phone, &person.contact_person].into_iter().any(Option::is_some);
    let contact = (!reached).then(|| "moyen de contact".to_owned());
    let items = whole.missing.iter().map(|Missing { moment, item, .. }| format!("{} : {}", of(*moment), word(*item)));
    contact.into_iter().chain(items).collect::<Vec<_>>().join(", ")
}

const fn of(moment: Moment) -> &'static str {
    match moment {
        Moment::Entry => "entrée",
        Moment::Exit => "sortie",
        Moment::SixMonth => "six mois",
    }
}

const fn word(item: EsfItem) -> &'static str {
    match item {
        EsfItem::Gender => "sexe",
        EsfItem::LabourStatus => "situation sur le marché du travail",
        EsfItem::Household => "ménage",
        EsfItem::HousingSituation => "logement",
        EsfItem::MinimumIncomes => "minima sociaux",
        EsfItem::Disabled => "handicap",
        EsfItem::Nationality => "nationalité",
        EsfItem::ForeignBackground => "origine étrangère",
        EsfItem::Minority => "minorité",
        EsfItem::ExitedOn => "date de sortie",
        EsfItem::Searching => "recherche d'emploi",
        EsfItem::QualificationGained => "qualification",
        EsfItem::Improved => "amélioration",
    }
}
