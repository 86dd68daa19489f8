//! Commands on erasures.

use std::path::Path;

use super::api::ErasureIn;
use super::ledger::{self, Line};
use super::rules::{self, Evidence};
use super::store::work::{self, Done, Part};
use super::store::{self, ErasureRow, ProposalRow};
use crate::audit::store::EntryRow;
use crate::audit::{self, Entry};
use crate::auth::keys::Keys;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::{Conn, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::ids::ParticipantId;
use crate::participants::store::{self as people, ParticipantRow, records_of};
use crate::participants::vault::Safe;
use crate::participants::{nir_faults, still_kept};
use crate::refusal::Refusal;

/// What an erasure leaves: its row, and the names of bytes to be removed once it is committed.
pub(super) type Left = (ErasureRow, Vec<String>);

/// What came of asking for an erasure.
pub(super) enum Asked {
    /// It waits for a second person.
    Proposed(ProposalRow),
    /// The person was erased before.
    Erased(Left),
}

/// `POST /v1/participants/{id}/erase`: proposes it, with what it would do. Of who was erased already it answers that, and
/// erases what had to stay till then: what two people have decided.
pub(super) fn propose(cx: &mut Ctx<'_>, id: ParticipantId, asked: &ErasureIn) -> Outcome<Asked> {
    Refusal::unless_empty(nir_faults(&[("/reason", Some(asked.reason.as_str()))]))?;
    let (plie, safe, reach) = (cx.plie(), Safe::of(cx), cx.reach.clone());
    let row = match people::held(cx, &reach, id) {
        Ok(row) => row,
        Err(Failure::Gone) => return erase_again(cx, id, asked).map(Asked::Erased),
        Err(failure) => return Err(failure),
    };
    cx.guard(row.version)?;
    free(cx, &row)?;
    if let Some(standing) = store::proposal(cx.conn, plie, id)? {
        return Ok(Asked::Proposed(standing));
    }
    let Some(proposed_by) = cx.actor.user() else {
        return Err(Failure::Forbidden { right: cx.call.op.id.to_owned() });
    };
    let (would_be, _) = store::rehearsed(cx.conn, |conn| first(conn, safe, &row))?;
    let proposal = ProposalRow {
        plie_id: plie,
        participant_id: id,
        reason: asked.reason.as_str().to_owned(),
        proposed_by,
        proposed_at: cx.now,
        restricted: would_be.restricted,
        keep_until: would_be.keep_until,
        parts: would_be.parts,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::propose(cx.conn, &proposal)?;
    cx.record(Entry::event("erasure_proposals", Some(id.0)).about(id).because(asked.reason.as_str()));
    Ok(Asked::Proposed(proposal))
}

/// Whether the person may be erased as things stand.
fn free(cx: &mut Ctx<'_>, row: &ParticipantRow) -> Outcome<()> {
    still_kept(row)?;
    let records = records_of(cx.conn, row.plie_id, row.id)?;
    Ok(rules::erasable(store::open_pathway(cx.conn, row.plie_id, &records)?)?)
}

/// The proposal that a second person decides on, and the person it is about, held.
fn standing(cx: &mut Ctx<'_>, id: ParticipantId) -> Outcome<(ParticipantRow, ProposalRow)> {
    let reach = cx.reach.clone();
    let row = people::held(cx, &reach, id)?;
    let proposal = store::proposal(cx.conn, row.plie_id, id)?.ok_or_else(none)?;
    cx.guard(proposal.version)?;
    Ok((row, proposal))
}

fn none() -> Failure {
    Failure::request(
        "not_found",
        "Aucun effacement de cette personne n'est proposé.",
        "No erasure of this person is proposed.",
    )
}

/// A second person confirms: the person is erased.
pub(super) fn confirm(cx: &mut Ctx<'_>, id: ParticipantId) -> Outcome<Left> {
    let (row, proposal) = standing(cx, id)?;
    rules::second_person(proposal.proposed_by, cx.actor.user())?;
    free(cx, &row)?;
    let safe = Safe::of(cx);
    let (mut erasure, done) = first(cx.conn, safe, &row)?;
    erasure.erased_by = cx.actor.user();
    erasure.proposed_by = Some(proposal.proposed_by);
    store::insert(cx.conn, &erasure)?;
    told(cx, id, &done, &proposal.reason);
    if !cx.call.dry_run {
        // before the commit: an erasure that was acknowledged is never missing from it
        let line = Line { at: cx.now, plie_id: row.plie_id, participant_id: id };
        ledger::append(&cx.app.config.data_dir, line).map_err(|e| {
            log::error!(target: "jalon::erasure", "{e}");
            Failure::Unavailable
        })?;
    }
    Ok((erasure, done.blobs))
}

/// A proposal is refused, or taken back by whoever made it.
pub(super) fn refuse(cx: &mut Ctx<'_>, id: ParticipantId, reason: &str) -> Outcome<()> {
    Refusal::unless_empty(nir_faults(&[("/reason", Some(reason))]))?;
    let (row, _) = standing(cx, id)?;
    store::withdraw(cx.conn, row.plie_id, id)?;
    cx.record(Entry::event("erasure_proposals", Some(id.0)).about(id).because(reason));
    Ok(())
}

/// Erases a person for the first time: the row, without who asked.
fn first(conn: &mut Conn, safe: Safe<'_>, row: &ParticipantRow) -> Outcome<(ErasureRow, Done)> {
    let known_to = store::followers(conn, row)?;
    let done = work::erase(conn, safe, row.id, civil::day_of(safe.now))?;
    let erasure = ErasureRow {
        plie_id: safe.plie,
        participant_id: row.id,
        erased_at: safe.now,
        erased_by: None,
        territory_id: row.territory_id,
        site_id: row.site_id,
        known_to: Json::of(&known_to).map_err(Failure::defect)?,
        restricted: done.evidence.is_some(),
        keep_until: done.evidence.and_then(|evidence| evidence.until),
        parts: Json::of(&done.parts).map_err(Failure::defect)?,
        version: 1,
        created_at: safe.now,
        updated_at: safe.now,
        proposed_by: None,
    };
    Ok((erasure, done))
}

/// Somebody who was erased: nothing is done again, but what had to stay goes once it may.
fn erase_again(cx: &mut Ctx<'_>, id: ParticipantId, asked: &ErasureIn) -> Outcome<Left> {
    let (plie, safe) = (cx.plie(), Safe::of(cx));
    let mut row = store::find(cx.conn, plie, id)?;
    let records = records_of(cx.conn, plie, id)?;
    let evidence = work::evidence(cx.conn, plie, &records, cx.today)?;
    let mut blobs = Vec::new();
    match evidence {
        Some(Evidence { until }) if row.restricted && until != row.keep_until => {
            // the last payment is known by now, or another
            let mut parts: Vec<Part> = row.parts.read().map_err(Failure::defect)?;
            let stay = parts.iter_mut().filter(|part| part.rule == rules::ErasureRule::EsfEvidence);
            stay.for_each(|part| part.until = until);
            row.keep_until = until;
            row.parts = Json::of(&parts).map_err(Failure::defect)?;
        }
        None if row.restricted => {
            let done = work::erase(cx.conn, safe, id, cx.today)?;
            told(cx, id, &done, asked.reason.as_str());
            row.restricted = false;
            row.keep_until = None;
            row.parts = Json::of(&done.parts).map_err(Failure::defect)?;
            blobs = done.blobs;
        }
        _ => return Ok((row, blobs)),
    }
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx.conn, &row)?;
    Ok((row, blobs))
}

/// The journal of an erasure: the person's tombstone with the reason, and each object that went or lost something.
fn told(cx: &mut Ctx<'_>, id: ParticipantId, done: &Done, reason: &str) {
    let person = tombstone(id, done);
    cx.record(person.because(reason));
    done.entries.iter().cloned().for_each(|entry| cx.record(entry));
}

fn tombstone(id: ParticipantId, done: &Done) -> Entry {
    let rule: &[&'static str] = if done.evidence.is_some() { &["restricted"] } else { &[] };
    Entry::erased("participants", id, done.version.unwrap_or_default()).about(id).fields(rule)
}

/// An erasure as it stands: done, or proposed.
pub(super) enum Standing {
    Proposed(ProposalRow),
    Erased(ErasureRow),
}

/// The erasure of a person.
pub(super) fn stands(cx: &mut Ctx<'_>, id: ParticipantId) -> Outcome<Standing> {
    let (plie, reach) = (cx.plie(), cx.reach.clone());
    match people::find(cx, &reach, id) {
        Err(Failure::Gone) => store::find(cx.conn, plie, id).map(Standing::Erased),
        // the person is there to be seen
        Ok(_) => store::proposal(cx.conn, plie, id)?.map(Standing::Proposed).ok_or_else(none),
        Err(failure) => Err(failure),
    }
}

/// Applies the ledger of a data directory: whoever an older copy of the database has brought back is erased again. How
/// many were, and the names of bytes to be removed.
///
/// # Errors
/// The ledger can't be read, or the database or a key is away.
pub(crate) fn again(conn: &mut Conn, keys: &Keys, data_dir: &Path, now: Instant) -> Outcome<(usize, Vec<String>)> {
    let lines = ledger::lines(data_dir).map_err(|e| Failure::defect(format!("erasure.ledger: {e}")))?;
    let (mut people, mut blobs) = (0, Vec::new());
    for line in lines {
        let safe = Safe { plie: line.plie_id, keys, now };
        let done: Option<Done> = conn.write(|conn| once_more(conn, safe, line))?;
        if let Some(done) = done {
            people += 1;
            blobs.extend(done.blobs);
        }
    }
    Ok((people, blobs))
}

fn once_more(conn: &mut Conn, safe: Safe<'_>, line: Line) -> Outcome<Option<Done>> {
    let row = match people::whole(conn, line.plie_id, line.participant_id) {
        Ok(row) if row.erased_at.is_none() => row,
        // erased in this copy as well, or recorded after it was made
        Ok(_) | Err(Failure::NotFound) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let (mut erasure, mut done) = first(conn, safe, &row)?;
    erasure.erased_at = line.at;
    store::insert(conn, &erasure)?;
    let person = tombstone(row.id, &done).because("erasure.ledger");
    let entries: Vec<Entry> = std::iter::once(person).chain(std::mem::take(&mut done.entries)).collect();
    let system = |entry| EntryRow::system(safe.plie, None, safe.now, "erasure.ledger", "erase_participant", entry);
    let rows: Vec<EntryRow> = entries.into_iter().map(system).collect::<Outcome<_>>()?;
    audit::store::insert(conn, &rows)?;
    Ok(Some(done))
}
