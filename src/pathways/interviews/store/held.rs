//! Interviews of a pathway that were held, for its attendance sheet.

use diesel::prelude::*;

use super::{InterviewRow, beside};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::schema::interviews;
use crate::failure::Outcome;
use crate::ids::PathwayId;
use crate::participants::signatures::SignatureRow;
use crate::pathways::interviews::rules::InterviewOutcome;

/// Those of a pathway that were held from one day to another, both included, in order of time, each with the signature that
/// it names. The pathway was found in reach before.
pub(crate) fn held_of(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    from: Day,
    to: Day,
) -> Outcome<Vec<(InterviewRow, Option<SignatureRow>)>> {
    let rows: Vec<InterviewRow> = interviews::table
        .filter(interviews::plie_id.eq(cx.plie()))
        .filter(interviews::pathway_id.eq(pathway))
        .filter(interviews::outcome.eq(InterviewOutcome::Held))
        .filter(interviews::day.between(from, to))
        .order((interviews::starts_at, interviews::id))
        .select(InterviewRow::as_select())
        .load(cx.conn)?;
    let mut signatures = beside(cx, &rows)?.signatures;
    let with = |row: InterviewRow| {
        let signature = row.signature_id.and_then(|id| signatures.remove(&id));
        (row, signature)
    };
    Ok(rows.into_iter().map(with).collect())
}
