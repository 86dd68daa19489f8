//! What is sealed of a person (`trust.md` § 6.4): one data key a person, wrapped by a key of the data directory.
//!
//! What is sealed names its data key, so that a rotation re-wraps keys and never data, and a merge leaves both
//! where they are. Nothing is opened without a line of the access log.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use uuid::Uuid;

use crate::audit::access::Access;
use crate::auth::keys::{KeyError, Keys, random_32, seal_with, unseal_with, wrapping};
use crate::ctx::Ctx;
use crate::db::schema::{data_keys as t, instance};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Outcome};
use crate::ids::{DataKeyId, ParticipantId, PlieId};

/// The form of what is sealed: this byte, the data key's identifier, the nonce, the ciphertext.
const FORM: u8 = 1;

/// What of a person is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// Disability, nationality and the like (G4).
    SensitiveFacts,
    /// What was said in an interview.
    InterviewReport,
}

impl What {
    /// The kind of object, as the access log calls it.
    const fn resource(self) -> &'static str {
        match self {
            Self::SensitiveFacts => "sensitive_facts",
            Self::InterviewReport => "interviews",
        }
    }

    /// The members that it holds.
    const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::SensitiveFacts => &["disabled", "nationality_class", "foreign_background", "minority", "justice"],
            Self::InterviewReport => &["report"],
        }
    }
}

/// Something sealed, of a person and of one of its objects.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sealed<'a> {
    pub(crate) what: What,
    pub(crate) person: ParticipantId,
    pub(crate) object: Uuid,
    pub(crate) bytes: &'a [u8],
}

/// What a ciphertext is bound to: it opens for no other PLIE, key, kind or object.
fn about(plie: PlieId, key: DataKeyId, what: What, object: Uuid) -> Vec<u8> {
    let parts = [b"jalon/v1/", what.resource().as_bytes(), plie.0.as_bytes(), key.0.as_bytes(), object.as_bytes()];
    parts.concat()
}

/// What a data key is bound to.
fn about_key(plie: PlieId, key: DataKeyId) -> Vec<u8> {
    [b"jalon/v1/data-key".as_slice(), plie.0.as_bytes(), key.0.as_bytes()].concat()
}

/// A key that this node lacks is an operator's affair: the request may be sent again once it is there.
fn missing(e: KeyError) -> Failure {
    log::error!(target: "jalon::keys", "{e}");
    Failure::Unavailable
}

/// `plain`, sealed under the person's key; the key is made when it is first needed.
pub(crate) fn seal(cx: &mut Ctx<'_>, what: What, person: ParticipantId, object: Uuid, plain: &str) -> Outcome<Vec<u8>> {
    let (id, key) = key_of(cx, person)?;
    let sealed = seal_with(&key, &about(cx.plie(), id, what, object), plain.as_bytes()).map_err(Failure::defect)?;
    Ok([[FORM].as_slice(), id.0.as_bytes(), &sealed].concat())
}

/// What was sealed, in its order; who reads it is noted in the access log, which is written before the answer.
pub(crate) fn open(cx: &mut Ctx<'_>, all: &[Sealed<'_>]) -> Outcome<Vec<String>> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let damaged = || Failure::defect("what is sealed has not its form");
    let mut parts = Vec::with_capacity(all.len());
    for sealed in all {
        let rest = sealed.bytes.strip_prefix(&[FORM]).ok_or_else(damaged)?;
        let (id, body) = rest.split_at_checked(16).ok_or_else(damaged)?;
        let id = Uuid::from_slice(id).map_err(Failure::defect)?;
        parts.push((DataKeyId::of(id), body));
    }
    let keys = keys_named(cx, parts.iter().map(|(id, _)| *id).collect())?;
    let plie = cx.plie();
    let mut opened = Vec::with_capacity(all.len());
    for (sealed, (id, body)) in all.iter().zip(parts) {
        // a key that is no more was destroyed with the person's data
        let key = keys.get(&id).ok_or(Failure::NotFound)?;
        let plain = unseal_with(key, &about(plie, id, sealed.what, sealed.object), body).map_err(Failure::defect)?;
        opened.push(String::from_utf8(plain).map_err(Failure::defect)?);
    }
    note(cx, all.iter().map(|s| (s.what, s.person, s.object)));
    Ok(opened)
}

