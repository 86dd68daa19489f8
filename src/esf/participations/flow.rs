//! Commands on participations. Whatever is told is a new record beside those before; the row says what they come to.

use super::api::{ParticipationIn, ReenterIn};
use super::codes;
use super::facts;
use super::rules::{self, Moment};
use super::store::{self, Known, OperationDays, ParticipationRow, RecordRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::esf::norms;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::identity::plies::Settings;
use crate::ids::{OperationId, ParticipationId, PathwayId};
use crate::participants::{self, ParticipantRow, nir_faults};
use crate::pathways::rules::PathwayStatus;
use crate::pathways::{PathwayRow, parent};
use crate::refusal::{Fault, Refusal, Warning};

mod all;
mod hooks;
mod tell;

pub(super) use all::open_all;
pub(crate) use hooks::{
    Owed, missing_at_close, owed, pathway_exited, pathway_left, pathway_taken_back, person_corrected, sensitive_told,
    situation_corrected,
};
pub(super) use tell::{tell_entry, tell_exit, tell_six_month};

/// The settings that hold for an operation: the PLIE's, with what the operation has of its own (S4.3).
pub(super) fn settings_of(cx: &Ctx<'_>, operation: &OperationDays) -> Outcome<Settings> {
    norms::with(cx, &operation.parameters)
}

/// What opening a participation needs.
struct Opening {
    id: Option<ParticipationId>,
    person: ParticipantRow,
    operation: OperationDays,
    pathway_id: PathwayId,
    entered_on: Day,
    said: Said,
}

/// What is said of an entry beside its situation.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    pub(super) rural: Option<bool>,
    pub(super) jobless_household: Option<bool>,
    pub(super) dependent_children: Option<bool>,
}

/// `POST /v1/participations`.
pub(super) fn open(cx: &mut Ctx<'_>, new: ParticipationIn) -> Outcome<ParticipationRow> {
    let person = match participants::held(cx, &cx.reach.clone(), new.participant_id) {
        Err(Failure::NotFound) => return Err(Failure::reference("/participant_id")),
        other => other?,
    };
    participants::still_kept(&person)?;
    let Some(operation) = operation_in_reach(cx, new.operation_id)? else {
        return Err(Failure::reference("/operation_id"));
    };
    let pathway = pathway_of(cx, &person, new.pathway_id)?;
    let said =
        Said { rural: new.rural, jobless_household: new.jobless_household, dependent_children: new.dependent_children };
    if let Some(id) = new.id
        && let Some(first) = opened_before(cx, id, &new, pathway.id)?
    {
        return Ok(first);
    }
    let given = tell::given(cx, person.id, new.situation, new.situation_id)?;
    let opening = Opening { id: new.id, person, operation, pathway_id: pathway.id, entered_on: new.entered_on, said };
    let row = open_with(cx, opening, given)?;
    let at_work = pathway.status == PathwayStatus::InJobFollowUp;
    warn_of_entry(cx, &row, at_work)?;
    Ok(row)
}

/// Opens a participation whose person, operation and pathway are known.
fn open_with(cx: &mut Ctx<'_>, new: Opening, given: Option<tell::Given>) -> Outcome<ParticipationRow> {
    let mut found = programme_faults(&new.operation);
    found.extend(rules::entry_faults(new.entered_on, None, new.operation.span(), cx.today));
    found.extend(rules::eligibility_fault(new.entered_on, participants::first_proof(cx, new.person.id)?));
    Refusal::unless_empty(found)?;
    if let Some(standing) = store::of_pair(cx, new.person.id, new.operation.id)? {
        return Err(Failure::conflict(
            "conflict_participation_exists",
            format!(
                "La personne participe déjà à cette opération ({}) : reprendre cette participation (R7.6).",
                standing.id
            ),
            format!(
                "The person takes part in this operation already ({}): take that one up again (R7.6).",
                standing.id
            ),
        ));
    }
    let row = ParticipationRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(ParticipationId::new),
        participant_id: new.person.id,
        operation_id: new.operation.id,
        pathway_id: new.pathway_id,
        entered_on: new.entered_on,
        exited_on: None,
        six_month_on: None,
        complete_entry: false,
        complete_exit: false,
        complete_six_month: false,
        entry_recorded_at: None,
        exit_recorded_at: None,
        six_month_recorded_at: None,
        exit_told_on: None,
        voided_at: None,
        voided_by: None,
        void_reason: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    let (record, codes) = tell::entry_record(cx, &row, &new.person, given, new.said)?;
    let known = Known { entry: record.clone(), exit: None, six_month: None, operation: new.operation };
    let row = counted_up(cx, row, &known);
    store::insert(cx, &row)?;
    store::insert_record(cx, &record)?;
    codes::keep(cx, record.id, &codes)?;
    cx.record(Entry::created("participations", row.id).about(row.participant_id));
    timers(cx, &row, &known)?;
    Ok(row)
}

