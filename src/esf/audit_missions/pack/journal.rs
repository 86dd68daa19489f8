//! The segment of the audit chain that tells of the sample: every entry from the first to the last of them, whole, so that
//! each hash can be computed again from the one before.

use std::io::Write;

use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::figures::Ended;
use super::spool::Spool;
use crate::audit::chain::hex;
use crate::audit::checkpoint::Signer;
use crate::audit::store::EntryRow;
use crate::ctx::Ctx;
use crate::esf::audit_missions::store::pack;
use crate::failure::{Failure, Outcome};
use crate::jobs::{Meter, away};

/// Where the segment begins and ends; whoever keeps it can later prove a rewrite.
#[derive(Debug, Default)]
pub(super) struct Checkpoint {
    pub(super) entries: i64,
    pub(super) last_seq: Option<i64>,
    pub(super) hash: Option<Vec<u8>>,
}

/// Entries that are read together.
const STRETCH: i64 = 1000;

/// An entry, with every text that its hash is of.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    seq: i64,
    id: Uuid,
    at: crate::db::Instant,
    actor_kind: &'a str,
    actor_id: Option<Uuid>,
    request_id: &'a str,
    operation: &'a str,
    resource: &'a str,
    object_id: Option<Uuid>,
    object_version: Option<i64>,
    subject_id: Option<Uuid>,
    owner_id: Option<Uuid>,
    structure_id: Option<Uuid>,
    change: &'static str,
    outcome: &'a str,
    /// The words, where the entry tells of the sample; the chain binds their digest.
    reason: Option<&'a str>,
    reason_salt: Option<String>,
    reason_digest: Option<String>,
    fields: Vec<String>,
    /// The SHA-256 of what was signed or filed.
    content_hash: Option<&'a str>,
    hash: String,
}

/// Writes the segment that tells of the sample, the months and the claims, and where it ends.
pub(super) fn segment(cx: &mut Ctx<'_>, spool: &mut Spool, ended: &Ended, meter: &Meter) -> Outcome<Checkpoint> {
    let objects: Vec<Uuid> = ended.objects.iter().copied().collect();
    let all: Vec<Uuid> = ended.objects.union(&ended.crossed).copied().collect();
    let mut page = spool.open()?;
    let mut told = Checkpoint::default();
    let span = pack::span(cx, &all)?;
    let mut before = None;
    if let Some((first, last)) = span {
        before = Some(pack::hash_before(cx, first)?);
        let mut from = first;
        while from <= last {
            let rows = pack::entries(cx, from, last, STRETCH)?;
            let Some(end) = rows.last().and_then(|row| row.seq) else { break };
            for row in &rows {
                serde_json::to_writer(&mut page, &entry(row, &objects)).map_err(Failure::defect)?;
                page.write_all(b"\n").map_err(away)?;
            }
            told.entries += i64::try_from(rows.len()).unwrap_or_default();
            told.last_seq = Some(end);
            told.hash = rows.last().and_then(|row| row.hash.clone());
            from = end + 1;
            meter.at(end - first, last - first, (60, 80));
        }
    }
    spool.keep("journal/entries.jsonl", page)?;
    let signer = Signer::of(&cx.app.keys).map_err(Failure::defect)?;
    let place = told.last_seq.zip(told.hash.as_deref());
    spool.json(
        "journal/checkpoint.json",
        &json!({
            "format": "jalon-audit-chain 1",
            "plie_id": cx.plie(),
            "entries": told.entries,
            "first_seq": span.map(|(first, _)| first),
            "previous_hash": before.as_deref().map(hex),
            "last_seq": told.last_seq,
            "hash": told.hash.as_deref().map(hex),
            "ed25519_public_key": signer.public_key(),
            "ed25519_signature": place.map(|(seq, hash)| signer.sign(cx.plie(), seq, hash)),
        }),
    )?;
    Ok(told)
}

/// `objects` are those of the sample, in order: of whatever else the segment crosses, the reasons stay unsaid.
fn entry<'a>(row: &'a EntryRow, objects: &[Uuid]) -> Entry<'a> {
    let of_sample = |id: Option<Uuid>| id.is_some_and(|id| objects.binary_search(&id).is_ok());
    let told = row.reason_digest.is_none()
        || of_sample(row.object_id.map(|id| id.0))
        || of_sample(row.subject_id.map(|id| id.0));
    Entry {
        seq: row.seq.unwrap_or_default(),
        id: row.id.0,
        at: row.at,
        actor_kind: &row.actor_kind,
        actor_id: row.actor_id.map(|id| id.0),
        request_id: &row.request_id,
        operation: &row.operation,
        resource: &row.resource,
        object_id: row.object_id.map(|id| id.0),
        object_version: row.object_version,
        subject_id: row.subject_id.map(|id| id.0),
        owner_id: row.owner_id.map(|id| id.0),
        structure_id: row.structure_id.map(|id| id.0),
        change: row.change.code(),
        outcome: &row.outcome,
        reason: row.reason.as_deref().filter(|_| told),
        reason_salt: row.reason_salt.as_deref().filter(|_| told).map(hex),
        reason_digest: row.reason_digest.as_deref().map(hex),
        fields: row.fields.read().unwrap_or_default(),
        content_hash: row.content_hash.as_deref(),
        hash: hex(row.hash.as_deref().unwrap_or_default()),
    }
}
