//! Rows of documents; their bytes are in `store/blobs.rs`.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::api::DocumentFilter;
use super::rules::{ContentType, RetentionClass};
use crate::auth::keys::Keys;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{document_usage, documents as t};
use crate::db::{Both, Conn, Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{DocumentId, ParticipantId, PlieId, UserId};
use crate::keyset;
use crate::participants::in_reach;
use crate::participants::vault::{self, ContentKey, Safe};

/// Bytes on the disk.
pub(crate) mod blobs;

use blobs::Blobs;

/// A row of `documents`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = t, treat_none_as_default_value = false)]
pub(crate) struct DocumentRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: DocumentId,
    pub(crate) participant_id: Option<ParticipantId>,
    pub(crate) kind: String,
    pub(crate) content_type: ContentType,
    pub(crate) size_bytes: i64,
    pub(crate) sha256: String,
    pub(crate) retention_class: RetentionClass,
    pub(crate) stored_as: String,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    /// The key of its bytes, sealed; none where they are older than their encryption.
    pub(crate) sealed_key: Option<Vec<u8>>,
}

impl DocumentRow {
    /// The key of its bytes; none where they stand in the clear.
    pub(crate) fn key(&self, conn: &mut Conn, safe: Safe<'_>) -> Outcome<Option<ContentKey>> {
        let sealed = self.sealed_key.as_deref();
        sealed.map(|sealed| vault::open_content(conn, safe, self.id, sealed)).transpose()
    }

    /// How many they are.
    pub(crate) fn size(&self) -> Outcome<u64> {
        u64::try_from(self.size_bytes).map_err(Failure::defect)
    }
}

/// Documents of the people in reach; those of nobody, for whoever reaches the whole PLIE.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    query.filter(t::participant_id.is_not_null()).filter(in_reach(cx, reach, t::participant_id))
}

/// The document, when it is in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: DocumentId) -> Outcome<DocumentRow> {
    Ok(scoped(cx, reach).filter(t::id.eq(id)).select(DocumentRow::as_select()).get_result(cx.conn)?)
}

