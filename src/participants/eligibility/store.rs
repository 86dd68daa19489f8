//! Rows of evidence of eligibility.

use diesel::prelude::*;

use super::api::EligibilityFilter;
use crate::ctx::Ctx;
use crate::db::schema::eligibility as t;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::{Page, PageIn};
use crate::ids::{DocumentId, EligibilityId, ParticipantId, PlieId, UserId};
use crate::keyset;

/// A row of `eligibility`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = t, treat_none_as_default_value = false)]
pub(crate) struct EligibilityRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: EligibilityId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) criterion: String,
    pub(crate) issued_on: Day,
    pub(crate) evidence_document_id: Option<DocumentId>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// The evidence of a participant whose reach was looked at already.
pub(super) fn list(
    cx: &mut Ctx<'_>,
    participant: ParticipantId,
    filter: &EligibilityFilter,
    page: &PageIn,
) -> Outcome<Page<EligibilityRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query =
            t::table.filter(t::plie_id.eq(cx.plie())).filter(t::participant_id.eq(participant)).into_boxed();
        if let Some(criterion) = &filter.criterion {
            query = query.filter(t::criterion.eq(criterion.as_str().to_owned()));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-issued_on", "issued_on"])?;
    let query = filtered(cx).select(EligibilityRow::as_select());
    let rows = if sort == "issued_on" {
        keyset!(query, page, asc, t::issued_on, t::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::issued_on, t::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &EligibilityRow| (r.issued_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The evidence with this identifier, of whatever participant.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: EligibilityId) -> Outcome<Option<EligibilityRow>> {
    let query = t::table.find((cx.plie(), id)).select(EligibilityRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// The newest evidence of each criterion of a participant.
pub(crate) fn standing(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<Vec<EligibilityRow>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::participant_id.eq(participant))
        .order((t::criterion, t::issued_on.desc(), t::id.desc()))
        .select(EligibilityRow::as_select());
    let mut rows: Vec<EligibilityRow> = query.load(cx.conn)?;
    rows.dedup_by(|later, first| later.criterion == first.criterion);
    Ok(rows)
}

/// The day of the first evidence of a participant.
pub(crate) fn first(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<Option<Day>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::participant_id.eq(participant))
        .select(diesel::dsl::min(t::issued_on));
    Ok(query.get_result(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &EligibilityRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}
