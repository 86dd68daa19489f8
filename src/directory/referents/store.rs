//! Rows of referents.

use diesel::prelude::*;

use super::api::ReferentFilter;
use crate::amount::Share;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{referents, sites};
use crate::db::{Day, Instant, Json, MultiBackend};
use crate::directory::rules::{self, Patterns};
use crate::directory::schedule::{self, WorkSchedule};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AnyId, PartnerStructureId, PlieId, ReferentId, SiteId, UserId};
use crate::keyset;

/// A row of `referents`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = referents, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ReferentRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ReferentId,
    pub(crate) user_id: UserId,
    pub(crate) site_id: SiteId,
    #[diesel(column_name = fte_e4)]
    pub(crate) fte: Share,
    #[diesel(column_name = fte_participant_support_e4)]
    pub(crate) fte_participant_support: Share,
    pub(crate) valid_from: Day,
    pub(crate) valid_to: Option<Day>,
    pub(crate) supervisor_id: Option<UserId>,
    pub(crate) work_schedule: Json,
    pub(crate) schedule_changes: Json,
    pub(crate) employer_structure_id: Option<PartnerStructureId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl ReferentRow {
    /// The weekly patterns of the terms.
    ///
    /// # Errors
    /// What is stored of them can't be read, which is a defect.
    pub(super) fn patterns(&self) -> Outcome<Patterns> {
        schedule::read(self.valid_from, self.valid_to, self.work_schedule.0.get(), self.schedule_changes.0.get())
    }

    /// Takes other patterns.
    pub(super) fn put_patterns(&mut self, patterns: &Patterns) -> Outcome<()> {
        self.work_schedule = Json::of(&WorkSchedule::of(patterns.first)).map_err(Failure::defect)?;
        self.schedule_changes = schedule::kept(&patterns.changes)?;
        Ok(())
    }

    /// Whether the terms hold on a day.
    pub(crate) fn holds_on(&self, day: Day) -> bool {
        rules::covers(self.valid_from, self.valid_to, day)
    }

    /// Whether a create that is sent again says the same.
    pub(super) fn says_the_same(&self, other: &Self) -> Outcome<bool> {
        let same = (self.user_id, self.site_id, self.supervisor_id, self.employer_structure_id)
            == (other.user_id, other.site_id, other.supervisor_id, other.employer_structure_id)
            && (self.fte, self.fte_participant_support) == (other.fte, other.fte_participant_support)
            && (self.valid_from, self.valid_to) == (other.valid_from, other.valid_to);
        Ok(same && self.patterns()?.first == other.patterns()?.first)
    }
}

/// The identifiers of those in reach, for the feed of changes.
pub(crate) fn ids_in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<AnyId>> {
    Ok(scoped(cx, reach).select(referents::id).load(cx.conn)?)
}

fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> referents::BoxedQuery<'a, MultiBackend> {
    let query = referents::table.filter(referents::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    let there = sites::table
        .filter(sites::plie_id.eq(cx.plie()))
        .filter(sites::territory_id.eq_any(reach.territories.clone()))
        .select(sites::id);
    // one's own terms are in every reach
    query.filter(
        referents::user_id
            .eq(reach.user)
            .or(referents::site_id.eq_any(reach.sites.clone()))
            .or(referents::site_id.eq_any(there)),
    )
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &ReferentFilter, page: &PageIn) -> Outcome<Page<ReferentRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(after) = page.updated_after {
            query = query.filter(referents::updated_at.gt(after));
        }
        if let Some(user) = filter.user_id {
            query = query.filter(referents::user_id.eq(user));
        }
        if let Some(site) = filter.site_id {
            query = query.filter(referents::site_id.eq(site));
        }
        if let Some(user) = filter.supervisor_id {
            query = query.filter(referents::supervisor_id.eq(user));
        }
        if let Some(on) = filter.on {
            query = query.filter(referents::valid_from.le(on));
            query = query.filter(referents::valid_to.is_null().or(referents::valid_to.ge(on)));
        }
        query
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at", "valid_from"])?;
    let query = filtered(cx).select(ReferentRow::as_select());
    let mut found = if sort == "valid_from" {
        let rows = keyset!(query, page, asc, referents::valid_from, referents::id, Day).load(cx.conn)?;
        page.cut(rows, sort, |r: &ReferentRow| (r.valid_from.to_string().into(), r.id))?
    } else {
        let rows = keyset!(query, page, desc, referents::created_at, referents::id, Instant).load(cx.conn)?;
        page.cut(rows, sort, |r: &ReferentRow| (r.created_at.to_string().into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

/// The referent, if it is in reach.
pub(crate) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: ReferentId) -> Outcome<ReferentRow> {
    let query = scoped(cx, reach).filter(referents::id.eq(id)).select(ReferentRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the referent is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: ReferentId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The terms on which an account follows people on a day; where it holds two, the larger ones.
pub(crate) fn of_user(cx: &mut Ctx<'_>, user: UserId, on: Day) -> Outcome<Option<ReferentRow>> {
    let query = referents::table
        .filter(referents::plie_id.eq(cx.plie()))
        .filter(referents::user_id.eq(user))
        .filter(referents::valid_from.le(on))
        .filter(referents::valid_to.is_null().or(referents::valid_to.ge(on)))
        .order((referents::fte_e4.desc(), referents::valid_from.desc(), referents::id.desc()))
        .select(ReferentRow::as_select());
    Ok(query.first(cx.conn).optional()?)
}

/// The referents in reach whose terms hold on a day.
pub(crate) fn active_on(cx: &mut Ctx<'_>, reach: &Reach, on: Day) -> Outcome<Vec<ReferentRow>> {
    let query = scoped(cx, reach)
        .filter(referents::valid_from.le(on))
        .filter(referents::valid_to.is_null().or(referents::valid_to.ge(on)))
        .order(referents::id)
        .select(ReferentRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The row with this identifier, whoever asks: for a create that is sent again.
pub(super) fn stored(cx: &mut Ctx<'_>, id: ReferentId) -> Outcome<Option<ReferentRow>> {
    Ok(referents::table.find((cx.plie(), id)).select(ReferentRow::as_select()).get_result(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ReferentRow) -> Outcome<()> {
    diesel::insert_into(referents::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &ReferentRow) -> Outcome<()> {
    let before = referents::table
        .filter(referents::plie_id.eq(row.plie_id))
        .filter(referents::id.eq(row.id))
        .filter(referents::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
