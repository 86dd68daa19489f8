//! Telling the entry, the exit and the six months after.

use super::{Said, append, changed, load, not_left, settings_of, stands_told};
use crate::civil::add_days;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::participations::api::{ParticipationEntryIn, ParticipationExitIn, ParticipationSixMonthIn};
use crate::esf::participations::facts::{self, Asked};
use crate::esf::participations::rules::{self, Codes, Moment};
use crate::esf::participations::store::{Known, ParticipationRow, RecordRow};
use crate::esf::participations::{attempts, codes};
use crate::failure::{Failure, Outcome, reference_fault};
use crate::faults;
use crate::ids::{ParticipantId, ParticipationId, SituationId};
use crate::participants::situations::{self, SituationIn, SituationRow};
use crate::participants::{self, ParticipantRow, sensitive};
use crate::pathways::Reached;
use crate::refusal::{Fault, Refusal, Warning};

/// The exit reason of somebody whom nobody asks any more (§ 7.5: what is not possible need not be collected).
const DECEASED: &str = "deceased";

/// A situation that a body gives, and where its day stands in the body.
pub(super) struct Given {
    row: SituationRow,
    pointer: &'static str,
}

impl Given {
    /// Holds its day against the time of a moment.
    fn within(&self, moment: Moment, window: (Option<Day>, Day)) -> Outcome<()> {
        let fault = rules::window_fault(moment, self.pointer, self.row.as_of, window);
        Ok(Refusal::unless_empty(fault.into_iter().collect())?)
    }
}

/// The situation that a body gives: told with it, or recorded before.
pub(super) fn given(
    cx: &mut Ctx<'_>,
    person: ParticipantId,
    told: Option<SituationIn>,
    id: Option<SituationId>,
) -> Outcome<Option<Given>> {
    match (told, id) {
        (Some(_), Some(_)) => Err(Failure::from(vec![Fault::new(
            "/situation_id",
            "invalid",
            "Donnez la situation ou son identifiant, pas les deux.",
            "Give the situation or its identifier, not both.",
        )])),
        (Some(new), None) => {
            let row = situations::told(cx, person, new, "/situation")?;
            Ok(Some(Given { row, pointer: "/situation/as_of" }))
        }
        (None, Some(id)) => match situations::of_person(cx, person, id)? {
            Some(row) => Ok(Some(Given { row, pointer: "/situation_id" })),
            None => Err(Failure::from(vec![reference_fault("/situation_id")])),
        },
        (None, None) => Ok(None),
    }
}

/// The record of an entry with its sensitive answers: the situation given, else the one known for its day.
pub(super) fn entry_record(
    cx: &mut Ctx<'_>,
    row: &ParticipationRow,
    person: &ParticipantRow,
    given: Option<Given>,
    said: Said,
) -> Outcome<(RecordRow, Codes)> {
    if let Some(given) = &given {
        given.within(Moment::Entry, rules::window(Moment::Entry, row.entered_on, row.entered_on, 0))?;
    }
    let situation = match given {
        Some(given) => Some(given.row),
        None => situations::current(cx, row.participant_id, row.entered_on)?,
    };
    let until = add_days(row.entered_on, rules::ENTRY_DAYS);
    let facts = sensitive::for_day(cx, row.participant_id, row.entered_on, until)?;
    let codes = facts.map_or(Codes::UNKNOWN, |facts| facts::codes_of(&facts));
    let record = RecordRow {
        rural: said.rural,
        jobless_household: said.jobless_household,
        dependent_children: said.dependent_children,
        ..facts::blank(cx, row, Moment::Entry, row.entered_on)?
    };
    let record = facts::with_person(record, person);
    let record = match &situation {
        Some(situation) => facts::with_situation(cx, record, situation),
        None => record,
    };
    let record = facts::with_answers(cx, record, Asked::of_codes(&codes), situation.as_ref())?;
    Ok((record, codes))
}

