//! Commands on imports.

/// The work itself, stretch by stretch.
pub(crate) mod work;

use super::api::ImportIn;
use super::rules::columns::columns;
use super::rules::{self, ImportMode, ImportStatus, ImportTarget, OnDuplicate, WAITS_SECONDS};
use super::sheet::apart::Table;
use super::store::{self, ImportRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome};
use crate::ids::ImportId;
use crate::jobs::{self, Asked, JobKind, JobRow};
use crate::participants::vault::{self, Safe};
use crate::refusal::Refusal;

/// A file that was received.
#[derive(Debug)]
pub(super) struct Sent {
    /// Its bytes.
    pub(super) size: u64,
    /// Their hash.
    pub(super) sha256: String,
    /// Its rows, sealed.
    pub(super) table: Table,
}

/// Whether the caller may import this at all: people are imported by who reaches others than their own (§ 3); whose
/// time a row may tell of is decided row by row.
pub(super) fn may(cx: &mut Ctx<'_>, target: ImportTarget) -> Outcome<()> {
    let own = |reach: &Reach| !reach.all && reach.territories.is_empty() && reach.sites.is_empty();
    let (right, granted) = match target {
        // a commit reaches one's own imports alone, whoever one is
        ImportTarget::Participants => {
            ("create_participant", !own(&cx.reach_in("create_import")) && !cx.reach_in("create_participant").is_empty())
        }
        ImportTarget::TimeRecords => ("create_time_record", !cx.reach_in("create_time_record").is_empty()),
    };
    if granted { Ok(()) } else { Err(Failure::Forbidden { right: right.to_owned() }) }
}

/// `POST /v1/imports`: the columns are what they are before any row is looked at.
pub(super) fn create(cx: &mut Ctx<'_>, told: ImportIn, sent: Sent) -> Outcome<JobRow> {
    may(cx, told.target)?;
    let user = cx.actor.user().ok_or_else(|| Failure::Forbidden { right: cx.call.op.id.to_owned() })?;
    let on_duplicate = told.on_duplicate.unwrap_or(OnDuplicate::Fail);
    if told.target == ImportTarget::TimeRecords && on_duplicate == OnDuplicate::Link {
        return Err(Failure::invalid(
            "/on_duplicate",
            "unknown_code",
            "Une saisie de temps n'a pas d'identifiant d'un autre système à rattacher.",
            "A time record has no number of another system to attach.",
        ));
    }
    let mapping: Vec<(String, Option<String>)> = told.mapping.unwrap_or_default().into_iter().collect();
    let columns = columns(told.target, &sent.table.headings, &mapping).map_err(Refusal::Invalid)?;
    let id = ImportId::new();
    let sealed_key = vault::seal_content(cx.conn, Safe::of(cx), None, id.cast(), &sent.table.key)?;
    let parameters = Json::of(&serde_json::json!({})).map_err(Failure::defect)?;
    let job = jobs::enqueue(cx, Asked { kind: JobKind::Import, object: Some(id.0), covers: None, parameters })?;
    let row = ImportRow {
        plie_id: cx.plie(),
        id,
        target: told.target,
        mode: told.mode.unwrap_or(ImportMode::Validate),
        on_duplicate,
        max_changes: told.max_changes,
        headings: Json::of(&columns).map_err(Failure::defect)?,
        size_bytes: i64::try_from(sent.size).map_err(Failure::defect)?,
        sha256: sent.sha256,
        row_count: sent.table.rows,
        stored_as: Some(sent.table.name),
        stored_bytes: Some(i64::try_from(sent.table.bytes).map_err(Failure::defect)?),
        sealed_key: Some(sealed_key),
        status: ImportStatus::Validating,
        position: 0,
        rows_created: 0,
        rows_updated: 0,
        rows_unchanged: 0,
        rows_rejected: 0,
        problems: Json::of(&[(); 0]).map_err(Failure::defect)?,
        job_id: job.id,
        requested_by: user,
        validated_at: None,
        finished_at: None,
        expires_at: cx.now.plus_seconds(WAITS_SECONDS),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert(cx, &row)?;
    cx.record(Entry::event("imports", Some(id.0)));
    Ok(job)
}

/// `POST /v1/imports/{id}/commit`: what was validated is carried out, from the rows that were.
pub(super) fn commit(cx: &mut Ctx<'_>, id: ImportId) -> Outcome<JobRow> {
    let reach = cx.reach.clone();
    store::find(cx, &reach, id)?;
    let mut row = store::held(cx.conn, cx.plie(), id)?;
    cx.guard(row.version)?;
    let waits = row.stored_as.is_some() && cx.now < row.expires_at;
    row.status = rules::commit(row.status, waits)?;
    rules::within(row.changes(), row.max_changes)?;
    may(cx, row.target)?;
    let parameters = Json::of(&serde_json::json!({})).map_err(Failure::defect)?;
    let job = jobs::enqueue(cx, Asked { kind: JobKind::Import, object: Some(id.0), covers: None, parameters })?;
    if job.id == row.job_id {
        return Err(Failure::conflict(
            "conflict_job_under_way",
            "Le travail de contrôle n'est pas tout à fait fini.",
            "The work of validating is not quite finished.",
        ));
    }
    row.job_id = job.id;
    row.position = 0;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx.conn, &row)?;
    cx.record(Entry::event("imports", Some(id.0)));
    Ok(job)
}
