//! Participations with all that is known of them, many at a time: for whoever tells an authority of a whole operation.

use std::collections::HashMap;

use super::api::ParticipationFilter;
use super::facts;
use super::rules::{self, Codes, Missing};
use super::store::{self, Known, ParticipationRow};
use crate::civil::add_days;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::Outcome;
use crate::http::{Page, PageIn};
use crate::ids::{OperationId, ParticipantId};
use crate::participants::sensitive;

/// A participation, with what was last told of each moment.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    /// Its row.
    pub(crate) row: ParticipationRow,
    /// The moments.
    pub(crate) known: Known,
    /// The day of the exit; the last of the operation for who was there when it ended (R7.10).
    pub(crate) exited_on: Option<Day>,
    /// The day on which six months have passed since.
    pub(crate) six_month_on: Option<Day>,
    /// What is required and missing today (R7.1, R7.2).
    pub(crate) missing: Vec<Missing>,
    /// The sensitive answers of the entry, where they were asked for.
    pub(crate) answers: Option<Codes>,
}

/// One page of the participations in an operation that count and that the caller reaches. Sensitive answers are opened
/// where they are asked for, each with its line in the access log.
pub(crate) fn of_operation(
    cx: &mut Ctx<'_>,
    page: &PageIn,
    operation: OperationId,
    sensitive: bool,
) -> Outcome<Page<Whole>> {
    let filter = ParticipationFilter { operation_id: Some(operation), ..ParticipationFilter::default() };
    let Page { items, next_cursor, total } = store::list(cx, page, &filter)?;
    let rows: Vec<ParticipationRow> = items.into_iter().filter(|row| row.voided_at.is_none()).collect();
    let known = store::known(cx, &rows)?;
    let answers = if sensitive { Some(answers(cx, &rows)?) } else { None };
    let today = cx.today;
    let one = |(row, known): (ParticipationRow, Known)| {
        let exited_on = rules::left_on(row.exited_on, known.operation.ends_on, today);
        Whole {
            missing: facts::standing(&row, &known, today).missing,
            answers: answers.as_ref().map(|all| all.get(&row.participant_id).copied().unwrap_or(Codes::UNKNOWN)),
            six_month_on: exited_on.map(rules::six_month_on),
            exited_on,
            row,
            known,
        }
    };
    Ok(Page { items: rows.into_iter().zip(known).map(one).collect(), next_cursor, total })
}

/// The sensitive answers that hold for the entries of some people in one operation.
fn answers(cx: &mut Ctx<'_>, rows: &[ParticipationRow]) -> Outcome<HashMap<ParticipantId, Codes>> {
    let entries: Vec<(ParticipantId, Day, Day)> = rows
        .iter()
        .map(|row| (row.participant_id, row.entered_on, add_days(row.entered_on, rules::ENTRY_DAYS)))
        .collect();
    let facts = sensitive::for_days(cx, &entries)?;
    Ok(facts.into_iter().map(|(person, facts)| (person, facts::codes_of(&facts))).collect())
}
