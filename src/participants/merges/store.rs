//! Rows of merges, and the re-pointing of what hangs on a participant.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use uuid::Uuid;

use super::rules::{MergeStatus, Open};
use crate::audit::Change;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::schema::{
    attendances, audit_entries, entry_files, merges as t, participant_criteria as c, pathways,
    time_record_participants as shares, time_records,
};
use crate::db::types::UuidSql;
use crate::db::{Conn, Day, Instant, Json};
use crate::each;
use crate::esf::participations;
use crate::failure::{Failure, Outcome};
use crate::ids::{
    AnyId, AttendanceId, AuditEntryId, EntryFileId, MergeId, ParticipantId, PathwayId, PlieId, TimeRecordId, UserId,
};
use crate::intake::entry_files::rules::EntryFileStatus;

/// A row of `merges`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct MergeRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: MergeId,
    pub(crate) source_id: ParticipantId,
    pub(crate) target_id: ParticipantId,
    pub(crate) status: MergeStatus,
    pub(crate) choose: Json,
    pub(crate) moved: Json,
    pub(crate) kept_before: Json,
    pub(crate) target_version: i64,
    pub(crate) request_id: String,
    pub(crate) merged_by: Option<UserId>,
    pub(crate) undone_by: Option<UserId>,
    pub(crate) undone_at: Option<Instant>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// The merge, for whoever reaches the whole PLIE.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: MergeId) -> Outcome<MergeRow> {
    if !reach.all {
        return Err(Failure::NotFound);
    }
    Ok(t::table.find((cx.plie(), id)).select(MergeRow::as_select()).get_result(cx.conn)?)
}

/// Whether the merge is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: MergeId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &MergeRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &MergeRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

/// The tables whose rows hang on a participant and move with it, and whether they have versions. A test holds them
/// against the foreign keys of the database. Files come first: whoever puts one on an agenda holds it, and is waited for
/// before the items of agendas are looked at.
pub(super) const MOVED: &[(&str, bool)] = &[
    ("entry_files", true),
    ("agenda_items", true),
    ("attendances", false),
    ("decisions", true),
    ("documents", false),
    ("eligibility", false),
    ("employment_contracts", true),
    ("engagement_contracts", true),
    ("follow_up_checks", true),
    ("interviews", true),
    ("liaison_notes", true),
    ("milestones", true),
    ("opportunity_notices", true),
    ("orientations", true),
    ("participant_addresses", false),
    ("participant_constraints", true),
    ("participations", true),
    ("pathways", true),
    ("referent_assignments", true),
    ("sensitive_facts", false),
    ("situations", false),
    ("stages", true),
];

/// Holds the orientations and the entry files of two people, each in the order of their identifiers: whoever writes one
/// goes on to the person, and not the other way round. SQLite has one writer and needs no lock.
pub(super) fn hold_intake(cx: &mut Ctx<'_>, people: [ParticipantId; 2]) -> Outcome<()> {
    let lit = Literals::of(cx.conn);
    let (plie, people) = (lit.id(cx.plie()), lit.ids(&people));
    let Conn::Pg(conn) = &mut *cx.conn else { return Ok(()) };
    for table in ["orientations", "entry_files"] {
        diesel::sql_query(format!(
            "select 1 from {table} where plie_id = {plie} and participant_id in ({people}) order by id for no key update"
        ))
        .execute(conn)?;
    }
    Ok(())
}

/// An object that was re-pointed, with the version that it got.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(super) struct Moved {
    #[diesel(sql_type = UuidSql)]
    pub(super) id: AnyId,
    #[diesel(sql_type = BigInt)]
    pub(super) version: i64,
}

fn load(conn: &mut Conn, sql: String) -> Outcome<Vec<Moved>> {
    Ok(each!(conn, |c| diesel::sql_query(sql).load(c))?)
}

/// Re-points the rows of one of [`MOVED`] from one participant to another.
pub(super) fn move_all(
    cx: &mut Ctx<'_>,
    (table, versioned): (&str, bool),
    from: ParticipantId,
    to: ParticipantId,
) -> Outcome<Vec<Moved>> {
    let lit = Literals::of(cx.conn);
    let set = new_version(lit, versioned, cx.now);
    let (plie, from, to) = (lit.id(cx.plie()), lit.id(from), lit.id(to));
    let version = if versioned { "version" } else { "cast(1 as bigint)" };
    let sql = format!(
        "update {table} set participant_id = {to}{set} where plie_id = {plie} and participant_id = {from} returning id, {version} as version"
    );
    load(cx.conn, sql)
}