/// Whether the document is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: DocumentId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// Whether the PLIE has the document and it is of nobody who is followed: a payslip, a letter. Naming one tells nothing
/// of what it says.
pub(crate) fn of_nobody(cx: &mut Ctx<'_>, id: DocumentId) -> Outcome<bool> {
    let query = t::table.find((cx.plie(), id)).select(t::participant_id.is_null());
    Ok(query.get_result(cx.conn).optional()?.unwrap_or(false))
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &DocumentFilter, page: &PageIn) -> Outcome<Page<DocumentRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(person) = filter.participant_id {
            query = query.filter(t::participant_id.eq(person));
        }
        if let Some(kind) = &filter.kind {
            query = query.filter(t::kind.eq(kind.as_str().to_owned()));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at", "created_at"])?;
    let query = filtered(cx).select(DocumentRow::as_select());
    let rows = if sort == "created_at" {
        keyset!(query, page, asc, t::created_at, t::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::created_at, t::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &DocumentRow| (r.created_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// Writes the row and counts its bytes: how many the documents of the PLIE take now.
pub(super) fn insert(cx: &mut Ctx<'_>, row: &DocumentRow) -> Outcome<i64> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Both(
        diesel::insert_into(document_usage::table)
            .values((document_usage::plie_id.eq(row.plie_id), document_usage::size_bytes.eq(row.size_bytes)))
            .on_conflict(document_usage::plie_id)
            .do_update()
            .set(document_usage::size_bytes.eq(document_usage::size_bytes + row.size_bytes)),
    )
    .execute(cx.conn)?;
    usage(cx)
}

/// Bytes that the documents of the PLIE take.
pub(super) fn usage(cx: &mut Ctx<'_>) -> Outcome<i64> {
    let query = document_usage::table.find(cx.plie()).select(document_usage::size_bytes);
    Ok(query.get_result(cx.conn).optional()?.unwrap_or(0))
}

/// Of these names of the data directory, those that no row knows.
///
/// # Errors
/// The database is away.
pub(crate) fn forgotten(conn: &mut Conn, names: Vec<String>) -> Outcome<Vec<String>> {
    let mut known = BTreeSet::new();
    for chunk in names.chunks(500) {
        let query = t::table.filter(t::stored_as.eq_any(chunk.to_vec())).select(t::stored_as);
        known.extend(query.load::<String>(conn)?);
    }
    Ok(names.into_iter().filter(|name| !known.contains(name)).collect())
}

/// Documents looked at together.
const BATCH: i64 = 500;

/// The documents after one of them, in the order of their PLIEs and identifiers.
fn after(conn: &mut Conn, (plie, id): (PlieId, DocumentId)) -> Outcome<Vec<DocumentRow>> {
    let query = t::table
        .filter(t::plie_id.gt(plie).or(t::plie_id.eq(plie).and(t::id.gt(id))))
        .order((t::plie_id, t::id))
        .limit(BATCH)
        .select(DocumentRow::as_select());
    Ok(query.load(conn)?)
}

/// Before the first document.
fn nowhere() -> (PlieId, DocumentId) {
    (PlieId::of(uuid::Uuid::nil()), DocumentId::of(uuid::Uuid::nil()))
}

/// The documents whose bytes are not what their rows say, one sentence each. Without the keys only what stands in the
/// clear is read; of the rest, that it is there.
///
/// # Errors
/// The database is away.
pub(crate) fn strayed(conn: &mut Conn, blobs: &Blobs, keys: Option<&Keys>) -> Outcome<Vec<String>> {
    let (mut wrong, mut place) = (Vec::new(), nowhere());
    loop {
        let rows = after(conn, place)?;
        let Some(last) = rows.last() else { return Ok(wrong) };
        place = (last.plie_id, last.id);
        for row in &rows {
            let id = row.id;
            let key = match (&row.sealed_key, keys) {
                (None, _) => None,
                (Some(_), None) => {
                    let there = blobs.dir().join(&row.stored_as).is_file();
                    wrong.extend((!there).then(|| format!("document {id}: its bytes are not there")));
                    continue;
                }
                (Some(_), Some(keys)) => match row.key(conn, Safe { plie: row.plie_id, keys, now: row.updated_at }) {
                    Ok(key) => key,
                    Err(why) => {
                        wrong.push(format!("document {id}: its key does not open ({why})"));
                        continue;
                    }
                },
            };
            match blobs.fingerprint(&row.stored_as, key.as_ref(), row.size()?) {
                Ok(sha256) if sha256 == row.sha256 => {}
                Ok(_) => wrong.push(format!("document {id}: its bytes have changed")),
                Err(e) => wrong.push(format!("document {id}: {e}")),
            }
        }
    }
}

/// The names of the bytes of all documents, one batch after the other.
///
/// # Errors
/// The database is away, or what is done with them fails.
pub(crate) fn names_of(conn: &mut Conn, mut each: impl FnMut(&str) -> Outcome<()>) -> Outcome<()> {
    let mut place = nowhere();
    loop {
        let rows = after(conn, place)?;
        let Some(last) = rows.last() else { return Ok(()) };
        place = (last.plie_id, last.id);
        rows.iter().try_for_each(|row| each(&row.stored_as))?;
    }
}

/// Those of these people, in the order of their identifiers.
pub(crate) fn of_person(conn: &mut Conn, plie: PlieId, people: &[ParticipantId]) -> Outcome<Vec<DocumentRow>> {
    let query = t::table
        .filter(t::plie_id.eq(plie))
        .filter(t::participant_id.eq_any(people.iter().copied().map(Some).collect::<Vec<_>>()))
        .order(t::id)
        .select(DocumentRow::as_select());
    Ok(query.load(conn)?)
}

/// Some that stand in the clear.
pub(super) fn clear(conn: &mut Conn, limit: i64) -> Outcome<Vec<DocumentRow>> {
    let query = t::table.filter(t::sealed_key.is_null()).limit(limit).select(DocumentRow::as_select());
    Ok(query.load(conn)?)
}

/// Its bytes are elsewhere, sealed, from now on.
pub(super) fn moved(conn: &mut Conn, row: &DocumentRow, name: &str, sealed_key: Vec<u8>) -> Outcome<usize> {
    let one = t::table.find((row.plie_id, row.id)).filter(t::sealed_key.is_null());
    Ok(diesel::update(one).set((t::stored_as.eq(name), t::sealed_key.eq(sealed_key))).execute(conn)?)
}