/// An operation with intervals of its own sets the timers of the pathway, or lets go of them (S4.3).
fn timers(cx: &mut Ctx<'_>, row: &ParticipationRow, known: &Known) -> Outcome<()> {
    if norms::sets_timers(&known.operation.parameters)? {
        crate::pathways::norms_changed(cx, row.pathway_id)?;
    }
    Ok(())
}

fn programme_faults(operation: &OperationDays) -> Vec<Fault> {
    if operation.programme().is_some() {
        return Vec::new();
    }
    let known: Vec<&str> = rules::Programme::ALL.iter().map(|p| p.code()).collect();
    let mut fault = Fault::new(
        "/operation_id",
        "rule_programme_period",
        format!("Cette opération n'est d'aucune période dont les indicateurs sont connus ({}).", known.join(", ")),
        format!("This operation is of no period whose indicators are known ({}).", known.join(", ")),
    );
    fault.allowed = known.into_iter().map(str::to_owned).collect();
    vec![fault]
}

/// The operation, when the caller may read it.
fn operation_in_reach(cx: &mut Ctx<'_>, id: OperationId) -> Outcome<Option<OperationDays>> {
    let reach = cx.reach_in("get_operation");
    if !crate::esf::operations::exists(cx, &reach, id)? {
        return Ok(None);
    }
    store::operation(cx, id).map(Some)
}

/// The pathway under which somebody takes part: a person without one is no participant (R7.13).
fn pathway_of(cx: &mut Ctx<'_>, person: &ParticipantRow, given: Option<PathwayId>) -> Outcome<PathwayRow> {
    let Some(id) = given.or(person.current_pathway_id) else {
        return Err(Failure::from(vec![crate::faults::required("/pathway_id")]));
    };
    match crate::pathways::find(cx, &Reach::everything(), id) {
        Ok(row) if row.participant_id == person.id && row.status != PathwayStatus::Cancelled => Ok(row),
        Ok(_) | Err(Failure::NotFound) => Err(Failure::from(vec![reference_fault("/pathway_id")])),
        Err(other) => Err(other),
    }
}

