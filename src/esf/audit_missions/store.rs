//! Rows of audit missions, of those who audit and of what they drew.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::api::AuditMissionFilter;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{
    audit_mission_auditors as auditors, audit_mission_items as items, audit_missions as t, time_records, users,
};
use crate::db::{Day, Instant, Json, MultiBackend};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::identity::users::Window;
use crate::ids::{AuditMissionId, OperationId, PlieId, TimeRecordId, UserId};
use crate::keyset;

/// What hangs on a record: what it was spent on, who signed, for whom, which week and month.
pub(super) mod dossier;
/// Rows of findings.
pub(super) mod findings;
/// What the people of an operation cost, when they were away, who takes part.
pub(super) mod means;
/// The months that cost an operation something.
pub(super) mod months;
/// What a pack shows beside the records.
pub(super) mod pack;
/// The records that a sample is drawn from.
pub(super) mod population;

/// A row of `audit_missions`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct MissionRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: AuditMissionId,
    pub(crate) operation_id: OperationId,
    pub(crate) period_from: Day,
    pub(crate) period_to: Day,
    pub(crate) sample: Json,
    pub(crate) sample_hash: String,
    pub(crate) population: i64,
    pub(crate) records: i64,
    pub(crate) participants: i64,
    pub(crate) minutes: i64,
    pub(crate) auditor_emails: Json,
    pub(crate) opens_on: Day,
    pub(crate) closes_on: Day,
    /// The window's days as instants, for the database's clock.
    pub(crate) opens_at: Instant,
    pub(crate) closes_at: Instant,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// By the database's own clock, which no node can set (`trust.md` T38): a window that closes ends every access at once,
/// between two pages of a list as well.
fn open_now(pg: bool) -> &'static str {
    if pg {
        "(audit_missions.opens_at <= statement_timestamp() and audit_missions.closes_at > statement_timestamp())"
    } else {
        "(audit_missions.opens_at <= cast(unixepoch('subsec') * 1000000 as integer) \
         and audit_missions.closes_at > cast(unixepoch('subsec') * 1000000 as integer))"
    }
}

/// The records of an account, for a column that names one.
macro_rules! records_of {
    ($cx:expr, $user:expr) => {
        time_records::table
            .filter(time_records::plie_id.eq($cx.plie()))
            .filter(time_records::user_id.eq($user))
            .select(time_records::id)
    };
}
pub(super) use records_of;

/// Every mission, those of the operations that a role names, those that one is named in while they are open, and those
/// whose sample holds a record of one's own.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    let of_operations = t::operation_id.eq_any(reach.operations.clone());
    let as_auditor: Vec<UserId> = reach.grant.then_some(reach.user).into_iter().collect();
    let named = auditors::table
        .filter(auditors::plie_id.eq(cx.plie()))
        .filter(auditors::user_id.eq_any(as_auditor))
        .select(auditors::mission_id);
    let audited = t::id.eq_any(named).and(sql::<Bool>(open_now(cx.conn.is_pg())));
    if !reach.myself {
        return query.filter(of_operations.or(audited));
    }
    let drawn = items::table
        .filter(items::plie_id.eq(cx.plie()))
        .filter(items::time_record_id.eq_any(records_of!(cx, reach.user)))
        .select(items::mission_id);
    query.filter(of_operations.or(audited).or(t::id.eq_any(drawn)))
}

