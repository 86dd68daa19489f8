//! The chain: entries get their number and hash after their commit, by one sequencer a database,
//! so that business writes never wait for each other's place in it (`trust.md` § 4.3).

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use sha2::{Digest, Sha256};

use super::store::EntryRow;
use crate::db::schema::{audit_entries, audit_heads};
use crate::db::types::UuidSql;
use crate::db::{Both, Conn};
use crate::failure::Outcome;
use crate::ids::PlieId;

const BATCH: i64 = 1000;
const LOCK: i64 = 7_214_002;

/// What the first entry of a chain stands on.
pub(crate) const GENESIS: [u8; 32] = [0; 32];

/// The hash of an entry: of the one before it and of its header, text by text with its length, so
/// that no two headers can be told apart only by a reader.
pub(crate) fn link(previous: &[u8], seq: i64, row: &EntryRow) -> Vec<u8> {
    let id = |id: Option<uuid::Uuid>| id.map(|u| u.to_string()).unwrap_or_default();
    let fields: Vec<String> = row.fields.read().unwrap_or_default();
    let mut texts = vec![
        seq.to_string(),
        row.plie_id.to_string(),
        row.id.to_string(),
        row.at.to_string(),
        row.actor_kind.clone(),
        id(row.actor_id.map(|i| i.0)),
        row.request_id.clone(),
        row.operation.clone(),
        row.resource.clone(),
        id(row.object_id.map(|i| i.0)),
        row.object_version.map(|v| v.to_string()).unwrap_or_default(),
        id(row.subject_id.map(|i| i.0)),
        id(row.owner_id.map(|i| i.0)),
        id(row.structure_id.map(|i| i.0)),
        row.change.code().to_owned(),
        row.outcome.clone(),
        reason(row),
        fields.join("\u{1f}"),
    ];
    // one text more, and only where there is one: entries older than it keep their hash
    texts.extend(row.content_hash.clone());
    linked(b"jalon/v1", previous, &texts)
}

/// What the hash binds of the reason: its salted digest, so that its words can be erased; of an entry older than the
/// digests, the words.
fn reason(row: &EntryRow) -> String {
    match &row.reason_digest {
        Some(digest) => digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        None => row.reason.clone().unwrap_or_default(),
    }
}

/// Whether the words of the reason are those that the digest was made of; words that were erased can't be held
/// against it.
fn says_what_was_bound(row: &EntryRow) -> bool {
    match (&row.reason, &row.reason_digest, &row.reason_salt) {
        (Some(reason), Some(digest), Some(salt)) => super::store::digest(salt, reason) == *digest,
        (Some(_), Some(_), None) => false,
        _ => true,
    }
}

/// The hash of these texts, each with its length, after the one before.
pub(crate) fn linked(chain: &[u8], previous: &[u8], texts: &[String]) -> Vec<u8> {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(bytes);
    };
    part(chain);
    part(previous);
    texts.iter().for_each(|text| part(text.as_bytes()));
    hash.finalize().to_vec()
}

/// A hash as text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Numbers the entries that are committed and have no number yet: how many it took. To be run in a
/// writing transaction behind the system's wall.
///
/// # Errors
/// The database is away.
pub(crate) fn sequence(conn: &mut Conn) -> Outcome<usize> {
    if !conn.try_lock(LOCK)? {
        return Ok(0);
    }
    // never «id after the last»: an id is given before its commit, and a late one would be skipped
    let rows: Vec<EntryRow> = audit_entries::table
        .filter(audit_entries::seq.is_null())
        .order((audit_entries::at, audit_entries::id))
        .limit(BATCH)
        .select(EntryRow::as_select())
        .load(conn)?;
    let taken = rows.len();
    let mut chains: BTreeMap<PlieId, Vec<EntryRow>> = BTreeMap::new();
    for row in rows {
        chains.entry(row.plie_id).or_default().push(row);
    }
    for (plie, rows) in chains {
        extend(conn, plie, &rows)?;
    }
    Ok(taken)
}

/// Whether an entry of a PLIE is committed and has no number yet.
///
/// # Errors
/// The database is away.
pub(crate) fn waits(conn: &mut Conn, plie: PlieId) -> Outcome<bool> {
    let pending = audit_entries::table.filter(audit_entries::plie_id.eq(plie)).filter(audit_entries::seq.is_null());
    Ok(diesel::select(diesel::dsl::exists(pending)).get_result(conn)?)
}

