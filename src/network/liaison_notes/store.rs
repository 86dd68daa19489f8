//! Rows of liaison notes.

use diesel::prelude::*;

use super::api::LiaisonNoteFilter;
use crate::auth::keys::Keys;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::liaison_notes as t;
use crate::db::{Conn, Day, Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{LiaisonNoteId, ParticipantId, PartnerStructureId, PathwayId, PlieId, UserId};
use crate::keyset;
use crate::participants::in_reach;
use crate::participants::vault::What;
use crate::participants::vault::words::{self, Worded, WordsOf};

/// A row of `liaison_notes`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct NoteRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: LiaisonNoteId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) theme: String,
    pub(crate) noted_on: Day,
    pub(crate) text: String,
    pub(crate) structure_id: Option<PartnerStructureId>,
    pub(crate) contact: Option<String>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    /// The text as it is kept; `text` holds it in the clear in memory, and in rows older than its encryption.
    pub(crate) words_sealed: Option<Vec<u8>>,
}

impl Worded for NoteRow {
    const WHAT: What = What::LiaisonNote;

    fn whose(&self) -> WordsOf {
        WordsOf { plie: self.plie_id, person: Some(self.participant_id), object: self.id.0 }
    }

    fn sealed(&mut self) -> &mut Option<Vec<u8>> {
        &mut self.words_sealed
    }

    fn each(&mut self, f: &mut dyn FnMut(&'static str, &mut String)) -> Outcome<()> {
        f("/text", &mut self.text);
        Ok(())
    }
}

/// Seals some of the rows whose words stand in the clear: how many there were; none once all are sealed.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn seal_clear(conn: &mut Conn, keys: &Keys, now: Instant) -> Outcome<usize> {
    let clear = t::table.filter(t::words_sealed.is_null());
    let rows: Vec<NoteRow> = clear.limit(words::BATCH).select(NoteRow::as_select()).load(conn)?;
    words::seal_all(conn, keys, now, &rows, |conn, row| {
        let as_read = t::table.find((row.plie_id, row.id)).filter(t::version.eq(row.version));
        diesel::update(as_read).set(row).execute(conn)
    })
}

/// The notes of a pathway: all of them for the PLIE's own people, those that name their structure for social workers.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach, pathway: PathwayId) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).filter(t::pathway_id.eq(pathway)).into_boxed();
    if reach.all {
        return query;
    }
    let whole = Reach { shared: Vec::new(), ..reach.clone() };
    let theirs = t::structure_id.is_not_null().and(t::structure_id.assume_not_null().eq_any(reach.shared.clone()));
    query.filter(in_reach(cx, &whole, t::participant_id).or(theirs))
}

pub(super) fn list(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    filter: &LiaisonNoteFilter,
    page: &PageIn,
) -> Outcome<Page<NoteRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach, pathway);
        if let Some(theme) = &filter.theme {
            query = query.filter(t::theme.eq(theme.as_str().to_owned()));
        }
        if let Some(structure) = filter.structure_id {
            query = query.filter(t::structure_id.eq(structure));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-noted_on", "noted_on"])?;
    let query = filtered(cx).select(NoteRow::as_select());
    let rows = if sort == "noted_on" {
        keyset!(query, page, asc, t::noted_on, t::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::noted_on, t::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &NoteRow| (r.noted_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, pathway: PathwayId, id: LiaisonNoteId) -> Outcome<NoteRow> {
    let query = scoped(cx, reach, pathway).filter(t::id.eq(id)).select(NoteRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// The note with this identifier, of whatever pathway: for a create that is sent twice.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: LiaisonNoteId) -> Outcome<Option<NoteRow>> {
    let query = t::table.find((cx.plie(), id)).select(NoteRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &NoteRow) -> Outcome<()> {
    let kept = words::kept(cx, row)?;
    diesel::insert_into(t::table).values(kept).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &NoteRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    let kept = words::kept(cx, row)?;
    match diesel::update(before).set(kept).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