/// `PUT /v1/participations/{id}/entry`.
pub(in crate::esf::participations) fn tell_entry(
    cx: &mut Ctx<'_>,
    id: ParticipationId,
    told: ParticipationEntryIn,
) -> Outcome<ParticipationRow> {
    let (mut row, mut known) = load(cx, id)?;
    let span = known.operation.span();
    let mut found = rules::entry_faults(told.entered_on, row.exited_on, span, cx.today);
    if told.entered_on != row.entered_on {
        found.extend(rules::eligibility_fault(told.entered_on, participants::first_proof(cx, row.participant_id)?));
    }
    Refusal::unless_empty(found)?;
    row.entered_on = told.entered_on;
    let person = participants::find(cx, &cx.reach.clone(), row.participant_id)?;
    let given = given(cx, row.participant_id, told.situation, told.situation_id)?;
    let said = Said {
        rural: told.rural,
        jobless_household: told.jobless_household,
        dependent_children: told.dependent_children,
    };
    let (record, codes) = entry_record(cx, &row, &person, given, said)?;
    known.entry = append(cx, record)?;
    codes::keep(cx, known.entry.id, &codes)?;
    changed(cx, row, &known, &["entered_on", "entry_situation"])
}

/// `PUT /v1/participations/{id}/exit`.
pub(in crate::esf::participations) fn tell_exit(
    cx: &mut Ctx<'_>,
    id: ParticipationId,
    told: ParticipationExitIn,
) -> Outcome<ParticipationRow> {
    let (mut row, mut known) = load(cx, id)?;
    let settings = settings_of(cx, &known.operation)?;
    let mut found = rules::exit_faults(row.entered_on, told.exited_on, known.operation.span(), cx.today);
    let another = told.situation.is_some() || told.situation_id.is_some();
    if told.carried_over {
        found.extend(rules::carried_over_fault(row.entered_on, told.exited_on, settings.carried_over_max_days));
        if another {
            found.push(Fault::new(
                "/carried_over",
                "invalid",
                "La situation d'entrée est reprise, ou une autre est donnée, pas les deux.",
                "The entry situation is carried over, or another one is given, not both.",
            ));
        }
    }
    Refusal::unless_empty(found)?;
    let given = given(cx, row.participant_id, told.situation, told.situation_id)?;
    let window = rules::window(Moment::Exit, row.entered_on, told.exited_on, 0);
    let record = RecordRow {
        carried_over: told.carried_over,
        searching: told.searching,
        qualification_gained: told.qualification_gained,
        ..facts::blank(cx, &row, Moment::Exit, told.exited_on)?
    };
    let record = if told.carried_over {
        carried_over(record, &known.entry)
    } else {
        situated(cx, record, row.participant_id, given, window)?
    };
    row.exited_on = Some(told.exited_on);
    row.six_month_on = Some(rules::six_month_on(told.exited_on));
    let told_before = stands_told(&known);
    known.exit = Some(append(cx, record)?);
    if !told_before {
        warn_if_late(cx, told.exited_on);
    }
    changed(cx, row, &known, &["exited_on", "exit_situation", "searching", "qualification_gained"])
}

/// The situation of the entry once more, marked as such; nothing has come of so short a support (R7.9).
fn carried_over(record: RecordRow, entry: &RecordRow) -> RecordRow {
    RecordRow {
        as_of: entry.as_of,
        situation_id: entry.situation_id,
        labour_status: entry.labour_status.clone(),
        labour_class: entry.labour_class,
        unemployment_months: entry.unemployment_months,
        in_education: entry.in_education,
        isced: entry.isced,
        housing_situation: entry.housing_situation.clone(),
        housing_exclusion: entry.housing_exclusion,
        source: entry.source.clone(),
        searching: record.searching.or(Some(false)),
        qualification_gained: record.qualification_gained.or(Some(false)),
        ..record
    }
}

/// A record with the situation given, else with the one known for a time.
fn situated(
    cx: &mut Ctx<'_>,
    record: RecordRow,
    person: ParticipantId,
    given: Option<Given>,
    (from, to): (Option<Day>, Day),
) -> Outcome<RecordRow> {
    if let Some(given) = &given {
        given.within(record.moment, (from, to))?;
    }
    let situation = match (given, from) {
        (Some(given), _) => Some(given.row),
        (None, Some(from)) => situations::first_between(cx, person, from, to)?,
        (None, None) => None,
    };
    Ok(match &situation {
        Some(situation) => facts::with_situation(cx, record, situation),
        None => record,
    })
}