/// The missions of which a caller who reads its own records in any reads more than these; none where that is all of them.
pub(super) fn read_whole(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Option<BTreeSet<AuditMissionId>>> {
    if reach.all || !reach.myself {
        return Ok(None);
    }
    let wider = Reach { myself: false, ..reach.clone() };
    Ok(Some(in_reach(cx, &wider)?.into_iter().collect()))
}

/// Whose records alone the caller reads of a mission in its reach (§ 3: one's own items); none where all of the sample.
pub(super) fn only_of(cx: &mut Ctx<'_>, mission: AuditMissionId) -> Outcome<Option<UserId>> {
    let reach = cx.reach.clone();
    let whole = read_whole(cx, &reach)?;
    Ok(whole.filter(|missions| !missions.contains(&mission)).map(|_| reach.user))
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &AuditMissionFilter, page: &PageIn) -> Outcome<Page<MissionRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(operation) = filter.operation_id {
            query = query.filter(t::operation_id.eq(operation));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-opens_on", "opens_on"])?;
    let query = filtered(cx).select(MissionRow::as_select());
    let rows = if sort == "opens_on" {
        keyset!(query, page, asc, t::opens_on, t::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::opens_on, t::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &MissionRow| (r.opens_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// A mission in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: AuditMissionId) -> Outcome<MissionRow> {
    let query = scoped(cx, reach).filter(t::id.eq(id)).select(MissionRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the mission is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: AuditMissionId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The operations of the missions that an account is named in, while they are open: what opens their costs to an auditor.
pub(crate) fn operations_granted(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<OperationId>> {
    if !reach.grant {
        return Ok(Vec::new());
    }
    let granted = Reach { grant: true, ..Reach::nothing(reach.user) };
    Ok(scoped(cx, &granted).select(t::operation_id).load(cx.conn)?)
}

/// The missions in reach: what opens the audit log to an auditor.
pub(crate) fn in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<AuditMissionId>> {
    Ok(scoped(cx, reach).select(t::id).load(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &MissionRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &MissionRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

/// The accounts that audit each of these missions, with their addresses, in the order of the addresses.
pub(super) fn auditors(
    cx: &mut Ctx<'_>,
    ids: &[AuditMissionId],
) -> Outcome<BTreeMap<AuditMissionId, Vec<(UserId, String)>>> {
    let rows: Vec<(AuditMissionId, UserId)> = auditors::table
        .filter(auditors::plie_id.eq(cx.plie()))
        .filter(auditors::mission_id.eq_any(ids.to_vec()))
        .select((auditors::mission_id, auditors::user_id))
        .load(cx.conn)?;
    let accounts: Vec<UserId> = rows.iter().map(|(_, user)| *user).collect();
    let emails: Vec<(UserId, String)> = users::table
        .filter(users::plie_id.eq(cx.plie()))
        .filter(users::id.eq_any(accounts))
        .select((users::id, users::email))
        .load(cx.conn)?;
    let emails: BTreeMap<UserId, String> = emails.into_iter().collect();
    let mut all: BTreeMap<AuditMissionId, Vec<(UserId, String)>> = BTreeMap::new();
    for (mission, user) in rows {
        let email = emails.get(&user).cloned().unwrap_or_default();
        all.entry(mission).or_default().push((user, email));
    }
    for named in all.values_mut() {
        named.sort_by(|a, b| a.1.cmp(&b.1));
    }
    Ok(all)
}

/// Names those who audit a mission, in place of those who did.
pub(super) fn put_auditors(cx: &mut Ctx<'_>, mission: AuditMissionId, named: &[UserId]) -> Outcome<()> {
    let plie = cx.plie();
    let before = auditors::table.filter(auditors::plie_id.eq(plie)).filter(auditors::mission_id.eq(mission));
    diesel::delete(before).execute(cx.conn)?;
    for user in named {
        diesel::insert_into(auditors::table)
            .values((auditors::plie_id.eq(plie), auditors::mission_id.eq(mission), auditors::user_id.eq(*user)))
            .execute(cx.conn)?;
    }
    Ok(())
}

/// The windows in which an account audits.
pub(super) fn windows(cx: &mut Ctx<'_>, user: UserId) -> Outcome<Vec<Window>> {
    let named = auditors::table
        .filter(auditors::plie_id.eq(cx.plie()))
        .filter(auditors::user_id.eq(user))
        .select(auditors::mission_id);
    let rows: Vec<(OperationId, Day, Day)> = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::id.eq_any(named))
        .order((t::opens_on, t::id))
        .select((t::operation_id, t::opens_on, t::closes_on))
        .load(cx.conn)?;
    Ok(rows.into_iter().map(|(operation, opens_on, closes_on)| Window { operation, opens_on, closes_on }).collect())
}

/// A row of `audit_mission_items`.
#[derive(Debug, Clone, Copy, Queryable, Selectable, Insertable)]
#[diesel(table_name = items, treat_none_as_default_value = false)]
pub(super) struct ItemRow {
    pub(super) plie_id: PlieId,
    pub(super) mission_id: AuditMissionId,
    pub(super) time_record_id: TimeRecordId,
    pub(super) position: i64,
}

pub(super) fn insert_items(cx: &mut Ctx<'_>, mission: AuditMissionId, drawn: &[TimeRecordId]) -> Outcome<()> {
    let plie_id = cx.plie();
    let row =
        |(position, id): (i64, &TimeRecordId)| ItemRow { plie_id, mission_id: mission, time_record_id: *id, position };
    let rows: Vec<ItemRow> = (0i64..).zip(drawn).map(row).collect();
    for chunk in rows.chunks(500) {
        each!(cx.conn, |c| diesel::insert_into(items::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// A page of the sample, or of what it holds of one account, in the order in which it was drawn.
pub(super) fn page_of_items(
    cx: &mut Ctx<'_>,
    mission: AuditMissionId,
    only: Option<UserId>,
    page: &PageIn,
) -> Outcome<Page<ItemRow>> {
    let all = |cx: &Ctx<'_>| {
        let sample =
            items::table.filter(items::plie_id.eq(cx.plie())).filter(items::mission_id.eq(mission)).into_boxed();
        match only {
            None => sample,
            Some(user) => sample.filter(items::time_record_id.eq_any(records_of!(cx, user))),
        }
    };
    let total = if page.include_total { Some(all(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["position"])?;
    let query = all(cx).select(ItemRow::as_select());
    let rows = keyset!(query, page, asc, items::position, items::time_record_id, i64).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &ItemRow| (r.position.into(), r.time_record_id))?;
    found.total = total;
    Ok(found)
}

/// So many records of the sample, from a position on.
pub(super) fn items_from(
    cx: &mut Ctx<'_>,
    mission: AuditMissionId,
    from: i64,
    count: i64,
) -> Outcome<Vec<TimeRecordId>> {
    let query = items::table
        .filter(items::plie_id.eq(cx.plie()))
        .filter(items::mission_id.eq(mission))
        .filter(items::position.ge(from))
        .order(items::position)
        .limit(count)
        .select(items::time_record_id);
    Ok(query.load(cx.conn)?)
}

/// Whether the sample holds a record.
pub(super) fn holds(cx: &mut Ctx<'_>, mission: AuditMissionId, record: TimeRecordId) -> Outcome<bool> {
    let query = items::table.find((cx.plie(), mission, record)).select(items::position);
    Ok(query.get_result::<i64>(cx.conn).optional()?.is_some())
}
