//! What proves each record that the operation pays, of the sample or not: the contact with its signature, and the
//! eligibility of those it was for. By identifiers alone, so that every minute of a claim is worked out again and nobody is
//! named whom the sample doesn't name.

use super::Figures;
use super::rows::{ContactRow, CriterionRow};
use crate::ctx::Ctx;
use crate::esf::audit_missions::store::dossier::{self, Dossiers};
use crate::esf::time_records::TimeRecordRow;
use crate::failure::Outcome;
use crate::ids::{ParticipantId, TimeRecordId};

/// Records that are read together.
const STRETCH: usize = 200;

impl Figures {
    /// The proofs of some records, in their order.
    pub(super) fn proofs(&mut self, cx: &mut Ctx<'_>, records: &[TimeRecordId]) -> Outcome<()> {
        for some in records.chunks(STRETCH) {
            let all = dossier::proofs(cx, some)?;
            for record in &all.records {
                for row in contacts(&all, record) {
                    // that it was signed is the journal's to tell of
                    self.crossed.extend(row.signature_id.map(|id| id.0));
                    self.tables.contacts.row(&row)?;
                }
                for share in all.shares.get(&record.id).into_iter().flatten() {
                    self.criteria(&all, share.participant_id)?;
                }
            }
        }
        Ok(())
    }

    /// What proves to which public somebody belongs, once.
    fn criteria(&mut self, all: &Dossiers, id: ParticipantId) -> Outcome<()> {
        if !self.first(9, id.0) {
            return Ok(());
        }
        for c in all.criteria.get(&id).into_iter().flatten() {
            let document = c.document_id.and_then(|document| all.documents.get(&document.0));
            self.tables.criteria.row(&CriterionRow {
                participant_id: id,
                criterion: c.criterion.clone(),
                issued_on: c.issued_on,
                valid_until: c.valid_until,
                evidence_sha256: document.map(|d| d.sha256.clone()),
            })?;
        }
        Ok(())
    }
}

/// What a record was spent on, a row a person; none where it is linked to nothing that bears a signature or an hour.
fn contacts(all: &Dossiers, record: &TimeRecordRow) -> Vec<ContactRow> {
    let Some(id) = record.linked_id.map(|id| id.0) else { return Vec::new() };
    let mut rows = Vec::new();
    if let Some(i) = all.interviews.get(&id) {
        rows.push(ContactRow::of_interview(record.id, i));
    } else if let Some(s) = all.sessions.get(&id) {
        let people: Vec<ParticipantId> =
            all.shares.get(&record.id).into_iter().flatten().map(|share| share.participant_id).collect();
        if people.is_empty() {
            rows.push(ContactRow::of_session(record.id, s, None, None));
        }
        for person in people {
            rows.push(ContactRow::of_session(record.id, s, Some(person), all.attendances.get(&(id, person))));
        }
    } else if let Some(m) = all.meetings.get(&id) {
        let attended = all.attended.contains(&(id, record.user_id)).then_some(record.user_id);
        rows.push(ContactRow::of_meeting(record.id, m, attended));
    }
    rows.into_iter().map(|row| known(all, row)).collect()
}

/// A row with its signature, and the identifiers that the person had when it was given.
fn known(all: &Dossiers, row: ContactRow) -> ContactRow {
    let signature = row.signature_id.and_then(|id| all.signatures.get(&id));
    let former = row.participant_id.and_then(|id| all.former.get(&id)).into_iter().flatten();
    let former_ids = former.map(ToString::to_string).collect::<Vec<_>>().join(" ");
    ContactRow { former_ids, ..row.signed(signature) }
}
