//! Rows of entry files, and what their checklist reads of other rooms.

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde_json::Value;

use super::rules::{DepartmentOpinion, EntryFileStatus};
use crate::auth::keys::Keys;
use crate::auth::restricted::Restricted;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::schema::{entry_files, participants, pathways, situations, target_occupations, territory_communes};
use crate::db::{Conn, Day, Instant, Json, MultiBackend};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{EntryFileId, OrientationId, ParticipantId, PlieId, ReferentId, SituationId, UserId};
use crate::keyset;
use crate::participants::in_reach;
use crate::participants::vault::What;
use crate::participants::vault::words::{self, Worded, WordsOf};

/// A row of `entry_files`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = entry_files, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct EntryFileRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: EntryFileId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) orientation_id: Option<OrientationId>,
    pub(crate) referent_id: ReferentId,
    pub(crate) referent_user_id: UserId,
    pub(crate) status: EntryFileStatus,
    pub(crate) diagnosis: Option<Json>,
    pub(crate) criteria: Json,
    pub(crate) barriers: Json,
    pub(crate) objectives: Json,
    pub(crate) consent_to_enter: Option<Json>,
    pub(crate) notices: Json,
    pub(crate) department_opinion: DepartmentOpinion,
    pub(crate) signed_by_candidate: Option<bool>,
    pub(crate) signed_by_prescriber: Option<bool>,
    pub(crate) out_of_area_reason: Option<String>,
    pub(crate) returned_reason: Option<String>,
    pub(crate) completed_at: Option<Instant>,
    pub(crate) submitted_at: Option<Instant>,
    pub(crate) decided_at: Option<Instant>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    /// The words as they are kept; `diagnosis` holds its summary in the clear in memory, and in rows older than its
    /// encryption.
    pub(crate) words_sealed: Option<Vec<u8>>,
}

impl Worded for EntryFileRow {
    const WHAT: What = What::EntryFile;

    fn whose(&self) -> WordsOf {
        WordsOf { plie: self.plie_id, person: Some(self.participant_id), object: self.id.0 }
    }

    fn sealed(&mut self) -> &mut Option<Vec<u8>> {
        &mut self.words_sealed
    }

    fn each(&mut self, f: &mut dyn FnMut(&'static str, &mut String)) -> Outcome<()> {
        let Some(json) = &mut self.diagnosis else { return Ok(()) };
        let mut diagnosis: Value = json.read().map_err(Failure::defect)?;
        if let Some(Value::String(summary)) = diagnosis.get_mut("summary") {
            f("/diagnosis/summary", summary);
            *json = Json::of(&diagnosis).map_err(Failure::defect)?;
        }
        Ok(())
    }
}

/// Seals some of the rows whose words stand in the clear: how many there were; none once all are sealed.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn seal_clear(conn: &mut Conn, keys: &Keys, now: Instant) -> Outcome<usize> {
    let clear = entry_files::table
        .filter(entry_files::words_sealed.is_null())
        .filter(sql::<Bool>("diagnosis ->> 'summary' is not null"));
    let rows: Vec<EntryFileRow> = clear.limit(words::BATCH).select(EntryFileRow::as_select()).load(conn)?;
    words::seal_all(conn, keys, now, &rows, |conn, row| {
        let as_read = entry_files::table.find((row.plie_id, row.id)).filter(entry_files::version.eq(row.version));
        diesel::update(as_read).set(row).execute(conn)
    })
}

impl EntryFileRow {
    /// The day on which its checklist is judged: that of the decision, for what was proved then stays so though the
    /// evidence ages (T11).
    pub(super) fn judged_on(&self, today: Day) -> Day {
        self.decided_at.map_or(today, civil::day_of)
    }
}

/// Which entry files a list is about.
#[derive(Debug, Default, Clone)]
pub(super) struct Wanted {
    pub(super) status: Option<EntryFileStatus>,
    pub(super) referent_id: Option<ReferentId>,
    pub(super) participant_id: Option<ParticipantId>,
}

fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> entry_files::BoxedQuery<'a, MultiBackend> {
    let query = entry_files::table.filter(entry_files::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    // a file in progress makes its referent follow the person; once it is decided, the assignment does
    query.filter(in_reach(cx, reach, entry_files::participant_id))
}

