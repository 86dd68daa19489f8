//! What follows for participations when something happens elsewhere: a pathway ends, a person, a situation or a
//! sensitive answer is corrected. What the ESF was told before stays in the records.

use super::tell::{again, record_of};
use super::{append, changed, counted_up, known_of, settings_of, taken_up, voided};
use crate::civil::add_days;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::participations::codes;
use crate::esf::participations::facts::{self, Asked};
use crate::esf::participations::rules::{self, Moment};
use crate::esf::participations::store::{self, Known, ParticipationRow, RecordRow};
use crate::failure::Outcome;
use crate::ids::{ParticipantId, ParticipationId, SensitiveFactsId, SituationId};
use crate::participants::situations::{self, SituationRow};
use crate::participants::{ParticipantRow, sensitive};
use crate::pathways::PathwayRow;

/// Why a participation is void whose pathway was entered by error (§ 5.7).
const BY_ERROR: &str = "entered_by_error";

/// A pathway has its exit: so have the participations under it, on that day, and within their operation (R7.10, R7.11).
/// Their situation is still to be told. What was entered by error counts nowhere.
pub(crate) fn pathway_exited(cx: &mut Ctx<'_>, pathway: &PathwayRow) -> Outcome<()> {
    for row in store::of_pathway(cx, pathway.id)? {
        let mut known = known_of(cx, &row)?;
        // an exit that was withdrawn since: the participation is older than this pathway
        let came_back = store::revisions(cx, row.id, Moment::Exit)? > 1;
        if pathway.exit_reason.as_deref() == Some(BY_ERROR) && !came_back {
            voided(cx, row, &known, BY_ERROR)?;
            continue;
        }
        let (Some(exit_on), None) = (pathway.exit_on, row.exited_on) else { continue };
        leave(cx, row, &mut known, exit_on)?;
    }
    Ok(())
}

/// Under `exit_date_policy` `on_start` a pathway is left for the ESF on the day its job began, while the job is still
/// followed: so are the participations under it (§ 4.5, R7.11). Those of operations that were over by then, or that the
/// person entered since, stay as they are, and so does who has left already.
pub(crate) fn pathway_left(cx: &mut Ctx<'_>, pathway: &PathwayRow, on: Day) -> Outcome<()> {
    for row in store::of_pathway(cx, pathway.id)? {
        let mut known = known_of(cx, &row)?;
        if row.exited_on.is_none() && row.entered_on <= on && on <= known.operation.ends_on {
            leave(cx, row, &mut known, on)?;
        }
    }
    Ok(())
}

/// The job that somebody left for on a day is over, or began on another one: the participations that were left with it go
/// on (R7.6). What was told of the exit stays in the records.
pub(crate) fn pathway_taken_back(cx: &mut Ctx<'_>, pathway: &PathwayRow, left_on: Day) -> Outcome<()> {
    for row in store::of_pathway(cx, pathway.id)? {
        if row.exited_on == Some(left_on) {
            let known = known_of(cx, &row)?;
            taken_up(cx, row, known, left_on)?;
        }
    }
    Ok(())
}

/// A participation ends with its pathway, within its operation (R7.10) and not before it began.
fn leave(cx: &mut Ctx<'_>, row: ParticipationRow, known: &mut Known, exit_on: Day) -> Outcome<()> {
    let on = exit_on.min(known.operation.ends_on).max(row.entered_on);
    let record = facts::blank(cx, &row, Moment::Exit, on)?;
    known.exit = Some(append(cx, record)?);
    let row = ParticipationRow { exited_on: Some(on), six_month_on: Some(rules::six_month_on(on)), ..row };
    changed(cx, row, known, &["exited_on"]).map(drop)
}

/// The gender or the birth date of a person was corrected: so are the entries that tell of them. `quietly` where the
/// version of the participation is another's to change (a merge moves it).
pub(crate) fn person_corrected(cx: &mut Ctx<'_>, person: &ParticipantRow, quietly: bool) -> Outcome<()> {
    for row in store::of_person(cx, person.id)? {
        let mut known = known_of(cx, &row)?;
        let fresh = facts::with_person(again(cx, &known.entry), person);
        if (&fresh.gender, fresh.age) == (&known.entry.gender, known.entry.age) {
            continue;
        }
        let before = known.entry.id;
        known.entry = append(cx, fresh)?;
        codes::pass_on(cx, before, known.entry.id)?;
        if quietly {
            let (read, row) = (row.version, counted_up(cx, row, &known));
            store::update(cx, &row, read)?;
        } else {
            changed(cx, row, &known, &["entry_situation"])?;
        }
    }
    Ok(())
}

/// Sensitive facts were told: the codes of the entries that they hold for are renewed.
pub(crate) fn sensitive_told(
    cx: &mut Ctx<'_>,
    person: ParticipantId,
    told: SensitiveFactsId,
    facts: &sensitive::Facts,
) -> Outcome<()> {
    for row in store::of_person(cx, person)? {
        let until = add_days(row.entered_on, rules::ENTRY_DAYS);
        // only what holds for the day of the entry, and nothing is opened to find that out
        if sensitive::standing_for_day(cx, person, row.entered_on, until)? != Some(told) {
            continue;
        }
        let mut known = known_of(cx, &row)?;
        let situation = told_of(cx, &known.entry, person)?;
        let codes = facts::codes_of(facts);
        let asked = Asked::of_codes(&codes);
        let fresh = facts::with_answers(cx, again(cx, &known.entry), asked, situation.as_ref())?;
        known.entry = append(cx, fresh)?;
        codes::keep(cx, known.entry.id, &codes)?;
        changed(cx, row, &known, &["declined_items"])?;
    }
    Ok(())
}

