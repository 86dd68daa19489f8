//! Rows of situations.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::situations;
use crate::db::{Day, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{ParticipantId, PlieId, SituationId, UserId};
use crate::keyset;
use crate::participants::in_reach;

/// A row of `situations`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = situations, treat_none_as_default_value = false)]
pub(crate) struct SituationRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: SituationId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) as_of: Day,
    pub(crate) labour_status: String,
    pub(crate) unemployment_months: Option<i64>,
    pub(crate) registered_ft: Option<bool>,
    pub(crate) in_education: bool,
    pub(crate) isced: i64,
    pub(crate) french_level: Option<String>,
    pub(crate) minimum_incomes: Json,
    pub(crate) single_parent: Option<bool>,
    pub(crate) housing_situation: Option<String>,
    pub(crate) driving_licence: Option<bool>,
    pub(crate) source: String,
    pub(crate) supersedes: Option<SituationId>,
    pub(crate) recorded_at: Instant,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// What is asked of the situations of a participant.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    /// Those of this day or before.
    pub(super) as_of: Option<Day>,
    /// Those recorded before this instant.
    pub(super) known_before: Option<Instant>,
}

/// The situations of a participant whose reach was looked at already.
pub(super) fn list(
    cx: &mut Ctx<'_>,
    participant: ParticipantId,
    page: &PageIn,
    asked: Asked,
) -> Outcome<Page<SituationRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = situations::table
            .filter(situations::plie_id.eq(cx.plie()))
            .filter(situations::participant_id.eq(participant))
            .into_boxed();
        if let Some(day) = asked.as_of {
            query = query.filter(situations::as_of.le(day));
        }
        if let Some(instant) = asked.known_before {
            query = query.filter(situations::recorded_at.lt(instant));
        }
        match page.updated_after {
            Some(after) => query.filter(situations::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-as_of", "as_of"])?;
    let query = filtered(cx).select(SituationRow::as_select());
    let rows = if sort == "as_of" {
        keyset!(query, page, asc, situations::as_of, situations::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, situations::as_of, situations::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &SituationRow| (r.as_of.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The minimum incomes that some situations tell of, whoever asks: whether they are in reach was asked before.
pub(crate) fn incomes(cx: &mut Ctx<'_>, ids: &[SituationId]) -> Outcome<HashMap<SituationId, Vec<String>>> {
    let rows: Vec<(SituationId, Json)> = situations::table
        .filter(situations::plie_id.eq(cx.plie()))
        .filter(situations::id.eq_any(ids.to_vec()))
        .select((situations::id, situations::minimum_incomes))
        .load(cx.conn)?;
    rows.into_iter().map(|(id, incomes)| Ok((id, incomes.read().map_err(Failure::defect)?))).collect()
}

/// The newest situations of a participant, as many as one object embeds.
pub(crate) fn newest(cx: &mut Ctx<'_>, participant: ParticipantId, limit: i64) -> Outcome<Vec<SituationRow>> {
    let query = situations::table
        .filter(situations::plie_id.eq(cx.plie()))
        .filter(situations::participant_id.eq(participant))
        .order((situations::as_of.desc(), situations::id.desc()))
        .limit(limit)
        .select(SituationRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// What is known of a participant for a day: the latest situation of that day or before which none supersedes.
pub(crate) fn current(cx: &mut Ctx<'_>, participant: ParticipantId, on: Day) -> Outcome<Option<SituationRow>> {
    let superseded = superseded(cx, participant)?;
    let query = situations::table
        .filter(situations::plie_id.eq(cx.plie()))
        .filter(situations::participant_id.eq(participant))
        .filter(situations::as_of.le(on))
        .filter(situations::id.ne_all(superseded))
        .order((situations::as_of.desc(), situations::recorded_at.desc(), situations::id.desc()))
        .select(SituationRow::as_select());
    Ok(query.first(cx.conn).optional()?)
}

/// The first situation of a participant that holds for a day between two and that none supersedes; of those of one day,
/// the last recorded.
pub(crate) fn first_between(
    cx: &mut Ctx<'_>,
    participant: ParticipantId,
    from: Day,
    to: Day,
) -> Outcome<Option<SituationRow>> {
    let superseded = superseded(cx, participant)?;
    let query = situations::table
        .filter(situations::plie_id.eq(cx.plie()))
        .filter(situations::participant_id.eq(participant))
        .filter(situations::as_of.between(from, to))
        .filter(situations::id.ne_all(superseded))
        .order((situations::as_of, situations::recorded_at.desc(), situations::id.desc()))
        .select(SituationRow::as_select());
    Ok(query.first(cx.conn).optional()?)
}

/// The situation with this identifier, when it is of this participant.
pub(crate) fn of_person(
    cx: &mut Ctx<'_>,
    participant: ParticipantId,
    id: SituationId,
) -> Outcome<Option<SituationRow>> {
    let query = situations::table
        .find((cx.plie(), id))
        .filter(situations::participant_id.eq(participant))
        .select(SituationRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// The situations of a participant that another one corrects.
fn superseded(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<Vec<SituationId>> {
    let query = situations::table
        .filter(situations::plie_id.eq(cx.plie()))
        .filter(situations::participant_id.eq(participant))
        .filter(situations::supersedes.is_not_null())
        .select(situations::supersedes.assume_not_null());
    Ok(query.load(cx.conn)?)
}

/// The situation, when its participant is in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: SituationId) -> Outcome<SituationRow> {
    let query = situations::table
        .find((cx.plie(), id))
        .filter(in_reach(cx, reach, situations::participant_id))
        .select(SituationRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the situation is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: SituationId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// Whether a later row supersedes this one.
pub(super) fn is_superseded(cx: &mut Ctx<'_>, id: SituationId) -> Outcome<bool> {
    let query = situations::table
        .filter(situations::plie_id.eq(cx.plie()))
        .filter(situations::supersedes.eq(id))
        .select(situations::id);
    Ok(query.first::<SituationId>(cx.conn).optional()?.is_some())
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &SituationRow) -> Outcome<()> {
    diesel::insert_into(situations::table).values(row).execute(cx.conn)?;
    Ok(())
}
