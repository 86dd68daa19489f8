//! Rows of mission letters.

use diesel::prelude::*;

use super::api::MissionLetterFilter;
use super::rules::{CostMode, Other};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::mission_letters as t;
use crate::db::{Day, Instant, MultiBackend};
use crate::esf::staff;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{DocumentId, MissionLetterId, OperationId, PlieId, UserId};
use crate::keyset;

/// A row of `mission_letters`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct LetterRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: MissionLetterId,
    pub(crate) user_id: UserId,
    pub(crate) operation_id: OperationId,
    pub(crate) missions: String,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Day,
    pub(crate) cost_mode: CostMode,
    #[diesel(column_name = fixed_percentage_e4)]
    pub(crate) percentage: Option<i64>,
    pub(crate) signed_on: Option<Day>,
    pub(crate) accepted_by_ma_on: Option<Day>,
    pub(crate) document_id: Option<DocumentId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl LetterRow {
    /// Whether a create that is sent again says the same.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let who = |r: &Self| (r.user_id, r.operation_id, r.missions.clone(), r.starts_on, r.ends_on);
        let how = |r: &Self| (r.cost_mode, r.percentage, r.signed_on, r.accepted_by_ma_on, r.document_id);
        who(self) == who(other) && how(self) == how(other)
    }

    /// What the other letters of the person are held against.
    pub(super) fn beside(&self) -> Other {
        Other {
            operation: self.operation_id,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            cost_mode: self.cost_mode,
            percentage: self.percentage,
        }
    }
}

/// Every letter, one's own, those of the operations that a role names.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    query.filter(t::user_id.eq(reach.user).or(t::operation_id.eq_any(reach.operations.clone())))
}

/// As [`scoped`], with those of the staff of the territories and sites that a role names.
fn in_reach<'a>(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<t::BoxedQuery<'a, MultiBackend>> {
    if reach.territories.is_empty() && reach.sites.is_empty() {
        return Ok(scoped(cx, reach));
    }
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    Ok(match staff::in_reach(cx, reach)? {
        None => query,
        Some(users) => query.filter(t::user_id.eq_any(users)),
    })
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &MissionLetterFilter, page: &PageIn) -> Outcome<Page<LetterRow>> {
    let reach = cx.reach.clone();
    let filtered = |cx: &mut Ctx<'_>| {
        let mut query = in_reach(cx, &reach)?;
        if let Some(user) = filter.staff_id {
            query = query.filter(t::user_id.eq(user));
        }
        if let Some(operation) = filter.operation_id {
            query = query.filter(t::operation_id.eq(operation));
        }
        if let Some(on) = filter.on {
            query = query.filter(t::starts_on.le(on)).filter(t::ends_on.ge(on));
        }
        if let Some(after) = page.updated_after {
            query = query.filter(t::updated_at.gt(after));
        }
        Ok::<_, Failure>(query)
    };
    let total = if page.include_total { Some(filtered(cx)?.count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-starts_on", "starts_on"])?;
    let query = filtered(cx)?.select(LetterRow::as_select());
    let rows = if sort == "starts_on" {
        keyset!(query, page, asc, t::starts_on, t::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::starts_on, t::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &LetterRow| (r.starts_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The letter, when it is in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: MissionLetterId) -> Outcome<LetterRow> {
    let query = in_reach(cx, reach)?.filter(t::id.eq(id)).select(LetterRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the letter is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: MissionLetterId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The other letters of a person, whoever asks: shares are added up over all of them.
pub(super) fn others(cx: &mut Ctx<'_>, user: UserId, but: MissionLetterId) -> Outcome<Vec<Other>> {
    let rows: Vec<LetterRow> = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::user_id.eq(user))
        .filter(t::id.ne(but))
        .select(LetterRow::as_select())
        .load(cx.conn)?;
    Ok(rows.iter().map(LetterRow::beside).collect())
}

/// The letters on an operation, and every one with a fixed share of these people, that hold on some day between two.
/// Whether they are in reach was asked before.
pub(crate) fn between(
    cx: &mut Ctx<'_>,
    operation: OperationId,
    users: &[UserId],
    from: Day,
    to: Day,
) -> Outcome<Vec<LetterRow>> {
    let fixed = t::cost_mode.eq(CostMode::FixedPercentage).and(t::user_id.eq_any(users.to_vec()));
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::starts_on.le(to))
        .filter(t::ends_on.ge(from))
        .filter(t::operation_id.eq(operation).or(fixed))
        .order((t::user_id, t::starts_on, t::id))
        .select(LetterRow::as_select());
    Ok(query.load(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &LetterRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &LetterRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
