//! Rows of signatures, and the facts of what they sign.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::rules::{self, ObjectType, SignatureKind, SignerType};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::db::schema::{entry_files, interviews, orientations, signatures, users};
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, EntryFileId, ParticipantId, PlieId, SignatureId, UserId};
use crate::participants::in_reach;

/// A row of `signatures`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = signatures, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct SignatureRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: SignatureId,
    pub(crate) object_type: ObjectType,
    pub(crate) object_id: AnyId,
    pub(crate) kind: SignatureKind,
    pub(crate) signer_type: SignerType,
    pub(crate) signer_id: Option<AnyId>,
    pub(crate) signer_name: Option<String>,
    pub(crate) signed_at: Instant,
    pub(crate) facts_hash: String,
    pub(crate) document_id: Option<AnyId>,
    pub(crate) method: Option<String>,
    pub(crate) refused_reason: Option<String>,
    pub(crate) late: bool,
    pub(crate) void_at: Option<Instant>,
    pub(crate) void_reason: Option<String>,
    pub(crate) recorded_at: Instant,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// The signature, when what it signs is in reach.
pub(crate) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: SignatureId) -> Outcome<SignatureRow> {
    let one = signatures::table.find((cx.plie(), id)).select(SignatureRow::as_select());
    let row: SignatureRow = one.get_result(cx.conn)?;
    if reach.all || concerns(cx, reach, &row)? {
        return Ok(row);
    }
    Err(Failure::NotFound)
}

/// These signatures. Whether what they sign is in reach was asked before.
pub(crate) fn with_ids(cx: &mut Ctx<'_>, ids: &[SignatureId]) -> Outcome<HashMap<SignatureId, SignatureRow>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = signatures::table
        .filter(signatures::plie_id.eq(cx.plie()))
        .filter(signatures::id.eq_any(ids.to_vec()))
        .select(SignatureRow::as_select());
    let rows: Vec<SignatureRow> = query.load(cx.conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Whether the signature is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: SignatureId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// Whether the participant that the object is about is in reach.
fn concerns(cx: &mut Ctx<'_>, reach: &Reach, row: &SignatureRow) -> Outcome<bool> {
    let (plie, id) = (cx.plie(), row.object_id);
    macro_rules! found {
        ($table:ident) => {{
            let query = $table::table
                .filter($table::plie_id.eq(plie))
                .filter($table::id.eq(id))
                .filter(in_reach(cx, reach, $table::participant_id))
                .select($table::version);
            query.get_result::<i64>(cx.conn).optional()?.is_some()
        }};
    }
    Ok(match row.object_type {
        // many sign one session: each signature is about whoever gave it
        ObjectType::CollectiveSession => match row.signer_id {
            Some(signer) => crate::participants::exists(cx, reach, signer.cast())?,
            None => false,
        },
        ObjectType::Orientation => found!(orientations),
        ObjectType::EntryFile => found!(entry_files),
        ObjectType::Interview => found!(interviews),
    })
}

/// The hash of the facts of an entry file in reach, and the participant it is about.
pub(super) fn entry_file_facts(cx: &mut Ctx<'_>, reach: &Reach, file: Uuid) -> Outcome<(String, ParticipantId)> {
    let query = entry_files::table
        .find((cx.plie(), EntryFileId::of(file)))
        .filter(in_reach(cx, reach, entry_files::participant_id))
        .select((entry_files::id, entry_files::participant_id));
    let (file, participant): (EntryFileId, ParticipantId) = query.get_result(cx.conn)?;
    Ok((rules::entry_file_facts_hash(file, participant), participant))
}

/// Whether the PLIE has this account.
pub(super) fn account_exists(cx: &mut Ctx<'_>, id: Uuid) -> Outcome<bool> {
    let query = users::table.find((cx.plie(), UserId::of(id))).select(users::version);
    Ok(query.get_result::<i64>(cx.conn).optional()?.is_some())
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &SignatureRow) -> Outcome<()> {
    diesel::insert_into(signatures::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &SignatureRow) -> Outcome<()> {
    let before = signatures::table
        .filter(signatures::plie_id.eq(row.plie_id))
        .filter(signatures::id.eq(row.id))
        .filter(signatures::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