/// Which of these files, which the caller may see, it reads with the barriers of health; none where all.
pub(super) fn read_whole(cx: &mut Ctx<'_>, rows: &[EntryFileRow]) -> Outcome<Option<HashSet<EntryFileId>>> {
    let Some(reach) = cx.narrower("list_entry_files", Restricted::HealthBarriers) else { return Ok(None) };
    let ids: Vec<EntryFileId> = rows.iter().map(|row| row.id).collect();
    let query = scoped(cx, &reach).filter(entry_files::id.eq_any(ids)).select(entry_files::id);
    Ok(Some(query.load(cx.conn)?.into_iter().collect()))
}

pub(super) fn list(cx: &mut Ctx<'_>, w: &Wanted, page: &PageIn) -> Outcome<Page<EntryFileRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(status) = w.status {
            query = query.filter(entry_files::status.eq(status));
        }
        if let Some(id) = w.referent_id {
            query = query.filter(entry_files::referent_id.eq(id));
        }
        if let Some(id) = w.participant_id {
            query = query.filter(entry_files::participant_id.eq(id));
        }
        if let Some(after) = page.updated_after {
            query = query.filter(entry_files::updated_at.gt(after));
        }
        query
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at", "created_at"])?;
    let query = filtered(cx).select(EntryFileRow::as_select());
    let rows = if sort == "created_at" {
        keyset!(query, page, asc, entry_files::created_at, entry_files::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, entry_files::created_at, entry_files::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &EntryFileRow| (r.created_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The entry file, when it is in reach.
pub(crate) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: EntryFileId) -> Outcome<EntryFileRow> {
    let query = scoped(cx, reach).filter(entry_files::id.eq(id)).select(EntryFileRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the entry file is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: EntryFileId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The latest file of each of some participants.
pub(super) fn latest_of(cx: &mut Ctx<'_>, people: &[ParticipantId]) -> Outcome<HashMap<ParticipantId, EntryFileRow>> {
    let rows: Vec<EntryFileRow> = entry_files::table
        .filter(entry_files::plie_id.eq(cx.plie()))
        .filter(entry_files::participant_id.eq_any(people.to_vec()))
        // the latest stays in the map
        .order((entry_files::created_at, entry_files::id))
        .select(EntryFileRow::as_select())
        .load(cx.conn)?;
    Ok(rows.into_iter().map(|row| (row.participant_id, row)).collect())
}

/// Whether a participant has a file that is not decided yet.
pub(super) fn has_open(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<bool> {
    let open = entry_files::table
        .filter(entry_files::plie_id.eq(cx.plie()))
        .filter(entry_files::participant_id.eq(participant))
        .filter(entry_files::status.ne(EntryFileStatus::Decided));
    let n: i64 = open.count().get_result(cx.conn)?;
    Ok(n > 0)
}

/// The file of an orientation that is not decided yet.
pub(super) fn open_of_orientation(
    conn: &mut Conn,
    plie: PlieId,
    orientation: OrientationId,
) -> Outcome<Option<EntryFileRow>> {
    let query = entry_files::table
        .filter(entry_files::plie_id.eq(plie))
        .filter(entry_files::orientation_id.eq(orientation))
        .filter(entry_files::status.ne(EntryFileStatus::Decided))
        .select(EntryFileRow::as_select());
    Ok(query.first(conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &EntryFileRow) -> Outcome<()> {
    let kept = words::kept(cx, row)?;
    diesel::insert_into(entry_files::table).values(kept).execute(cx.conn)?;
    occupations(cx.conn, row)
}

/// The occupations that the diagnosis aims at, where offers find them by their code (S3.18).
fn occupations(conn: &mut Conn, row: &EntryFileRow) -> Outcome<()> {
    #[derive(serde::Deserialize)]
    struct Aims {
        #[serde(default)]
        target_rome: Option<BTreeSet<String>>,
    }
    let aims: Option<Aims> = row.diagnosis.as_ref().map(Json::read).transpose().map_err(Failure::defect)?;
    let codes = aims.and_then(|a| a.target_rome).unwrap_or_default();
    let before: BTreeSet<String> = target_occupations::table
        .filter(target_occupations::plie_id.eq(row.plie_id))
        .filter(target_occupations::entry_file_id.eq(row.id))
        .select(target_occupations::rome)
        .load::<String>(conn)?
        .into_iter()
        .collect();
    if codes == before {
        return Ok(());
    }
    let stood = target_occupations::table
        .filter(target_occupations::plie_id.eq(row.plie_id))
        .filter(target_occupations::entry_file_id.eq(row.id));
    diesel::delete(stood).execute(conn)?;
    let rows: Vec<_> = codes
        .into_iter()
        .map(|code| {
            (
                target_occupations::plie_id.eq(row.plie_id),
                target_occupations::entry_file_id.eq(row.id),
                target_occupations::rome.eq(code),
            )
        })
        .collect();
    each!(conn, |c| diesel::insert_into(target_occupations::table).values(&rows).execute(c))?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(conn: &mut Conn, row: &EntryFileRow) -> Outcome<()> {
    let before = entry_files::table
        .filter(entry_files::plie_id.eq(row.plie_id))
        .filter(entry_files::id.eq(row.id))
        .filter(entry_files::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => occupations(conn, row),
    }
}

/// What the checklist reads of a participant.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = participants)]
pub(super) struct Person {
    pub(super) id: ParticipantId,
    pub(super) gender: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) contact_person: Option<String>,
    pub(super) address: Option<Json>,
    pub(super) commune_code: Option<String>,
    pub(super) postcode: Option<String>,
}

/// What the checklist reads of a situation: the entry questionnaire.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = situations)]
pub(super) struct Answers {
    pub(super) id: SituationId,
    pub(super) participant_id: ParticipantId,
    pub(super) labour_status: String,
    pub(super) unemployment_months: Option<i64>,
    pub(super) minimum_incomes: Json,
    pub(super) supersedes: Option<SituationId>,
}

pub(super) fn people(cx: &mut Ctx<'_>, ids: &[ParticipantId]) -> Outcome<HashMap<ParticipantId, Person>> {
    let rows: Vec<Person> = participants::table
        .filter(participants::plie_id.eq(cx.plie()))
        .filter(participants::id.eq_any(ids.to_vec()))
        .select(Person::as_select())
        .load(cx.conn)?;
    Ok(rows.into_iter().map(|p| (p.id, p)).collect())
}

/// The latest situation of each until a day, those superseded left out.
pub(super) fn answers(cx: &mut Ctx<'_>, ids: &[ParticipantId], until: Day) -> Outcome<HashMap<ParticipantId, Answers>> {
    let rows: Vec<Answers> = situations::table
        .filter(situations::plie_id.eq(cx.plie()))
        .filter(situations::participant_id.eq_any(ids.to_vec()))
        .filter(situations::as_of.le(until))
        .order((situations::as_of, situations::recorded_at, situations::id))
        .select(Answers::as_select())
        .load(cx.conn)?;
    let gone: HashSet<SituationId> = rows.iter().filter_map(|r| r.supersedes).collect();
    Ok(rows.into_iter().filter(|r| !gone.contains(&r.id)).map(|r| (r.participant_id, r)).collect())
}

/// Those of the communes that lie in a territory of the PLIE.
pub(super) fn communes_in_area(cx: &mut Ctx<'_>, codes: BTreeSet<String>) -> Outcome<HashSet<String>> {
    let rows: Vec<String> = territory_communes::table
        .filter(territory_communes::plie_id.eq(cx.plie()))
        .filter(territory_communes::commune_code.eq_any(codes))
        .select(territory_communes::commune_code)
        .load(cx.conn)?;
    Ok(rows.into_iter().collect())
}

/// The files whose pathways tell why these people are followed although living elsewhere (S2.2).
pub(super) fn followed_elsewhere(cx: &mut Ctx<'_>, ids: &[ParticipantId]) -> Outcome<HashSet<EntryFileId>> {
    let rows: Vec<EntryFileId> = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::participant_id.eq_any(ids.to_vec()))
        .filter(pathways::out_of_area_reason.is_not_null())
        .filter(pathways::entry_file_id.is_not_null())
        .select(pathways::entry_file_id.assume_not_null())
        .load(cx.conn)?;
    Ok(rows.into_iter().collect())
}

/// Where a participant stands in their pathway, if anywhere.
pub(super) fn pathway_status(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<Option<String>> {
    let query = participants::table.find((cx.plie(), participant)).select(participants::pathway_status);
    Ok(query.get_result(cx.conn)?)
}

/// What the files of a participant prove them by.
pub(super) fn criteria_of(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<Vec<Json>> {
    let query = entry_files::table
        .filter(entry_files::plie_id.eq(cx.plie()))
        .filter(entry_files::participant_id.eq(participant))
        .select(entry_files::criteria);
    Ok(query.load(cx.conn)?)
}
