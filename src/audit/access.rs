//! The access log: who read what is restricted, and why (R3.6). Its lines are on the disk before the answer leaves,
//! and where they can't be written nothing is answered. It is kept apart from the journal of changes, which must
//! stand for years while this one may not, in a hash chain of its own (`trust.md` § 4.1).

use std::borrow::Cow;
use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::chain::{GENESIS, Verdict, linked};
use crate::ctx::Ctx;
use crate::db::schema::{access_heads, access_log};
use crate::db::{Both, Conn, Instant, Json};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::ids::{AccessId, AnyId, ParticipantId, PlieId};

/// What is read, as a flow tells it; who, when and why are added on the way.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    /// The kind of object.
    pub(crate) resource: &'static str,
    /// The participant it is about.
    pub(crate) person: Option<ParticipantId>,
    /// The objects.
    pub(crate) objects: Vec<Uuid>,
    /// The restricted members that were read.
    pub(crate) fields: Cow<'static, [&'static str]>,
}

/// A row of `access_log`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = access_log, treat_none_as_default_value = false)]
pub(crate) struct AccessRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: AccessId,
    pub(crate) at: Instant,
    pub(crate) actor_kind: String,
    pub(crate) actor_id: AnyId,
    pub(crate) request_id: String,
    pub(crate) operation: String,
    pub(crate) resource: String,
    pub(crate) participant_id: Option<ParticipantId>,
    pub(crate) object_ids: Json,
    pub(crate) fields: Json,
    pub(crate) reason: Option<String>,
    pub(crate) seq: Option<i64>,
    pub(crate) hash: Option<Vec<u8>>,
}

/// What a kept answer holds that is restricted: whoever is given the answer again reads it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reading {
    resource: String,
    person: Option<ParticipantId>,
    objects: Vec<Uuid>,
    fields: Vec<String>,
}

impl Reading {
    /// What a line says was read.
    ///
    /// # Errors
    /// The line can't be read back, which is a defect.
    pub(crate) fn of(row: &AccessRow) -> Outcome<Self> {
        Ok(Self {
            resource: row.resource.clone(),
            person: row.participant_id,
            objects: row.object_ids.read().map_err(Failure::defect)?,
            fields: row.fields.read().map_err(Failure::defect)?,
        })
    }

    /// The line of reading it once more, now.
    ///
    /// # Errors
    /// The line can't be made, which is a defect.
    pub(crate) fn again(&self, cx: &Ctx<'_>) -> Outcome<AccessRow> {
        AccessRow::of(cx, &self.resource, self.person, &self.objects, &self.fields)
    }
}

impl AccessRow {
    fn of(
        cx: &Ctx<'_>,
        resource: &str,
        person: Option<ParticipantId>,
        objects: &[Uuid],
        fields: &impl Serialize,
    ) -> Outcome<Self> {
        Ok(Self {
            plie_id: cx.plie(),
            id: AccessId::new(),
            at: cx.now,
            actor_kind: cx.actor.kind.code().to_owned(),
            actor_id: AnyId::of(cx.actor.id),
            request_id: cx.call.request_id.clone(),
            operation: cx.call.op.id.to_owned(),
            resource: resource.to_owned(),
            participant_id: person,
            object_ids: Json::of(&objects).map_err(Failure::defect)?,
            fields: Json::of(fields).map_err(Failure::defect)?,
            reason: cx.call.reason.clone(),
            seq: None,
            hash: None,
        })
    }
}

/// The lines of what a request has read.
///
/// # Errors
/// A line can't be made, which is a defect.
pub(crate) fn taken(cx: &mut Ctx<'_>) -> Outcome<Vec<AccessRow>> {
    let read = std::mem::take(&mut cx.accesses);
    read.iter().map(|it| AccessRow::of(cx, it.resource, it.person, &it.objects, &it.fields)).collect()
}

