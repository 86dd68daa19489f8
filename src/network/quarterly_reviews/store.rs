//! Rows of quarterly reviews and of their items.

use std::collections::HashMap;

use diesel::prelude::*;

use super::api::QuarterlyReviewFilter;
use crate::auth::keys::Keys;
use crate::auth::role::Reach;
use crate::civil::{add_days, quarter_of};
use crate::ctx::Ctx;
use crate::db::schema::{quarterly_review_items as items, quarterly_reviews as t, referents};
use crate::db::{Conn, Day, Instant, Json, MultiBackend};
use crate::each;
use crate::esf::staff;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{ParticipantId, PartnerStructureId, PathwayId, PlieId, QuarterlyReviewId, ReferentId, UserId};
use crate::keyset;
use crate::participants::vault::What;
use crate::participants::vault::words::{self, Worded, WordsOf};

/// A row of `quarterly_reviews`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ReviewRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: QuarterlyReviewId,
    pub(crate) structure_id: PartnerStructureId,
    pub(crate) quarter: String,
    pub(crate) referent_id: Option<ReferentId>,
    /// The referent's account, or that of whoever recorded a review of the whole structure.
    pub(crate) user_id: Option<UserId>,
    pub(crate) held_on: Option<Day>,
    /// T9, which the alerts find it by.
    pub(crate) next_due_on: Option<Day>,
    pub(crate) attendees: Json,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// A row of `quarterly_review_items`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = items, treat_none_as_default_value = false)]
pub(crate) struct ItemRow {
    pub(crate) plie_id: PlieId,
    pub(crate) review_id: QuarterlyReviewId,
    pub(crate) position: i64,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) summary: Option<String>,
    pub(crate) next_step: Option<String>,
    /// The words as they are kept; those above hold them in the clear in memory, and in rows older than their
    /// encryption.
    pub(crate) words_sealed: Option<Vec<u8>>,
}

impl Worded for ItemRow {
    const WHAT: What = What::ReviewItem;

    fn whose(&self) -> WordsOf {
        WordsOf { plie: self.plie_id, person: Some(self.participant_id), object: self.review_id.0 }
    }

    fn sealed(&mut self) -> &mut Option<Vec<u8>> {
        &mut self.words_sealed
    }

    fn each(&mut self, f: &mut dyn FnMut(&'static str, &mut String)) -> Outcome<()> {
        for (place, text) in [("/summary", &mut self.summary), ("/next_step", &mut self.next_step)] {
            if let Some(text) = text {
                f(place, text);
            }
        }
        Ok(())
    }
}

/// Seals some of the items whose words stand in the clear: how many there were; none once all are sealed.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn seal_clear(conn: &mut Conn, keys: &Keys, now: Instant) -> Outcome<usize> {
    let rows: Vec<ItemRow> = items::table
        .filter(items::words_sealed.is_null())
        .filter(items::summary.is_not_null().or(items::next_step.is_not_null()))
        .limit(words::BATCH)
        .select(ItemRow::as_select())
        .load(conn)?;
    words::seal_all(conn, keys, now, &rows, |conn, row| {
        // an item has no version: what was put in its place meanwhile is sealed already
        let clear = items::table
            .find((row.plie_id, row.review_id, row.position))
            .filter(items::pathway_id.eq(row.pathway_id))
            .filter(items::words_sealed.is_null());
        let sealed = items::words_sealed.eq(&row.words_sealed);
        let words = (items::summary.eq(&row.summary), items::next_step.eq(&row.next_step), sealed);
        diesel::update(clear).set(words).execute(conn)
    })
}

/// Whose reviews are in reach: of the staff whose time is, and of the structures that the PLIE shares them with.
struct Whose {
    all: bool,
    users: Vec<UserId>,
    structures: Vec<PartnerStructureId>,
    /// Held on this day or later, a structure still reads its review.
    since: Day,
    /// Not held yet, from today's quarter on.
    quarter: String,
}