/// The participation that an earlier create with this id made: the same content answers it again.
fn opened_before(
    cx: &mut Ctx<'_>,
    id: ParticipationId,
    new: &ParticipationIn,
    pathway: PathwayId,
) -> Outcome<Option<ParticipationRow>> {
    let row = match store::find(cx, &Reach::everything(), id) {
        Ok(row) => row,
        Err(Failure::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let same = (row.participant_id, row.operation_id, row.entered_on)
        == (new.participant_id, new.operation_id, new.entered_on);
    let under = new.pathway_id.is_none() || row.pathway_id == pathway;
    if same && under { Ok(Some(row)) } else { Err(Failure::taken_id()) }
}

/// What is worth a look when somebody enters.
fn warn_of_entry(cx: &mut Ctx<'_>, row: &ParticipationRow, at_work: bool) -> Outcome<()> {
    let known = known_of(cx, row)?;
    match known.entry.labour_class {
        None => cx.warn(Warning::new(
            "/situation",
            "no_situation",
            "Aucune situation connue pour le jour d'entrée : la participation est incomplète.",
            "No situation is known for the day of the entry: the participation is incomplete.",
        )),
        // R7.12: whoever is followed in a job enters the next operation at work
        Some(class) if at_work && class != rules::LabourClass::Employed => cx.warn(Warning::new(
            "/situation",
            "entry_not_employed",
            "La personne est suivie dans un emploi et sa situation d'entrée n'est pas en emploi (R7.12).",
            "The person is followed in a job and does not enter as employed (R7.12).",
        )),
        Some(_) => {}
    }
    Ok(())
}

/// What is known of one participation.
fn known_of(cx: &mut Ctx<'_>, row: &ParticipationRow) -> Outcome<Known> {
    let one = std::slice::from_ref(row);
    store::known(cx, one)?.pop().ok_or_else(|| Failure::defect("a participation of which nothing is known"))
}

/// The participation, when it is the caller's to change and still counts, with what is known of it.
fn load(cx: &mut Ctx<'_>, id: ParticipationId) -> Outcome<(ParticipationRow, Known)> {
    let found = store::find(cx, &cx.reach.clone(), id)?;
    // who closes the pathway asks what is known of the exit, and waits until this is written
    parent::hold(cx, [found.pathway_id])?;
    let row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    if row.voided_at.is_some() {
        return Err(Failure::conflict(
            "conflict_voided",
            "Cette participation a été annulée : elle ne change plus.",
            "This participation was voided: it does not change any more.",
        ));
    }
    let known = known_of(cx, &row)?;
    Ok((row, known))
}

/// The row with what its records come to.
fn counted_up(cx: &Ctx<'_>, mut row: ParticipationRow, known: &Known) -> ParticipationRow {
    let done = facts::standing(&row, known, cx.today);
    row.complete_entry = done.entry;
    row.complete_exit = done.exit;
    row.complete_six_month = done.six_month;
    let now = cx.now;
    let first = |kept: Option<Instant>, record: Option<&RecordRow>| {
        // that something has happened is no situation; who told first stays who told first
        let told = record.is_some_and(|r| r.labour_class.is_some() || r.not_reached);
        kept.or(told.then_some(now))
    };
    row.entry_recorded_at = first(row.entry_recorded_at, Some(&known.entry));
    row.exit_recorded_at = first(row.exit_recorded_at, known.exit.as_ref());
    row.exit_told_on = row.exit_told_on.or(row.exit_recorded_at.map(|_| cx.today));
    row.six_month_recorded_at = first(row.six_month_recorded_at, known.six_month.as_ref());
    row
}

/// Whether the exit that stands is told with its situation.
pub(super) fn stands_told(known: &Known) -> bool {
    known.exit.as_ref().is_some_and(|exit| exit.labour_class.is_some())
}

/// Writes a participation of which something new is known.
fn changed(
    cx: &mut Ctx<'_>,
    row: ParticipationRow,
    known: &Known,
    fields: &[&'static str],
) -> Outcome<ParticipationRow> {
    let read = row.version;
    let mut row = counted_up(cx, row, known);
    if row.exit_recorded_at.is_some() && stands_told(known) {
        row.exit_told_on = store::exit_told_on(cx, row.id)?.or(row.exit_told_on);
    }
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row, read)?;
    cx.record(Entry::changed("participations", row.id, row.version).about(row.participant_id).fields(fields));
    Ok(row)
}

/// Adds a record after those of its moment.
fn append(cx: &mut Ctx<'_>, mut record: RecordRow) -> Outcome<RecordRow> {
    record.revision = store::revisions(cx, record.participation_id, record.moment)? + 1;
    store::insert_record(cx, &record)?;
    Ok(record)
}

/// `POST /v1/participations/{id}/re-enter` (R7.6).
pub(super) fn reenter(cx: &mut Ctx<'_>, id: ParticipationId, back: &ReenterIn) -> Outcome<ParticipationRow> {
    let (mut row, known) = load(cx, id)?;
    let Some(exited_on) = row.exited_on else {
        return Err(not_left());
    };
    let person = participants::held(cx, &Reach::everything(), row.participant_id)?;
    let pathway = pathway_of(cx, &person, back.pathway_id)?;
    let mut found = rules::reentry_faults(exited_on, back.on, known.operation.span(), cx.today);
    if !pathway.status.is_open() {
        found.push(reference_fault("/pathway_id"));
    }
    Refusal::unless_empty(found)?;
    row.pathway_id = pathway.id;
    taken_up(cx, row, known, back.on)
}

/// Somebody who had left goes on taking part: what was told of the exit and since is withdrawn, and stays in the records.
fn taken_up(cx: &mut Ctx<'_>, mut row: ParticipationRow, mut known: Known, on: Day) -> Outcome<ParticipationRow> {
    for moment in [Moment::Exit, Moment::SixMonth] {
        if moment == Moment::SixMonth && known.six_month.is_none() {
            continue;
        }
        let record = RecordRow { withdrawn: true, ..facts::blank(cx, &row, moment, on)? };
        append(cx, record)?;
    }
    known.exit = None;
    known.six_month = None;
    row.exited_on = None;
    row.six_month_on = None;
    let row = changed(cx, row, &known, &["exited_on", "exit_situation", "six_month_situation", "pathway_id"])?;
    timers(cx, &row, &known)?;
    Ok(row)
}

fn not_left() -> Failure {
    Failure::conflict(
        "conflict_not_exited",
        "La personne n'est pas sortie de l'opération.",
        "The person has not left the operation.",
    )
}

/// `POST /v1/participations/{id}/void`.
pub(super) fn void(cx: &mut Ctx<'_>, id: ParticipationId, reason: &str) -> Outcome<ParticipationRow> {
    let (row, known) = load(cx, id)?;
    Refusal::unless_empty(nir_faults(&[("/reason", Some(reason))]))?;
    voided(cx, row, &known, reason)
}

fn voided(cx: &mut Ctx<'_>, mut row: ParticipationRow, known: &Known, reason: &str) -> Outcome<ParticipationRow> {
    row.voided_at = Some(cx.now);
    row.voided_by = cx.actor.user();
    row.void_reason = Some(reason.to_owned());
    let row = changed(cx, row, known, &["voided_at"])?;
    timers(cx, &row, known)?;
    Ok(row)
}