/// T6: told in time within four weeks; later it is taken and flagged.
fn warn_if_late(cx: &mut Ctx<'_>, exited_on: Day) {
    let due = rules::exit_due_on(exited_on);
    if cx.today > due {
        cx.warn(Warning::new(
            "/exited_on",
            "late",
            format!("Les données de sortie étaient attendues le {} au plus tard (T6).", crate::civil::french(due)),
            format!("The data of the exit were due on {due} at the latest (T6)."),
        ));
    }
}

/// `PUT /v1/participations/{id}/six-month`.
pub(in crate::esf::participations) fn tell_six_month(
    cx: &mut Ctx<'_>,
    id: ParticipationId,
    told: ParticipationSixMonthIn,
) -> Outcome<ParticipationRow> {
    let (row, mut known) = load(cx, id)?;
    // who was there when the operation ended has left with it (R7.10)
    let left_on = rules::left_on(row.exited_on, known.operation.ends_on, cx.today);
    let Some(exited_on) = left_on else { return Err(not_left()) };
    let settings = settings_of(cx, &known.operation)?;
    let window = rules::window(Moment::SixMonth, row.entered_on, exited_on, settings.six_month_window_days);
    if let Some(fault) = window
        .0
        .filter(|from| cx.today < *from)
        .and_then(|_| rules::window_fault(Moment::SixMonth, "", cx.today, window))
    {
        return Err(Failure::from(vec![fault]));
    }
    let record = match told.reached {
        Reached::Yes => reached(cx, &row, told, window)?,
        Reached::No => {
            not_reached(cx, &row, &told, settings.contact_attempts_required)?;
            RecordRow { not_reached: true, ..facts::blank(cx, &row, Moment::SixMonth, cx.today)? }
        }
    };
    known.six_month = Some(append(cx, record)?);
    changed(cx, row, &known, &["six_month_situation", "improved", "reached"])
}

fn reached(
    cx: &mut Ctx<'_>,
    row: &ParticipationRow,
    told: ParticipationSixMonthIn,
    window: (Option<Day>, Day),
) -> Outcome<RecordRow> {
    let given = given(cx, row.participant_id, told.situation, told.situation_id)?;
    let record = RecordRow { improved: told.improved, ..facts::blank(cx, row, Moment::SixMonth, cx.today)? };
    let record = situated(cx, record, row.participant_id, given, window)?;
    match record.as_of {
        Some(day) => Ok(RecordRow { on_day: day, ..record }),
        None => Err(Failure::from(vec![faults::required("/situation")])),
    }
}

/// Nobody could reach the person: after so many attempts, each on a day of its own. The dead are asked no more.
fn not_reached(cx: &mut Ctx<'_>, row: &ParticipationRow, told: &ParticipationSixMonthIn, needed: i64) -> Outcome<()> {
    let said = [
        ("/situation", told.situation.is_some()),
        ("/situation_id", told.situation_id.is_some()),
        ("/improved", told.improved.is_some()),
    ];
    let fault = |pointer: &str| {
        Fault::new(
            pointer,
            "invalid",
            "Une personne qui n'a pas été jointe n'a rien dit.",
            "Somebody who was not reached has said nothing.",
        )
    };
    Refusal::unless_empty(said.iter().filter(|(_, is)| *is).map(|(pointer, _)| fault(pointer)).collect())?;
    let pathway = crate::pathways::find(cx, &crate::auth::role::Reach::everything(), row.pathway_id)?;
    if pathway.exit_reason.as_deref() == Some(DECEASED) {
        return Ok(());
    }
    let since = row.six_month_on.unwrap_or(row.entered_on);
    let days = attempts::in_vain_since(cx, row.id, since)?;
    Ok(rules::unreachable(days, needed)?)
}

/// What is known once more, as another revision: something of it was corrected elsewhere.
pub(super) fn again(cx: &Ctx<'_>, record: &RecordRow) -> RecordRow {
    RecordRow {
        id: crate::ids::ParticipationRecordId::new(),
        recorded_at: cx.now,
        recorded_by: cx.actor.user(),
        ..record.clone()
    }
}

/// The record of a moment, where one stands.
pub(super) fn record_of(known: &Known, moment: Moment) -> Option<&RecordRow> {
    match moment {
        Moment::Entry => Some(&known.entry),
        Moment::Exit => known.exit.as_ref(),
        Moment::SixMonth => known.six_month.as_ref(),
    }
}
