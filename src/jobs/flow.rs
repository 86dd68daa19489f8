//! How a job is asked for, and whether its result may still be read.

use uuid::Uuid;

use super::covers::Covers;
use super::rules::{JobKind, JobState};
use super::store::{self, JobRow};
use crate::audit::Entry;
use crate::auth::visibility;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, JobId};

/// What is asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    /// What is to be done.
    pub(crate) kind: JobKind,
    /// What it is about.
    pub(crate) object: Option<Uuid>,
    /// How.
    pub(crate) parameters: Json,
    /// What it reads beside that.
    pub(crate) covers: Option<Covers>,
}

/// Asks for a job, in the operation that is called. One that the caller has asked for already and that is not over
/// answers for the new one.
///
/// # Errors
/// The database refuses; 403 for a machine, which nobody is behind.
pub(crate) fn enqueue(cx: &mut Ctx<'_>, asked: Asked) -> Outcome<JobRow> {
    let operation = cx.call.op.id.to_owned();
    let user = cx.actor.user().ok_or_else(|| Failure::Forbidden { right: operation.clone() })?;
    let object_id = asked.object.map(AnyId::of);
    if let Some(under_way) = store::under_way(cx, asked.kind, user, object_id)? {
        return Ok(under_way);
    }
    let row = JobRow {
        plie_id: cx.plie(),
        id: JobId::new(),
        kind: asked.kind,
        operation,
        object_id,
        parameters: asked.parameters,
        state: JobState::Queued,
        progress: 0,
        problems: Json::of(&[(); 0]).map_err(Failure::defect)?,
        attempts: 0,
        claim: None,
        // due at once
        claimed_until: cx.now,
        requested_by: user,
        request_id: cx.call.request_id.clone(),
        reason: cx.call.reason.clone(),
        covers: asked.covers.map(|covers| Json::of(&covers)).transpose().map_err(Failure::defect)?,
        result_name: None,
        result_file_name: None,
        result_content_type: None,
        result_size_bytes: None,
        result_sha256: None,
        result_key: None,
        started_at: None,
        finished_at: None,
        expires_at: None,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert(cx, &row)?;
    cx.record(Entry::event("jobs", Some(row.id.0)));
    Ok(row)
}

/// A job of the caller's own, while they still may do what it does, to what it is about.
pub(super) fn find(cx: &mut Ctx<'_>, id: JobId) -> Outcome<JobRow> {
    let row = store::find(cx, id)?;
    let reach = cx.reach_in(&row.operation);
    if reach.is_empty() {
        return Err(Failure::NotFound);
    }
    let sees = crate::auth::policy::RULES.get(row.operation.as_str()).and_then(|rule| rule.sees);
    if let (Some(object), Some(sees)) = (row.object_id, sees)
        && !visibility::exists(cx, sees, &reach, object.0)?
    {
        return Err(Failure::NotFound);
    }
    if let Some(covers) = &row.covers {
        let covers: Covers = covers.read().map_err(Failure::defect)?;
        if !covers.is_reached(cx)? {
            return Err(Failure::NotFound);
        }
    }
    Ok(row)
}

/// The job, once its result is there.
pub(super) fn finished(cx: &mut Ctx<'_>, id: JobId) -> Outcome<JobRow> {
    let row = find(cx, id)?;
    let (code, fr, en) = match row.state {
        JobState::Done => return Ok(row),
        JobState::Queued | JobState::Running => {
            ("conflict_job_under_way", "Le travail n'est pas fini.", "The work is not finished.")
        }
        JobState::Failed => (
            "conflict_job_failed",
            "Le travail n'a pas abouti : voir « problems ».",
            "The work came to nothing: see `problems`.",
        ),
        JobState::Expired => (
            "conflict_job_expired",
            "Le résultat n'est plus gardé ; demandez-le de nouveau.",
            "The result is no longer kept; ask for it again.",
        ),
    };
    Err(Failure::conflict(code, fr, en))
}
