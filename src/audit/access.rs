//! The access log: who read what is restricted, and why (R3.6). Its lines are on the disk before the answer leaves,
//! and where they can't be written nothing is answered. It is kept apart from the journal of changes, which must
//! stand for years while this one may not (`trust.md` § 4.1).

use diesel::prelude::*;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::db::schema::access_log;
use crate::db::{Conn, Instant, Json};
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
    pub(crate) fields: &'static [&'static str],
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
}

impl AccessRow {
    fn of(cx: &Ctx<'_>, read: &Access) -> Outcome<Self> {
        Ok(Self {
            plie_id: cx.plie(),
            id: AccessId::new(),
            at: cx.now,
            actor_kind: cx.actor.kind.code().to_owned(),
            actor_id: AnyId::of(cx.actor.id),
            request_id: cx.call.request_id.clone(),
            operation: cx.call.op.id.to_owned(),
            resource: read.resource.to_owned(),
            participant_id: read.person,
            object_ids: Json::of(&read.objects).map_err(Failure::defect)?,
            fields: Json::of(&read.fields).map_err(Failure::defect)?,
            reason: cx.call.reason.clone(),
        })
    }
}

/// The lines of what a request has read.
///
/// # Errors
/// A line can't be made, which is a defect.
pub(crate) fn taken(cx: &mut Ctx<'_>) -> Outcome<Vec<AccessRow>> {
    let read = std::mem::take(&mut cx.accesses);
    read.iter().map(|access| AccessRow::of(cx, access)).collect()
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
