//! The facts that hold for a day, for whoever keeps of them what the ESF asks (decision 0007).

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