/// The lines of quarterly reviews name the person of their pathway, whichever of the two that is now.
pub(super) fn follow_pathways(cx: &mut Ctx<'_>, one: ParticipantId, other: ParticipantId) -> Outcome<()> {
    let lit = Literals::of(cx.conn);
    let plie = lit.id(cx.plie());
    let sql = format!(
        "update quarterly_review_items set participant_id = (select p.participant_id from pathways p \
         where p.plie_id = quarterly_review_items.plie_id and p.id = quarterly_review_items.pathway_id) \
         where plie_id = {plie} and participant_id in ({})",
        lit.ids(&[one, other])
    );
    each!(cx.conn, |c| diesel::sql_query(sql).execute(c))?;
    Ok(())
}

/// Re-points these rows back, where they are as the merge has left them: how many are.
pub(super) fn move_back(
    cx: &mut Ctx<'_>,
    (table, versioned): (&str, bool),
    rows: &[(Uuid, i64)],
    from: ParticipantId,
    to: ParticipantId,
) -> Outcome<Vec<Moved>> {
    let lit = Literals::of(cx.conn);
    let set = new_version(lit, versioned, cx.now);
    let (plie, from, to) = (lit.id(cx.plie()), lit.id(from), lit.id(to));
    let returned = if versioned { "version" } else { "cast(1 as bigint)" };
    let mut moved = Vec::with_capacity(rows.len());
    for (id, version) in rows {
        let id = lit.id(AnyId::of(*id));
        let same = if versioned { format!(" and version = {version}") } else { String::new() };
        let sql = format!(
            "update {table} set participant_id = {to}{set} where plie_id = {plie} and id = {id} and participant_id = {from}{same} returning id, {returned} as version"
        );
        moved.extend(load(cx.conn, sql)?);
    }
    Ok(moved)
}

fn new_version(lit: Literals, versioned: bool, now: Instant) -> String {
    if versioned { format!(", version = version + 1, updated_at = {}", lit.instant(now)) } else { String::new() }
}

/// Time spent with the participant is spent with the other from now on, in its rows and in its shares; the minutes
/// stay. `only` these records, or all of them.
pub(super) fn move_time(
    cx: &mut Ctx<'_>,
    from: ParticipantId,
    to: ParticipantId,
    only: Option<&[(Uuid, i64)]>,
) -> Outcome<Vec<Moved>> {
    let lit = Literals::of(cx.conn);
    let (plie, source, target) = (lit.id(cx.plie()), lit.id(from), lit.id(to));
    let named = match only {
        None => String::new(),
        Some(rows) => {
            let ids: Vec<AnyId> = rows.iter().map(|(id, _)| AnyId::of(*id)).collect();
            format!(" and time_record_id in ({})", lit.ids(&ids))
        }
    };
    if let Conn::Pg(conn) = &mut *cx.conn {
        // the record before its shares, as whoever changes one takes them
        diesel::sql_query(format!(
            "select 1 from time_records where plie_id = {plie} and id in (select time_record_id from time_record_participants
               where plie_id = {plie} and participant_id = {source}{named}) order by id for no key update"
        ))
        .execute(conn)?;
    }
    // a record of the two names one person twice once they are one: it has two shares, and keeps both
    let shared = format!(
        "update time_record_participants set participant_id = {target} where plie_id = {plie} and participant_id = {source}{named} returning time_record_id as id, cast(1 as bigint) as version"
    );
    let mut records: Vec<AnyId> = load(cx.conn, shared)?.into_iter().map(|row| row.id).collect();
    records.sort();
    records.dedup();
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let shares = if cx.conn.is_pg() {
        format!("replace(allocations::text, '{from}', '{to}')::jsonb")
    } else {
        format!("replace(allocations, '{from}', '{to}')")
    };
    let (records, now) = (lit.ids(&records), lit.instant(cx.now));
    load(
        cx.conn,
        format!(
            "update time_records set allocations = {shares}, version = version + 1, updated_at = {now} where plie_id = {plie} and id in ({records}) returning id, version"
        ),
    )
}

/// The evidence of criteria that the target has none of goes to it; of those that both have, the later one does.
/// Told are the criteria, so that it can be undone.
pub(super) fn move_criteria(cx: &mut Ctx<'_>, from: ParticipantId, to: ParticipantId) -> Outcome<Criteria> {
    type Row = (AnyId, String, Day);
    let plie = cx.plie();
    let of = |person| c::table.filter(c::plie_id.eq(plie)).filter(c::participant_id.eq(person));
    let theirs: Vec<Row> = of(from).select((c::id, c::criterion, c::issued_on)).load(cx.conn)?;
    let mine: Vec<Row> = of(to).select((c::id, c::criterion, c::issued_on)).load(cx.conn)?;
    let mine: BTreeMap<String, (AnyId, Day)> = mine.into_iter().map(|(id, code, day)| (code, (id, day))).collect();
    let mut done = Criteria::default();
    for (id, code, day) in theirs {
        match mine.get(&code) {
            None => {
                point(cx, id, to)?;
                done.moved.push(id.0);
            }
            Some((other, known)) if *known < day => {
                swap(cx, (id, to), (*other, from))?;
                done.swapped.push((id.0, other.0));
            }
            Some(_) => {}
        }
    }
    Ok(done)
}

