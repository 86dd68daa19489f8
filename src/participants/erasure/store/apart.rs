//! What an erasure does that can't be said as a column and a value.

use std::collections::BTreeSet;

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::work::{SIGNED, Touched, Work};
use crate::audit::Entry;
use crate::db::schema::{document_usage, documents, milestones, orientations, participants, pathways};
use crate::db::{Day, Json};
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, DocumentId, MilestoneId, OrientationId};
use crate::participants::documents::rules::RetentionClass;
use crate::participants::documents::{self as papers, DocumentRow};
use crate::participants::erasure::rules::{GONE, birth_band};
use crate::participants::store::{self as people_store, ParticipantRow};
use crate::participants::vault;

/// What a partner wrote of the person: contacts go; the name too, where no evidence must stay.
pub(super) fn candidates(work: &mut Work<'_>) -> Outcome<()> {
    use orientations as t;
    let rows: Vec<(OrientationId, Json, Day, i64)> = t::table
        .filter(t::plie_id.eq(work.safe.plie))
        .filter(t::participant_id.eq_any(named(work)))
        .select((t::id, t::candidate, t::candidate_birth_date, t::version))
        .load(work.conn)?;
    for (id, candidate, born, version) in rows {
        let before: Value = candidate.read().map_err(Failure::defect)?;
        let mut after = before.clone();
        let born = if work.evidence.is_some() { born } else { birth_band(born) };
        if let Some(person) = after.as_object_mut() {
            for name in ["email", "phone", "contact_person", "address", "france_travail_id"] {
                person.shift_remove(name);
            }
            if work.evidence.is_none() {
                person.shift_remove("birth_name");
                person.insert("first_name".to_owned(), GONE.into());
                person.insert("last_name".to_owned(), GONE.into());
                person.insert("birth_date".to_owned(), born.to_string().into());
            }
        }
        if after == before {
            continue;
        }
        let candidate = Json::of(&after).map_err(Failure::defect)?;
        diesel::update(t::table.find((work.safe.plie, id)))
            .set((
                t::candidate.eq(candidate),
                t::candidate_birth_date.eq(born),
                t::version.eq(version + 1),
                t::updated_at.eq(work.safe.now),
            ))
            .execute(work.conn)?;
        let row = Touched { id: id.cast(), version: version + 1 };
        work.changed(("orientations", "orientations"), &[row], &["candidate"]);
    }
    Ok(())
}

/// A file that nobody has decided on is closed: it is no more anybody's to prepare.
pub(super) fn open_files(work: &mut Work<'_>) -> Outcome<()> {
    let now = work.lit().instant(work.safe.now);
    let next = work.next_version();
    let rows = work.run(&format!(
        "update entry_files set status = 'decided', decided_at = {now}, {next}
         where plie_id = {{plie}} and participant_id in ({{who}}) and status <> 'decided' returning id, version"
    ))?;
    work.changed(("entry_files", "entry_files"), &rows, &["status", "decided_at"]);
    Ok(())
}

/// The words beside the results of milestones; the results stay.
pub(super) fn milestones(work: &mut Work<'_>) -> Outcome<()> {
    use milestones as t;
    let rows: Vec<(MilestoneId, Json, i64)> = t::table
        .filter(t::plie_id.eq(work.safe.plie))
        .filter(t::participant_id.eq_any(work.records.clone()))
        .select((t::id, t::results, t::version))
        .load(work.conn)?;
    for (id, results, version) in rows {
        let mut results: Value = results.read().map_err(Failure::defect)?;
        let mut dirty = false;
        for reason in results.as_array_mut().into_iter().flatten().filter_map(|result| result.get_mut("reason")) {
            if !reason.is_null() && *reason != GONE {
                *reason = GONE.into();
                dirty = true;
            }
        }
        if !dirty {
            continue;
        }
        let results = Json::of(&results).map_err(Failure::defect)?;
        diesel::update(t::table.find((work.safe.plie, id)))
            .set((t::results.eq(results), t::version.eq(version + 1), t::updated_at.eq(work.safe.now)))
            .execute(work.conn)?;
        let row = Touched { id: id.cast(), version: version + 1 };
        work.changed(("milestones", "milestones"), &[row], &["results"]);
    }
    Ok(())
}

/// The documents that are no evidence go, and with the person's key whatever it sealed; the keys of those that stay
/// are sealed anew.
pub(super) fn documents(work: &mut Work<'_>) -> Outcome<()> {
    let rows = papers::of_person(work.conn, work.safe.plie, &work.records)?;
    let proving = if work.evidence.is_some() { proving(work)? } else { BTreeSet::new() };
    let stays = |row: &DocumentRow| {
        work.evidence.is_some() && (row.retention_class == RetentionClass::EsfEvidence || proving.contains(&row.id.0))
    };
    let (kept, gone): (Vec<DocumentRow>, Vec<DocumentRow>) = rows.into_iter().partition(stays);
    remove(work, gone)?;
    // destroyed a second time, there would be nothing left to open with; who has no new key yet needs one
    let sealed: Vec<(DocumentId, Vec<u8>)> =
        kept.into_iter().filter_map(|row| Some((row.id, row.sealed_key?))).collect();
    for (id, sealed) in vault::destroy(work.conn, work.safe, &work.records, &sealed)? {
        let one = documents::table.find((work.safe.plie, id));
        diesel::update(one).set(documents::sealed_key.eq(sealed)).execute(work.conn)?;
    }
    Ok(())
}