fn told_of(cx: &mut Ctx<'_>, record: &RecordRow, person: ParticipantId) -> Outcome<Option<SituationRow>> {
    match record.situation_id {
        Some(id) => situations::of_person(cx, person, id),
        None => Ok(None),
    }
}

/// A situation was corrected by another: the moments that were told by it are told by the new one, where that holds
/// for their time.
pub(crate) fn situation_corrected(cx: &mut Ctx<'_>, old: SituationId, new: &SituationRow) -> Outcome<()> {
    for row in store::of_person(cx, new.participant_id)? {
        let mut known = known_of(cx, &row)?;
        let mut fields = Vec::new();
        for moment in Moment::ALL.iter().copied() {
            let Some(record) = record_of(&known, moment).filter(|r| r.situation_id == Some(old)) else { continue };
            if !holds(cx, &row, &known, moment, new.as_of)? {
                continue;
            }
            let (before, asked) = (record.id, Asked::of_entry(record));
            let mut fresh = facts::with_situation(cx, again(cx, record), new);
            if moment == Moment::Entry {
                fresh = facts::with_answers(cx, fresh, asked, Some(new))?;
            }
            fields.push(put_again(cx, &mut known, moment, before, fresh)?);
        }
        if !fields.is_empty() {
            changed(cx, row, &known, &fields)?;
        }
    }
    Ok(())
}

/// Whether a situation of a day tells of a moment; one that was carried over tells of the entry.
fn holds(cx: &Ctx<'_>, row: &ParticipationRow, known: &Known, moment: Moment, as_of: Day) -> Outcome<bool> {
    let carried = known.exit.as_ref().is_some_and(|exit| exit.carried_over && moment == Moment::Exit);
    let moment = if carried { Moment::Entry } else { moment };
    let days = settings_of(cx, &known.operation)?.six_month_window_days;
    let window = rules::window(moment, row.entered_on, row.exited_on.unwrap_or(row.entered_on), days);
    Ok(rules::window_fault(moment, "", as_of, window).is_none())
}

fn put_again(
    cx: &mut Ctx<'_>,
    known: &mut Known,
    moment: Moment,
    before: crate::ids::ParticipationRecordId,
    fresh: RecordRow,
) -> Outcome<&'static str> {
    let fresh = append(cx, fresh)?;
    Ok(match moment {
        Moment::Entry => {
            codes::pass_on(cx, before, fresh.id)?;
            known.entry = fresh;
            "entry_situation"
        }
        Moment::Exit => {
            known.exit = Some(fresh);
            "exit_situation"
        }
        Moment::SixMonth => {
            known.six_month = Some(fresh);
            "six_month_situation"
        }
    })
}

/// What is missing of the exit of the participations of a pathway that is to close, each as `participation/item`; none
/// where nobody takes part under it.
pub(crate) fn missing_at_close(cx: &mut Ctx<'_>, pathway: &PathwayRow) -> Outcome<Option<Vec<String>>> {
    let rows = store::of_pathway(cx, pathway.id)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut missing = Vec::new();
    for (row, known) in rows.iter().zip(store::known(cx, &rows)?) {
        let done = facts::standing(row, &known, cx.today);
        let exit = done.missing.iter().filter(|m| m.moment == Moment::Exit);
        let lacks = rules::left_on(row.exited_on, known.operation.ends_on, cx.today).is_none();
        missing.extend(lacks.then(|| format!("{}/{}", row.id, rules::EsfItem::ExitedOn)));
        missing.extend(exit.map(|m| format!("{}/{}", row.id, m.item)));
    }
    Ok(Some(missing))
}

/// Where the last participation of a person stands, as far as proofs go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owed {
    /// The participation.
    pub(crate) id: ParticipationId,
    /// The day of the entry.
    pub(crate) entered_on: Day,
    /// Whether the entry is told.
    pub(crate) entry: bool,
    /// Until when the exit is to be told; none while the person takes part.
    pub(crate) exit_due_on: Option<Day>,
    /// Whether it is.
    pub(crate) exit: bool,
    /// When six months have passed, and until when the situation of that time is to be told.
    pub(crate) six_month: Option<(Day, Day)>,
    /// Whether it is.
    pub(crate) six_month_told: bool,
}

/// Where the last participation of a person stands; none without one.
pub(crate) fn owed(cx: &mut Ctx<'_>, person: ParticipantId) -> Outcome<Option<Owed>> {
    let Some(row) = store::of_person(cx, person)?.pop() else { return Ok(None) };
    let known = known_of(cx, &row)?;
    let left_on = rules::left_on(row.exited_on, known.operation.ends_on, cx.today);
    let days = settings_of(cx, &known.operation)?.six_month_window_days;
    let after = left_on.map(rules::six_month_on);
    Ok(Some(Owed {
        id: row.id,
        entered_on: row.entered_on,
        entry: row.complete_entry,
        exit_due_on: left_on.map(rules::exit_due_on),
        exit: row.complete_exit,
        six_month: after.map(|from| (from, add_days(from, days))),
        six_month_told: row.complete_six_month,
    }))
}
