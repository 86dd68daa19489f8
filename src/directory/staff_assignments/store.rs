//! Rows of staff assignments.

use diesel::prelude::*;

use super::api::StaffAssignmentFilter;
use crate::amount::Share;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{sites, staff_assignments as t};
use crate::db::{Day, Instant, Json, MultiBackend};
use crate::directory::rules::Patterns;
use crate::directory::schedule::{self, WorkSchedule};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AnyId, PartnerStructureId, PlieId, SiteId, StaffAssignmentId, UserId};
use crate::keyset;

/// A row of `staff_assignments`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct StaffAssignmentRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: StaffAssignmentId,
    pub(crate) user_id: UserId,
    pub(crate) site_id: SiteId,
    pub(crate) job_title: Option<String>,
    #[diesel(column_name = fte_e4)]
    pub(crate) fte: Share,
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

impl StaffAssignmentRow {
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

    /// Whether a create that is sent again says the same.
    pub(super) fn says_the_same(&self, other: &Self) -> Outcome<bool> {
        let same = (self.user_id, self.site_id, self.supervisor_id, self.employer_structure_id)
            == (other.user_id, other.site_id, other.supervisor_id, other.employer_structure_id)
            && (self.fte, &self.job_title) == (other.fte, &other.job_title)
            && (self.valid_from, self.valid_to) == (other.valid_from, other.valid_to);
        Ok(same && self.patterns()?.first == other.patterns()?.first)
    }
}

/// The identifiers of those in reach, for the feed of changes.
pub(crate) fn ids_in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<AnyId>> {
    Ok(scoped(cx, reach).select(t::id).load(cx.conn)?)
}

fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    let there = sites::table
        .filter(sites::plie_id.eq(cx.plie()))
        .filter(sites::territory_id.eq_any(reach.territories.clone()))
        .select(sites::id);
    // one's own terms are in every reach
    query.filter(t::user_id.eq(reach.user).or(t::site_id.eq_any(reach.sites.clone())).or(t::site_id.eq_any(there)))
}

pub(super) fn list(
    cx: &mut Ctx<'_>,
    filter: &StaffAssignmentFilter,
    page: &PageIn,
) -> Outcome<Page<StaffAssignmentRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(after) = page.updated_after {
            query = query.filter(t::updated_at.gt(after));
        }
        if let Some(user) = filter.user_id {
            query = query.filter(t::user_id.eq(user));
        }
        if let Some(site) = filter.site_id {
            query = query.filter(t::site_id.eq(site));
        }
        if let Some(user) = filter.supervisor_id {
            query = query.filter(t::supervisor_id.eq(user));
        }
        if let Some(on) = filter.on {
            query = query.filter(t::valid_from.le(on));
            query = query.filter(t::valid_to.is_null().or(t::valid_to.ge(on)));
        }
        query
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at", "valid_from"])?;
    let query = filtered(cx).select(StaffAssignmentRow::as_select());
    let mut found = if sort == "valid_from" {
        let rows = keyset!(query, page, asc, t::valid_from, t::id, Day).load(cx.conn)?;
        page.cut(rows, sort, |r: &StaffAssignmentRow| (r.valid_from.to_string().into(), r.id))?
    } else {
        let rows = keyset!(query, page, desc, t::created_at, t::id, Instant).load(cx.conn)?;
        page.cut(rows, sort, |r: &StaffAssignmentRow| (r.created_at.to_string().into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

/// The terms, if they are in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: StaffAssignmentId) -> Outcome<StaffAssignmentRow> {
    let query = scoped(cx, reach).filter(t::id.eq(id)).select(StaffAssignmentRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the terms are in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: StaffAssignmentId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The row with this identifier, whoever asks: for a create that is sent again.
pub(super) fn stored(cx: &mut Ctx<'_>, id: StaffAssignmentId) -> Outcome<Option<StaffAssignmentRow>> {
    Ok(t::table.find((cx.plie(), id)).select(StaffAssignmentRow::as_select()).get_result(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &StaffAssignmentRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &StaffAssignmentRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