fn extend(conn: &mut Conn, plie: PlieId, rows: &[EntryRow]) -> Outcome<()> {
    let head: Option<(i64, Vec<u8>)> = audit_heads::table
        .filter(audit_heads::plie_id.eq(plie))
        .select((audit_heads::seq, audit_heads::hash))
        .get_result(conn)
        .optional()?;
    let (mut seq, mut hash) = head.unwrap_or((0, GENESIS.to_vec()));
    for chunk in rows.chunks(100) {
        let mut values = Vec::with_capacity(chunk.len());
        for row in chunk {
            seq += 1;
            hash = link(&hash, seq, row);
            values.push((row.id, seq, hash.clone()));
        }
        number(conn, plie, &values)?;
    }
    Both(
        diesel::insert_into(audit_heads::table)
            .values((audit_heads::plie_id.eq(plie), audit_heads::seq.eq(seq), audit_heads::hash.eq(&hash)))
            .on_conflict(audit_heads::plie_id)
            .do_update()
            .set((audit_heads::seq.eq(seq), audit_heads::hash.eq(&hash))),
    )
    .execute(conn)?;
    Ok(())
}

type Numbered = (crate::ids::AuditEntryId, i64, Vec<u8>);

/// One by one where that costs nothing: joined with a list of rows, SQLite walks the whole journal instead.
fn number(conn: &mut Conn, plie: PlieId, values: &[Numbered]) -> Outcome<()> {
    match conn {
        Conn::Pg(c) => number_together(c, plie, values),
        Conn::Sqlite(c) => {
            for (id, seq, hash) in values {
                diesel::update(audit_entries::table.find((plie, *id)))
                    .set((audit_entries::seq.eq(*seq), audit_entries::hash.eq(hash)))
                    .execute(c)?;
            }
            Ok(())
        }
    }
}

fn number_together(conn: &mut diesel::PgConnection, plie: PlieId, values: &[Numbered]) -> Outcome<()> {
    let mut sql = String::from("update audit_entries set seq = v.column2, hash = v.column3 from (values ");
    for n in 0..values.len() {
        let at = n * 3 + 2;
        let comma = if n == 0 { "" } else { ", " };
        sql.push_str(&format!("{comma}(${at}::uuid, ${}::bigint, ${}::bytea)", at + 1, at + 2));
    }
    sql.push_str(") v where audit_entries.plie_id = $1 and audit_entries.id = v.column1");
    let mut query = diesel::sql_query(sql).into_boxed().bind::<UuidSql, _>(plie);
    for (id, seq, hash) in values {
        query = query.bind::<UuidSql, _>(*id).bind::<BigInt, _>(*seq).bind::<Binary, _>(hash.clone());
    }
    query.execute(conn)?;
    Ok(())
}

/// What a walk along the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Entries in the chain.
    pub(crate) entries: i64,
    /// Hash of the last one.
    pub(crate) head: Vec<u8>,
    /// The first number at which the chain does not hold, and why.
    pub(crate) broken: Option<(i64, String)>,
}

/// Walks the whole chain of a PLIE and holds it against its head.
///
/// # Errors
/// The database is away.
pub(crate) fn verify(conn: &mut Conn, plie: PlieId) -> Outcome<Verdict> {
    let mut seq = 0;
    let mut hash = GENESIS.to_vec();
    loop {
        let rows: Vec<EntryRow> = audit_entries::table
            .filter(audit_entries::plie_id.eq(plie))
            .filter(audit_entries::seq.gt(seq))
            .order(audit_entries::seq)
            .limit(BATCH)
            .select(EntryRow::as_select())
            .load(conn)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let expected = seq + 1;
            if row.seq != Some(expected) {
                return Ok(Verdict { entries: seq, head: hash, broken: Some((expected, "missing".to_owned())) });
            }
            let computed = link(&hash, expected, &row);
            if row.hash.as_ref() != Some(&computed) || !says_what_was_bound(&row) {
                return Ok(Verdict { entries: seq, head: hash, broken: Some((expected, "changed".to_owned())) });
            }
            seq = expected;
            hash = computed;
        }
    }
    let head: Option<(i64, Vec<u8>)> = audit_heads::table
        .filter(audit_heads::plie_id.eq(plie))
        .select((audit_heads::seq, audit_heads::hash))
        .get_result(conn)
        .optional()?;
    let (head_seq, head_hash) = head.unwrap_or((0, GENESIS.to_vec()));
    let broken = if head_seq > seq {
        Some((seq + 1, "cut".to_owned()))
    } else if head_seq < seq || head_hash != hash {
        Some((head_seq, "head".to_owned()))
    } else {
        None
    };
    Ok(Verdict { entries: seq, head: hash, broken })
}
