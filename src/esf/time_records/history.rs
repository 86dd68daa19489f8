//! What a record said before: kept when what was handed in changes or goes, and told version by version (§ 6.2).

use super::flow::entry;
use super::rules::{self, STEPS, TimeStatus};
use super::store::{self, TimeRecordRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::esf::agenda_weeks;
use crate::failure::Outcome;
use crate::ids::TimeRecordId;
use crate::machine;

/// Whether the record was handed in once, as it stands or as its week stands.
pub(super) fn handed_in(cx: &mut Ctx<'_>, row: &TimeRecordRow) -> Outcome<bool> {
    let told = |week_returned| rules::handed_in(row.status, row.supersedes.is_some(), row.version, week_returned);
    Ok(told(false) || told(agenda_weeks::is_returned(cx, row.user_id, row.week)?))
}

/// Keeps what a submitted record said before a change, under an id of its own: the record keeps its
/// address, its history what it was (§ 6.2). History has no shares in the index of participants.
pub(super) fn keep(cx: &mut Ctx<'_>, before: &TimeRecordRow) -> Outcome<TimeRecordId> {
    let kept = TimeRecordRow {
        id: TimeRecordId::new(),
        status: TimeStatus::Superseded,
        superseded_by: Some(before.id),
        updated_at: cx.now,
        ..before.clone()
    };
    store::insert(cx, std::slice::from_ref(&kept))?;
    let mut line = entry(Entry::created("time_records", kept.id), &kept)?;
    line.version = Some(kept.version);
    cx.record(line);
    Ok(kept.id)
}

/// Leaves a record superseded by nothing. History has no shares in the index of participants.
pub(super) fn withdraw(cx: &mut Ctx<'_>, row: &TimeRecordRow) -> Outcome<()> {
    let withdrawn = TimeRecordRow {
        status: machine::step(STEPS, row.status, "withdraw")?,
        version: row.version + 1,
        updated_at: cx.now,
        ..row.clone()
    };
    store::update(cx, &withdrawn, row.version)?;
    store::delete_shares(cx, row.id)?;
    let line = entry(Entry::changed("time_records", row.id, withdrawn.version), &withdrawn)?.fields(&["status"]);
    cx.record(line);
    Ok(())
}

/// The versions of a record, the first one first.
pub(super) fn versions(cx: &mut Ctx<'_>, id: TimeRecordId) -> Outcome<Vec<TimeRecordRow>> {
    let asked = store::find(cx, &cx.reach.clone(), id)?;
    let mut row = asked;
    // one step a correction that was approved after sign-off: each makes a record of its own
    while let Some(later) = row.superseded_by {
        let Some(next) = store::with_ids(cx, &[later])?.pop() else {
            // a draft of which copies are kept could be erased once: the last of them ends the history
            row = store::last_kept(cx, row.user_id, later)?.unwrap_or(row);
            break;
        };
        row = next;
    }
    let mut versions = Vec::new();
    // one step a change made to this very record: a handful
    while let Some(earlier) = row.supersedes {
        let next = store::find(cx, &Reach::everything(), earlier)?;
        versions.push(std::mem::replace(&mut row, next));
    }
    versions.push(row);
    versions.reverse();
    Ok(versions)
}
