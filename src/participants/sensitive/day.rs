//! The facts that hold for a day, for whoever keeps of them what the ESF asks (decision 0007).

use std::collections::HashMap;

use super::store::{self, Facts, SensitiveRow};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::{Failure, Outcome};
use crate::ids::{ParticipantId, SensitiveFactsId};
use crate::participants::vault::{self, Sealed, What};

/// What was told for a day: the latest until it, else the first told soon after, since forms are filled in some days
/// late.
fn row_for(cx: &mut Ctx<'_>, person: ParticipantId, on: Day, until: Day) -> Outcome<Option<SensitiveRow>> {
    let asked = store::Asked { as_of: Some(on), known_before: None };
    match store::latest(cx, person, asked)? {
        Some(row) => Ok(Some(row)),
        None => store::first_between(cx, person, on, until),
    }
}

/// Which facts hold for a day; nothing is opened.
pub(crate) fn standing_for_day(
    cx: &mut Ctx<'_>,
    person: ParticipantId,
    on: Day,
    until: Day,
) -> Outcome<Option<SensitiveFactsId>> {
    Ok(row_for(cx, person, on, until)?.map(|row| row.id))
}

/// The facts that hold for a day, opened: who asks for it is in the access log (R3.6).
pub(crate) fn for_day(cx: &mut Ctx<'_>, person: ParticipantId, on: Day, until: Day) -> Outcome<Option<Facts>> {
    let Some(row) = row_for(cx, person, on, until)? else { return Ok(None) };
    let sealed = Sealed { what: What::SensitiveFacts, person, object: row.id.0, bytes: &row.sealed };
    let plain = vault::open(cx, &[sealed])?;
    let plain = plain.first().ok_or(Failure::NotFound)?;
    // an error of the reader would quote what it has read
    serde_json::from_str(plain).map(Some).map_err(|_e| Failure::defect("sensitive facts of another form"))
}

/// As [`for_day`], for many people at once, each with a day of their own and until when: few statements, and a line each
/// in the access log.
pub(crate) fn for_days(
    cx: &mut Ctx<'_>,
    asked: &[(ParticipantId, Day, Day)],
) -> Outcome<HashMap<ParticipantId, Facts>> {
    let people: Vec<ParticipantId> = asked.iter().map(|(person, ..)| *person).collect();
    let mut told: HashMap<ParticipantId, Vec<SensitiveRow>> = HashMap::new();
    for row in store::of_people(cx, &people)? {
        told.entry(row.participant_id).or_default().push(row);
    }
    let standing = |(person, on, until): &(ParticipantId, Day, Day)| {
        let rows = told.get(person)?;
        let before = rows.iter().filter(|row| row.as_of <= *on).max_by_key(|row| (row.as_of, row.recorded_at, row.id));
        let soon = || {
            let soon = rows.iter().filter(|row| *on < row.as_of && row.as_of <= *until);
            soon.min_by_key(|row| (row.as_of, std::cmp::Reverse((row.recorded_at, row.id))))
        };
        before.or_else(soon)
    };
    let rows: Vec<&SensitiveRow> = asked.iter().filter_map(standing).collect();
    let sealed: Vec<Sealed<'_>> = rows
        .iter()
        .map(|row| Sealed {
            what: What::SensitiveFacts,
            person: row.participant_id,
            object: row.id.0,
            bytes: &row.sealed,
        })
        .collect();
    let plain = vault::open(cx, &sealed)?;
    let read = |(row, plain): (&SensitiveRow, String)| {
        // an error of the reader would quote what it has read
        let facts = serde_json::from_str(&plain).map_err(|_e| Failure::defect("sensitive facts of another form"))?;
        Ok((row.participant_id, facts))
    };
    rows.into_iter().zip(plain).map(read).collect()
}
