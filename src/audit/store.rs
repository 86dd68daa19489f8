//! Rows of the journal.

use diesel::prelude::*;

use super::{Change, Entry};
use crate::auth::tokens::CallerKind;
use crate::ctx::Ctx;
use crate::db::schema::audit_entries;
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
}

impl EntryRow {
    fn of(cx: &Ctx<'_>, entry: Entry) -> Outcome<Self> {
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
