//! Commands on documents.

use super::api::DocumentIn;
use super::rules::{ContentType, RetentionClass};
use super::store::blobs::Stored;
use super::store::{self, DocumentRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::faults;
use crate::ids::{DocumentId, ParticipantId};
use crate::participants;
use crate::participants::vault::{self, Safe};
use crate::reference::names;
use crate::refusal::{Fault, Refusal};

/// The row of a document, and whether it takes the bytes that were sent; a document sent again has its own already.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) row: DocumentRow,
    pub(super) takes_bytes: bool,
}

/// Refuses before the bytes are received what their number alone will not change.
pub(super) fn room_left(cx: &mut Ctx<'_>) -> Outcome<()> {
    let used = store::usage(cx)?;
    if used < cx.app.config.document_quota { Ok(()) } else { Err(full()) }
}

fn full() -> Failure {
    Failure::conflict(
        "conflict_document_quota",
        "La place prévue pour les documents de ce PLIE est prise.",
        "The room for the documents of this PLIE is taken.",
    )
}

/// `POST /v1/documents`, once its bytes are on the disk.
pub(super) fn create(cx: &mut Ctx<'_>, new: DocumentIn, kind: ContentType, file: &Stored) -> Outcome<Made> {
    if let Some(id) = new.id {
        match store::find(cx, &Reach::everything(), id) {
            Ok(row) => return same_again(cx, row, &new, file),
            Err(Failure::NotFound) => {}
            Err(failure) => return Err(failure),
        }
    }
    let mut found = cx.lists().faults_for(names::DOCUMENT_KIND, cx.today, &[("/kind", new.kind.as_str())]);
    match new.participant_id {
        Some(person) => {
            let reach = cx.reach.clone();
            match participants::held(cx, &reach, person) {
                Ok(person) => participants::still_kept(&person)?,
                Err(Failure::NotFound | Failure::Gone) => found.push(reference_fault("/participant_id")),
                Err(failure) => return Err(failure),
            }
        }
        // a document of nobody is seen by whoever reaches the whole PLIE
        None if !cx.reach.all => found.push(faults::required("/participant_id")),
        None => {}
    }
    Refusal::unless_empty(found)?;
    let class = cx.lists().attr_str(names::DOCUMENT_KIND, new.kind.as_str(), "retention_class");
    let (safe, id) = (Safe::of(cx), new.id.unwrap_or_else(DocumentId::new));
    let row = DocumentRow {
        plie_id: cx.plie(),
        id,
        participant_id: new.participant_id,
        retention_class: class.and_then(RetentionClass::parse).unwrap_or(RetentionClass::SocialFollowUp),
        kind: new.kind.into_string(),
        content_type: kind,
        size_bytes: i64::try_from(file.size).map_err(Failure::defect)?,
        sha256: file.sha256.clone(),
        stored_as: file.name.clone(),
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
        sealed_key: Some(vault::seal_content(cx.conn, safe, new.participant_id, id, &file.key)?),
    };
    if store::insert(cx, &row)? > cx.app.config.document_quota {
        return Err(full());
    }
    cx.record(Entry::created("documents", row.id).about(row.participant_id));
    Ok(Made { row, takes_bytes: true })
}

/// A second create with the same id and the same content answers the first result.
fn same_again(cx: &mut Ctx<'_>, row: DocumentRow, new: &DocumentIn, file: &Stored) -> Outcome<Made> {
    let same = row.sha256 == file.sha256 && row.kind == new.kind.as_str() && row.participant_id == new.participant_id;
    if same && store::exists(cx, &cx.reach.clone(), row.id)? {
        return Ok(Made { row, takes_bytes: false });
    }
    Err(Failure::taken_id())
}

/// The evidence that stays of an erased person is for who erases, and never without a reason; to others it is no more.
pub(super) fn may_be_opened(cx: &mut Ctx<'_>, row: &DocumentRow) -> Outcome<()> {
    let Some(person) = row.participant_id else { return Ok(()) };
    if !participants::is_erased(cx, person)? {
        return Ok(());
    }
    if !cx.reach_in("get_participant_erasure").all {
        return Err(Failure::Gone);
    }
    match cx.call.reason {
        Some(_) => Ok(()),
        None => Err(Failure::conflict(
            "conflict_restricted",
            "Cette pièce reste pour la preuve FSE ; dites dans X-Reason pourquoi vous l'ouvrez.",
            "This stays as ESF evidence; say in X-Reason why you open it.",
        )),
    }
}

/// The fault of a piece of evidence that the caller does not see, or that is another person's.
///
/// # Errors
/// The database is away.
pub(crate) fn evidence_fault(
    cx: &mut Ctx<'_>,
    pointer: &str,
    document: uuid::Uuid,
    person: Option<ParticipantId>,
) -> Outcome<Option<Fault>> {
    let reach = cx.reach_in("get_document");
    match store::find(cx, &reach, DocumentId::of(document)) {
        Ok(row) if row.participant_id.is_none() || person.is_none() || row.participant_id == person => Ok(None),
        Ok(_) | Err(Failure::NotFound | Failure::Gone) => Ok(Some(reference_fault(pointer))),
        Err(failure) => Err(failure),
    }
}
