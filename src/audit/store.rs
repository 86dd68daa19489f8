//! Rows of the journal.

use diesel::prelude::*;

use super::{Change, Entry};
use crate::auth::keys::{random_32, sha256};
use crate::auth::tokens::CallerKind;
use crate::ctx::Ctx;
use crate::db::schema::audit_entries::{self, self as t};
use crate::db::{Conn, Instant, Json};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, AuditEntryId, ParticipantId, PartnerStructureId, PlieId, UserId};

/// A row of `audit_entries`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_entries, treat_none_as_default_value = false)]
pub(crate) struct EntryRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: AuditEntryId,
    pub(crate) seq: Option<i64>,
    pub(crate) at: Instant,
    pub(crate) actor_kind: String,
    pub(crate) actor_id: Option<AnyId>,
    pub(crate) request_id: String,
    pub(crate) operation: String,
    pub(crate) resource: String,
    pub(crate) object_id: Option<AnyId>,
    pub(crate) object_version: Option<i64>,
    pub(crate) subject_id: Option<ParticipantId>,
    pub(crate) owner_id: Option<UserId>,
    pub(crate) structure_id: Option<PartnerStructureId>,
    pub(crate) change: Change,
    pub(crate) outcome: String,
    pub(crate) reason: Option<String>,
    pub(crate) fields: Json,
    pub(crate) hash: Option<Vec<u8>>,
    /// What the digest of the reason is salted with; gone with the words.
    pub(crate) reason_salt: Option<Vec<u8>>,
    /// What the chain binds of the reason; none where an entry is older than it, and its words are bound themselves.
    pub(crate) reason_digest: Option<Vec<u8>>,
    /// The SHA-256 of what was signed or filed; none where nothing was.
    pub(crate) content_hash: Option<String>,
}

/// The digest of a reason: without its salt it tells nothing of the words, not even to who guesses them.
pub(super) fn digest(salt: &[u8], reason: &str) -> Vec<u8> {
    sha256(&[salt, reason.as_bytes()]).to_vec()
}

/// What the chain binds of a reason.
#[derive(Default)]
struct Bound {
    salt: Option<Vec<u8>>,
    digest: Option<Vec<u8>>,
}

impl Bound {
    fn of(reason: Option<&str>) -> Outcome<Self> {
        let Some(reason) = reason else { return Ok(Self::default()) };
        let salt = random_32().map_err(Failure::defect)?;
        Ok(Self { digest: Some(digest(&salt, reason)), salt: Some(salt.to_vec()) })
    }
}

impl EntryRow {
    fn of(cx: &Ctx<'_>, entry: Entry) -> Outcome<Self> {
        let bound = Bound::of(entry.reason.as_deref())?;
        Ok(Self {
            plie_id: cx.plie(),
            id: AuditEntryId::new(),
            seq: None,
            at: cx.now,
            actor_kind: cx.actor.kind.code().to_owned(),
            actor_id: Some(AnyId::of(cx.actor.id)),
            request_id: cx.call.request_id.clone(),
            operation: cx.call.op.id.to_owned(),
            resource: entry.resource.to_owned(),
            object_id: entry.object.map(AnyId::of),
            object_version: entry.version,
            subject_id: entry.subject,
            owner_id: entry.owner.or_else(|| (cx.actor.kind == CallerKind::User).then(|| UserId::of(cx.actor.id))),
            structure_id: entry.structure,
            change: entry.change,
            outcome: "done".to_owned(),
            reason: entry.reason,
            fields: Json::of(&entry.fields).map_err(Failure::defect)?,
            hash: None,
            reason_salt: bound.salt,
            reason_digest: bound.digest,
            content_hash: entry.content,
        })
    }

    /// An entry that no caller made: sign-in, expiry, administration.
    pub(crate) fn system(
        plie: PlieId,
        actor: Option<UserId>,
        at: Instant,
        request_id: &str,
        operation: &str,
        entry: Entry,
    ) -> Outcome<Self> {
        let bound = Bound::of(entry.reason.as_deref())?;
        Ok(Self {
            plie_id: plie,
            id: AuditEntryId::new(),
            seq: None,
            at,
            actor_kind: if actor.is_some() { "user" } else { "system" }.to_owned(),
            actor_id: actor.map(crate::ids::Id::cast),
            request_id: request_id.to_owned(),
            operation: operation.to_owned(),
            resource: entry.resource.to_owned(),
            object_id: entry.object.map(AnyId::of),
            object_version: entry.version,
            subject_id: entry.subject,
            owner_id: entry.owner,
            structure_id: entry.structure,
            change: entry.change,
            outcome: "done".to_owned(),
            reason: entry.reason,
            fields: Json::of(&entry.fields).map_err(Failure::defect)?,
            hash: None,
            reason_salt: bound.salt,
            reason_digest: bound.digest,
            content_hash: entry.content,
        })
    }
}

/// Writes what the flow has left, in its transaction.
///
/// # Errors
/// The database refuses; then nothing of the work is written either.
pub(crate) fn write(cx: &mut Ctx<'_>) -> Outcome<()> {
    let entries = std::mem::take(&mut cx.entries);
    let rows: Vec<EntryRow> = entries.into_iter().map(|e| EntryRow::of(cx, e)).collect::<Outcome<_>>()?;
    insert(cx.conn, &rows)
}

/// Writes an attempt that was refused for lack of a right.
///
/// # Errors
/// The database refuses.
pub(crate) fn insert(conn: &mut Conn, rows: &[EntryRow]) -> Outcome<()> {
    if let [row] = rows {
        diesel::insert_into(audit_entries::table).values(row).execute(conn)?;
    } else {
        for chunk in rows.chunks(500) {
            each!(conn, |c| diesel::insert_into(audit_entries::table).values(chunk).execute(c))?;
        }
    }
    Ok(())
}

/// Takes the words of reasons away from what the journal says of some people and of these objects; the chain binds their digests and still
/// holds. Entries older than the digests keep theirs. Tells how many.
///
/// # Errors
/// The database refuses.
pub(crate) fn forget_reasons(
    conn: &mut Conn,
    plie: PlieId,
    people: &[ParticipantId],
    objects: &[AnyId],
) -> Outcome<usize> {
    let mut done = 0;
    // each of the two ways has its index: what is numbered, and what waits for its number
    for numbered in [true, false] {
        let about = t::table
            .filter(t::plie_id.eq(plie))
            .filter(t::subject_id.eq_any(people.to_vec()))
            .filter(t::reason.is_not_null())
            .filter(t::reason_digest.is_not_null())
            .filter(t::operation.ne_all(["erase_participant", "confirm_participant_erasure"]));
        let values = (t::reason.eq(None::<String>), t::reason_salt.eq(None::<Vec<u8>>));
        done += if numbered {
            diesel::update(about.filter(t::seq.is_not_null())).set(values).execute(conn)?
        } else {
            diesel::update(about.filter(t::seq.is_null())).set(values).execute(conn)?
        };
        for some in objects.chunks(500) {
            let of_these = t::table
                .filter(t::plie_id.eq(plie))
                .filter(t::object_id.assume_not_null().eq_any(some.to_vec()))
                .filter(t::reason.is_not_null())
                .filter(t::reason_digest.is_not_null());
            let values = (t::reason.eq(None::<String>), t::reason_salt.eq(None::<Vec<u8>>));
            done += if numbered {
                diesel::update(of_these.filter(t::seq.is_not_null())).set(values).execute(conn)?
            } else {
                diesel::update(of_these.filter(t::seq.is_null())).set(values).execute(conn)?
            };
        }
    }
    Ok(done)
}