/// Notes that this is read of people: one line a person and kind.
pub(crate) fn note(cx: &mut Ctx<'_>, read: impl IntoIterator<Item = (What, ParticipantId, Uuid)>) {
    let mut people: BTreeMap<(What, ParticipantId), BTreeSet<Uuid>> = BTreeMap::new();
    for (what, person, object) in read {
        people.entry((what, person)).or_default().insert(object);
    }
    for ((what, person), objects) in people {
        let objects = objects.into_iter().collect();
        cx.disclose(Access { resource: what.resource(), person: Some(person), objects, fields: what.fields() });
    }
}

/// The data keys with these identifiers, unwrapped.
fn keys_named(cx: &mut Ctx<'_>, ids: BTreeSet<DataKeyId>) -> Outcome<HashMap<DataKeyId, [u8; 32]>> {
    let rows: Vec<(DataKeyId, String, Vec<u8>)> = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::id.eq_any(ids))
        .select((t::id, t::wrapping_key, t::wrapped))
        .load(cx.conn)?;
    let unwrap = |(id, name, wrapped): (DataKeyId, String, Vec<u8>)| {
        let key = cx.app.keys.unwrapped(&name, &about_key(cx.plie(), id), &wrapped).map_err(missing)?;
        Ok((id, key))
    };
    rows.into_iter().map(unwrap).collect()
}

/// The person's data key, made now if there is none yet.
fn key_of(cx: &mut Ctx<'_>, person: ParticipantId) -> Outcome<(DataKeyId, [u8; 32])> {
    // two writers at once would each make one
    crate::db::hold_row(cx.conn, "participants", cx.plie(), person)?;
    let known: Option<DataKeyId> = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::participant_id.eq(person))
        .select(t::id)
        .get_result(cx.conn)
        .optional()?;
    if let Some(id) = known {
        let key = keys_named(cx, BTreeSet::from([id]))?.remove(&id).ok_or(Failure::NotFound)?;
        return Ok((id, key));
    }
    let (id, key) = (DataKeyId::new(), random_32().map_err(Failure::defect)?);
    let name = wrapping_key(cx.conn)?;
    let wrapped = cx.app.keys.wrap(&name, &about_key(cx.plie(), id), &key).map_err(missing)?;
    diesel::insert_into(t::table)
        .values((
            t::plie_id.eq(cx.plie()),
            t::id.eq(id),
            t::participant_id.eq(person),
            t::wrapping_key.eq(name),
            t::wrapped.eq(wrapped),
            t::created_at.eq(cx.now),
            t::updated_at.eq(cx.now),
        ))
        .execute(cx.conn)?;
    Ok((id, key))
}

/// The wrapping key in use.
fn wrapping_key(conn: &mut Conn) -> Outcome<String> {
    let name: Option<Option<String>> = instance::table.select(instance::wrapping_key).first(conn).optional()?;
    Ok(name.flatten().unwrap_or_else(|| wrapping::FIRST.to_owned()))
}

/// Data keys re-wrapped in one transaction.
const BATCH: i64 = 500;

/// From now on another wrapping key is in use; what is wrapped by others is re-wrapped by [`rewrap`].
///
/// # Errors
/// The database refuses.
pub(crate) fn put_in_use(conn: &mut Conn, name: &str) -> Outcome<()> {
    match diesel::update(instance::table).set(instance::wrapping_key.eq(name)).execute(conn)? {
        0 => Err(Failure::defect("the database has never been served: it has no keys yet")),
        _ => Ok(()),
    }
}

/// Re-wraps some of the data keys that another wrapping key still wraps: how many; none once all are. No data is
/// rewritten, and requests go on meanwhile.
///
/// # Errors
/// This node lacks a wrapping key, or the database refuses.
pub(crate) fn rewrap(conn: &mut Conn, keys: &Keys, now: Instant) -> Outcome<usize> {
    let name = wrapping_key(conn)?;
    let rows: Vec<(PlieId, DataKeyId, String, Vec<u8>)> = t::table
        .filter(t::wrapping_key.ne(&name))
        .limit(BATCH)
        .select((t::plie_id, t::id, t::wrapping_key, t::wrapped))
        .load(conn)?;
    let done = rows.len();
    for (plie, id, old, wrapped) in rows {
        let key = keys.unwrapped(&old, &about_key(plie, id), &wrapped).map_err(missing)?;
        let wrapped = keys.wrap(&name, &about_key(plie, id), &key).map_err(missing)?;
        diesel::update(t::table.find((plie, id)))
            .set((t::wrapping_key.eq(&name), t::wrapped.eq(wrapped), t::updated_at.eq(now)))
            .execute(conn)?;
    }
    Ok(done)
}
