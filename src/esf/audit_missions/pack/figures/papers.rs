//! The letters of those who worked, and the documents of the pack.

use super::rows::{DocumentFigure, LetterFigure};
use super::{Figures, Paper};
use crate::ctx::Ctx;
use crate::esf::audit_missions::store::dossier::{self, DocumentFacts, Dossiers};
use crate::esf::mission_letters::LetterRow;
use crate::esf::time_records::TimeRecordRow;
use crate::failure::Outcome;
use crate::identity::users;
use crate::ids::{DocumentId, UserId};

impl Figures {
    /// The letters on the operation, each with its document.
    pub(in crate::esf::audit_missions::pack) fn letters(
        &mut self,
        cx: &mut Ctx<'_>,
        letters: &[LetterRow],
    ) -> Outcome<()> {
        let people: Vec<UserId> = letters.iter().map(|l| l.user_id).collect();
        let names = users::names(cx, &people)?;
        let ids: Vec<DocumentId> = letters.iter().filter_map(|l| l.document_id).collect();
        let documents = dossier::documents(cx, &ids)?;
        for l in letters {
            let document = l.document_id.and_then(|id| documents.get(&id.0));
            if let Some(document) = document {
                self.paper(document)?;
            }
            let (first_name, last_name) = names.get(&l.user_id).cloned().unwrap_or_default();
            self.tables.letters.row(&LetterFigure {
                id: l.id,
                user_id: l.user_id,
                last_name,
                first_name,
                missions: l.missions.clone(),
                starts_on: l.starts_on,
                ends_on: l.ends_on,
                cost_mode: l.cost_mode,
                fixed_percentage_e4: l.percentage,
                signed_on: l.signed_on,
                accepted_by_ma_on: l.accepted_by_ma_on,
                document_id: l.document_id,
                document_path: document.map(path_of),
                changed_at: l.updated_at,
            })?;
        }
        Ok(())
    }

    pub(super) fn documents(&mut self, all: &Dossiers, record: &TimeRecordRow) -> Outcome<()> {
        all.documents_of(record).into_iter().try_for_each(|document| self.paper(document))
    }

    /// A document, once.
    pub(super) fn paper(&mut self, document: &DocumentFacts) -> Outcome<()> {
        if !self.first(8, document.id.0) {
            return Ok(());
        }
        let path = path_of(document);
        let paper = Paper {
            id: document.id,
            stored_as: document.stored_as.clone(),
            sealed_key: document.sealed_key.clone(),
            size: document.size_bytes,
            sha256: document.sha256.clone(),
        };
        self.papers.insert(path.clone(), paper);
        self.objects.insert(document.id.0);
        self.tables.documents.row(&DocumentFigure {
            id: document.id.cast(),
            kind: document.kind.clone(),
            participant_id: document.participant_id,
            path,
            content_type: document.content_type.code(),
            size_bytes: document.size_bytes,
            sha256: document.sha256.clone(),
            recorded_at: document.created_at,
        })
    }
}

/// Where a document stands in the pack.
pub(super) fn path_of(document: &DocumentFacts) -> String {
    format!("documents/{}.{}", document.id, document.content_type.extension())
}