/// Undoes [`move_criteria`].
pub(super) fn criteria_back(cx: &mut Ctx<'_>, done: &Criteria, from: ParticipantId, to: ParticipantId) -> Outcome<()> {
    for id in &done.moved {
        point(cx, AnyId::of(*id), from)?;
    }
    for (theirs, mine) in &done.swapped {
        swap(cx, (AnyId::of(*theirs), from), (AnyId::of(*mine), to))?;
    }
    Ok(())
}

/// What was done with the criteria of two participants.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct Criteria {
    pub(super) moved: Vec<Uuid>,
    pub(super) swapped: Vec<(Uuid, Uuid)>,
}

fn point(cx: &mut Ctx<'_>, id: AnyId, to: ParticipantId) -> Outcome<()> {
    diesel::update(c::table.find((cx.plie(), id))).set(c::participant_id.eq(to)).execute(cx.conn)?;
    Ok(())
}

/// Two rows of one criterion change their persons; never do both name one.
fn swap(cx: &mut Ctx<'_>, a: (AnyId, ParticipantId), b: (AnyId, ParticipantId)) -> Outcome<()> {
    let criterion: String = c::table.find((cx.plie(), b.0)).select(c::criterion).get_result(cx.conn)?;
    diesel::update(c::table.find((cx.plie(), b.0))).set(c::criterion.eq(format!("{criterion} "))).execute(cx.conn)?;
    point(cx, a.0, a.1)?;
    point(cx, b.0, b.1)?;
    diesel::update(c::table.find((cx.plie(), b.0))).set(c::criterion.eq(criterion)).execute(cx.conn)?;
    Ok(())
}

/// The pathways of these people.
pub(super) fn pathways_of(cx: &mut Ctx<'_>, people: [ParticipantId; 2]) -> Outcome<BTreeSet<PathwayId>> {
    let query = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::participant_id.eq_any(people.to_vec()))
        .select(pathways::id);
    Ok(query.load::<PathwayId>(cx.conn)?.into_iter().collect())
}

/// What is open on both.
pub(super) fn open_on_both(cx: &mut Ctx<'_>, pathways: bool, a: ParticipantId, b: ParticipantId) -> Outcome<Open> {
    let plie = cx.plie();
    let mut open = Open { pathways, entry_files: true, participations: false };
    for person in [a, b] {
        let query = entry_files::table
            .filter(entry_files::plie_id.eq(plie))
            .filter(entry_files::participant_id.eq(person))
            .filter(entry_files::status.ne(EntryFileStatus::Decided))
            .select(entry_files::id);
        open.entry_files &= query.first::<EntryFileId>(cx.conn).optional()?.is_some();
    }
    open.participations = participations::both_take_part(cx, a, b)?;
    Ok(open)
}

/// Whether something about the participant was written after a merge, by another operation.
pub(super) fn touched_since(cx: &mut Ctx<'_>, person: ParticipantId, merge: &MergeRow) -> Outcome<bool> {
    if together_since(cx, person, merge.created_at)? {
        return Ok(true);
    }
    let query = audit_entries::table
        .filter(audit_entries::plie_id.eq(cx.plie()))
        .filter(audit_entries::subject_id.eq(person))
        .filter(audit_entries::id.gt(AuditEntryId::of(merge.id.0)))
        .filter(audit_entries::change.ne(Change::None))
        .filter(audit_entries::operation.ne("merge_participant"))
        .select(audit_entries::id);
    Ok(query.first::<AuditEntryId>(cx.conn).optional()?.is_some())
}

/// Whether they were put down since for something that several people share, of which the journal names none: a session,
/// an event, time spent with a group.
fn together_since(cx: &mut Ctx<'_>, person: ParticipantId, since: Instant) -> Outcome<bool> {
    let attends = attendances::table
        .filter(attendances::plie_id.eq(cx.plie()))
        .filter(attendances::participant_id.eq(person))
        .filter(attendances::updated_at.gt(since))
        .select(attendances::id);
    if attends.first::<AttendanceId>(cx.conn).optional()?.is_some() {
        return Ok(true);
    }
    let shares = shares::table
        .filter(shares::plie_id.eq(cx.plie()))
        .filter(shares::participant_id.eq(person))
        .select(shares::time_record_id);
    let spent = time_records::table
        .filter(time_records::plie_id.eq(cx.plie()))
        .filter(time_records::id.eq_any(shares))
        .filter(time_records::updated_at.gt(since))
        .select(time_records::id);
    Ok(spent.first::<TimeRecordId>(cx.conn).optional()?.is_some())
}