/// Writes the lines.
///
/// # Errors
/// The database refuses; then nothing may be answered.
pub(crate) fn insert(conn: &mut Conn, rows: &[AccessRow]) -> Outcome<()> {
    for chunk in rows.chunks(500) {
        each!(conn, |c| diesel::insert_into(access_log::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// How many lines are numbered in one transaction.
const BATCH: i64 = 500;

/// The advisory lock of whoever numbers the lines.
const LOCK: i64 = 7_214_003;

/// The hash of a line: of the one before it and of all that it says.
fn link(previous: &[u8], seq: i64, row: &AccessRow) -> Vec<u8> {
    let objects: Vec<Uuid> = row.object_ids.read().unwrap_or_default();
    let fields: Vec<String> = row.fields.read().unwrap_or_default();
    let texts = [
        seq.to_string(),
        row.plie_id.to_string(),
        row.id.to_string(),
        row.at.to_string(),
        row.actor_kind.clone(),
        row.actor_id.to_string(),
        row.request_id.clone(),
        row.operation.clone(),
        row.resource.clone(),
        row.participant_id.map(|id| id.to_string()).unwrap_or_default(),
        objects.iter().map(Uuid::to_string).collect::<Vec<_>>().join("\u{1f}"),
        fields.join("\u{1f}"),
        row.reason.clone().unwrap_or_default(),
    ];
    linked(b"jalon/v1/access", previous, &texts)
}

/// Numbers the lines that are committed and have no number yet, in a chain of their own a PLIE: how many it took.
/// To be run in a writing transaction behind the system's wall.
///
/// # Errors
/// The database is away.
pub(crate) fn sequence(conn: &mut Conn) -> Outcome<usize> {
    if !conn.try_lock(LOCK)? {
        return Ok(0);
    }
    // never «id after the last»: an id is given before its commit, and a late one would be skipped
    let rows: Vec<AccessRow> = access_log::table
        .filter(access_log::seq.is_null())
        .order((access_log::at, access_log::id))
        .limit(BATCH)
        .select(AccessRow::as_select())
        .load(conn)?;
    let taken = rows.len();
    let mut chains: BTreeMap<PlieId, Vec<AccessRow>> = BTreeMap::new();
    for row in rows {
        chains.entry(row.plie_id).or_default().push(row);
    }
    for (plie, rows) in chains {
        let (mut seq, mut hash) = head(conn, plie)?;
        for row in rows {
            seq += 1;
            hash = link(&hash, seq, &row);
            diesel::update(access_log::table.find((plie, row.id)))
                .set((access_log::seq.eq(seq), access_log::hash.eq(&hash)))
                .execute(conn)?;
        }
        Both(
            diesel::insert_into(access_heads::table)
                .values((access_heads::plie_id.eq(plie), access_heads::seq.eq(seq), access_heads::hash.eq(&hash)))
                .on_conflict(access_heads::plie_id)
                .do_update()
                .set((access_heads::seq.eq(seq), access_heads::hash.eq(&hash))),
        )
        .execute(conn)?;
    }
    Ok(taken)
}

fn head(conn: &mut Conn, plie: PlieId) -> Outcome<(i64, Vec<u8>)> {
    let query = access_heads::table.find(plie).select((access_heads::seq, access_heads::hash));
    Ok(query.get_result(conn).optional()?.unwrap_or((0, GENESIS.to_vec())))
}

/// Walks the whole chain of a PLIE's readings and holds it against its head.
///
/// # Errors
/// The database is away.
pub(crate) fn verify(conn: &mut Conn, plie: PlieId) -> Outcome<Verdict> {
    let (mut seq, mut hash) = (0, GENESIS.to_vec());
    loop {
        let rows: Vec<AccessRow> = access_log::table
            .filter(access_log::plie_id.eq(plie))
            .filter(access_log::seq.gt(seq))
            .order(access_log::seq)
            .limit(BATCH)
            .select(AccessRow::as_select())
            .load(conn)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let expected = seq + 1;
            let computed = link(&hash, expected, &row);
            let broken = match row.seq {
                Some(at) if at == expected => (row.hash.as_ref() != Some(&computed)).then_some("changed"),
                _ => Some("missing"),
            };
            if let Some(why) = broken {
                return Ok(Verdict { entries: seq, head: hash, broken: Some((expected, why.to_owned())) });
            }
            (seq, hash) = (expected, computed);
        }
    }
    let known = head(conn, plie)?;
    let broken = match known.0 {
        n if n > seq => Some((seq + 1, "cut".to_owned())),
        n if n < seq || known.1 != hash => Some((n, "head".to_owned())),
        _ => None,
    };
    Ok(Verdict { entries: seq, head: hash, broken })
}