fn whose(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Whose> {
    let inside = reach.myself || !reach.territories.is_empty() || !reach.sites.is_empty();
    let users = if inside { staff::in_reach(cx, reach)?.unwrap_or_default() } else { Vec::new() };
    let since = add_days(cx.today, -cx.settings().joint_read_days);
    Ok(Whose { all: reach.all, users, structures: reach.shared.clone(), since, quarter: quarter_of(cx.today) })
}

fn scoped<'a>(plie: PlieId, whose: &Whose) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(plie)).into_boxed();
    if whose.all {
        return query;
    }
    let theirs = t::user_id.is_not_null().and(t::user_id.assume_not_null().eq_any(whose.users.clone()));
    let lately = t::held_on.is_not_null().and(t::held_on.assume_not_null().ge(whose.since));
    let to_come = t::held_on.is_null().and(t::quarter.ge(whose.quarter.clone()));
    query.filter(theirs.or(t::structure_id.eq_any(whose.structures.clone()).and(lately.or(to_come))))
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &QuarterlyReviewFilter, page: &PageIn) -> Outcome<Page<ReviewRow>> {
    let whose = whose(cx, &cx.reach.clone())?;
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx.plie(), &whose);
        if let Some(structure) = filter.structure_id {
            query = query.filter(t::structure_id.eq(structure));
        }
        if let Some(quarter) = &filter.quarter {
            query = query.filter(t::quarter.eq(quarter.as_str().to_owned()));
        }
        if let Some(referent) = filter.referent_id {
            query = query.filter(t::referent_id.eq(referent));
        }
        if let Some(pathway) = filter.pathway_id {
            let named = items::table
                .filter(items::plie_id.eq(cx.plie()))
                .filter(items::pathway_id.eq(pathway))
                .select(items::review_id);
            query = query.filter(t::id.eq_any(named));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-quarter", "quarter"])?;
    let query = filtered(cx).select(ReviewRow::as_select());
    let rows = if sort == "quarter" {
        keyset!(query, page, asc, t::quarter, t::id, String).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::quarter, t::id, String).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &ReviewRow| (r.quarter.clone().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: QuarterlyReviewId) -> Outcome<ReviewRow> {
    let whose = whose(cx, reach)?;
    let query = scoped(cx.plie(), &whose).filter(t::id.eq(id)).select(ReviewRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the review is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: QuarterlyReviewId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// Another review of the same structure, quarter and referent.
pub(super) fn alike(cx: &mut Ctx<'_>, row: &ReviewRow) -> Outcome<Option<QuarterlyReviewId>> {
    let mut query = t::table
        .filter(t::plie_id.eq(row.plie_id))
        .filter(t::structure_id.eq(row.structure_id))
        .filter(t::quarter.eq(&row.quarter))
        .filter(t::id.ne(row.id))
        .select(t::id)
        .into_boxed();
    query = match row.referent_id {
        Some(referent) => query.filter(t::referent_id.eq(referent)),
        None => query.filter(t::referent_id.is_null()),
    };
    Ok(query.first(cx.conn).optional()?)
}

/// The account of a referent, where their terms hold or held.
pub(super) fn referent(cx: &mut Ctx<'_>, id: ReferentId) -> Outcome<Option<UserId>> {
    Ok(referents::table.find((cx.plie(), id)).select(referents::user_id).get_result(cx.conn).optional()?)
}

/// The terms that an account has as a referent today.
pub(super) fn terms_of(cx: &mut Ctx<'_>, user: UserId) -> Outcome<Option<ReferentId>> {
    let query = referents::table
        .filter(referents::plie_id.eq(cx.plie()))
        .filter(referents::user_id.eq(user))
        .filter(referents::valid_from.le(cx.today))
        .filter(referents::valid_to.is_null().or(referents::valid_to.ge(cx.today).assume_not_null()))
        .order((referents::valid_from.desc(), referents::id.desc()))
        .select(referents::id);
    Ok(query.first(cx.conn).optional()?)
}

/// The items of each of these reviews, in their order.
pub(super) fn items(cx: &mut Ctx<'_>, ids: &[QuarterlyReviewId]) -> Outcome<HashMap<QuarterlyReviewId, Vec<ItemRow>>> {
    let mut all: HashMap<QuarterlyReviewId, Vec<ItemRow>> = HashMap::new();
    if ids.is_empty() {
        return Ok(all);
    }
    let rows: Vec<ItemRow> = items::table
        .filter(items::plie_id.eq(cx.plie()))
        .filter(items::review_id.eq_any(ids.to_vec()))
        .order((items::review_id, items::position))
        .select(ItemRow::as_select())
        .load(cx.conn)?;
    for row in rows {
        all.entry(row.review_id).or_default().push(row);
    }
    Ok(all)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ReviewRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Puts these items in place of those that stood there.
pub(super) fn put_items(cx: &mut Ctx<'_>, id: QuarterlyReviewId, rows: &[ItemRow]) -> Outcome<()> {
    let before = items::table.filter(items::plie_id.eq(cx.plie())).filter(items::review_id.eq(id));
    diesel::delete(before).execute(cx.conn)?;
    // sealing holds each person: in one order, so that two reviews of the same people don't wait for each other
    let mut rows = rows.to_vec();
    rows.sort_unstable_by_key(|row| row.participant_id);
    let rows: Vec<ItemRow> = rows.iter().map(|row| words::kept(cx, row)).collect::<Outcome<_>>()?;
    for chunk in rows.chunks(200) {
        each!(cx.conn, |c| diesel::insert_into(items::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &ReviewRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