fn remove(work: &mut Work<'_>, gone: Vec<DocumentRow>) -> Outcome<()> {
    let plie = work.safe.plie;
    let ids: Vec<DocumentId> = gone.iter().map(|row| row.id).collect();
    for chunk in ids.chunks(500) {
        let some = documents::table.filter(documents::plie_id.eq(plie)).filter(documents::id.eq_any(chunk.to_vec()));
        diesel::delete(some).execute(work.conn)?;
    }
    let freed: i64 = gone.iter().map(|row| row.size_bytes).sum();
    diesel::update(document_usage::table.find(plie))
        .set(document_usage::size_bytes.eq(document_usage::size_bytes - freed))
        .execute(work.conn)?;
    for row in gone {
        work.note("documents", "documents", row.id.0);
        work.entries.push(Entry::erased("documents", row.id, row.version + 1).about(work.person));
        work.blobs.push(row.stored_as);
    }
    Ok(())
}

/// The documents that something which stays names as its proof, whatever kind of paper they are.
fn proving(work: &mut Work<'_>) -> Outcome<BTreeSet<Uuid>> {
    let named_by = |table: &str, column: &str, condition: &str| {
        format!(
            "select {column} as id, cast(1 as bigint) as version from {table} where plie_id = {{plie}} and {condition} and {column} is not null"
        )
    };
    let person = "participant_id in ({who})";
    let union = [
        named_by("eligibility", "evidence_document_id", person),
        named_by("participant_criteria", "evidence_document_id", person),
        named_by("follow_up_checks", "evidence_document_id", person),
        named_by("signatures", "document_id", SIGNED),
    ]
    .join(" union ");
    let mut ids: BTreeSet<Uuid> = work.run(&union)?.into_iter().map(|row: Touched| row.id.0).collect();
    let exits: Vec<Option<Json>> = pathways::table
        .filter(pathways::plie_id.eq(work.safe.plie))
        .filter(pathways::participant_id.eq_any(work.records.clone()))
        .filter(pathways::exit_evidence.is_not_null())
        .select(pathways::exit_evidence)
        .load(work.conn)?;
    for exit in exits.into_iter().flatten() {
        let named: Vec<AnyId> = exit.read().map_err(Failure::defect)?;
        ids.extend(named.into_iter().map(|id| id.0));
    }
    Ok(ids)
}

/// The records of the person themselves: the version that the first of them got, if it was touched.
pub(super) fn people(work: &mut Work<'_>) -> Outcome<Option<i64>> {
    let mut told = None;
    for record in work.records.clone() {
        let mut row = people_store::whole(work.conn, work.safe.plie, record)?;
        let nameless = work.evidence.is_some() || row.last_name == GONE;
        if row.erased_at.is_some() && nameless {
            continue;
        }
        if row.email.is_some() || row.phone.is_some() || row.contact_person.is_some() || row.address.is_some() {
            work.note("contacts", "participants", record.0);
        }
        blank(&mut row, work.evidence.is_some())?;
        if work.evidence.is_none() {
            work.note("identity", "participants", record.0);
        }
        row.erased_at = row.erased_at.or(Some(work.safe.now));
        row.version += 1;
        row.updated_at = work.safe.now;
        diesel::update(participants::table.find((work.safe.plie, record))).set(&row).execute(work.conn)?;
        if record == work.person {
            told = Some(row.version);
        }
    }
    Ok(told)
}

/// What evidence needs of a person is the name, the birth day, the gender and the commune; counting needs less.
fn blank(row: &mut ParticipantRow, evidence: bool) -> Outcome<()> {
    row.email = None;
    row.phone = None;
    row.contact_person = None;
    row.address = None;
    row.postcode = None;
    row.external_ids = Json::of(&serde_json::json!({})).map_err(Failure::defect)?;
    row.france_travail_id = None;
    row.caf_msa_id = None;
    row.territory_id = None;
    row.site_id = None;
    row.last_contact_on = None;
    row.current_referent_id = None;
    row.current_referent_user_id = None;
    row.recorded_by = None;
    if !evidence {
        row.first_name = GONE.to_owned();
        row.last_name = GONE.to_owned();
        row.birth_name = None;
        row.birth_date = birth_band(row.birth_date);
        row.commune_code = None;
        row.sort_name = String::new();
    }
    Ok(())
}

fn named(work: &Work<'_>) -> Vec<Option<crate::ids::ParticipantId>> {
    work.records.iter().copied().map(Some).collect()
}
