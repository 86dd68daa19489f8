//! The months as they were signed, the letters of those who worked, and the documents of the pack.

use jalon_press::Template;

use super::rows::{DocumentFigure, LetterFigure, TimesheetFigure};
use super::{Figures, Paper};
use crate::ctx::Ctx;
use crate::esf::audit_missions::pack::Desk;
use crate::esf::audit_missions::store::dossier::{self, DocumentFacts, Dossiers, SheetFacts};
use crate::esf::charters::is_absence;
use crate::esf::mission_letters::LetterRow;
use crate::esf::time_records::TimeRecordRow;
use crate::esf::timesheets::rules::read_text;
use crate::esf::timesheets::{self, SignedSheet};
use crate::failure::Outcome;
use crate::identity::users;
use crate::ids::{DocumentId, UserId};

impl Figures {
    /// The month of a record: every sheet that somebody has signed, as it was signed and as it is printed.
    pub(super) fn timesheet(&mut self, desk: &mut Desk<'_, '_>, all: &Dossiers, record: &TimeRecordRow) -> Outcome<()> {
        let Some(sheet) = all.sheet_of(record) else { return Ok(()) };
        if !self.first(7, sheet.id.0) {
            return Ok(());
        }
        if sheet.content_hash.is_none() {
            self.tables.timesheets.row(&unsigned(sheet))?;
        }
        for signed in timesheets::signed(desk.cx, sheet.user_id, sheet.month)? {
            if signed.id == sheet.id {
                self.month(sheet, &signed);
            }
            self.objects.insert(signed.id.0);
            let stem = format!("timesheets/{}-{}-{}", sheet.user_id, sheet.month, signed.amendment);
            desk.spool.text(format!("{stem}.txt"), &signed.content)?;
            desk.spool.press_later(format!("{stem}.pdf"), Template::Timesheet, &signed.printed)?;
            self.tables.timesheets.row(&TimesheetFigure {
                id: signed.id,
                user_id: sheet.user_id,
                month: sheet.month,
                amendment: signed.amendment,
                status: signed.status,
                content_hash: Some(signed.content_hash),
                content_path: Some(format!("{stem}.txt")),
                printed_path: Some(format!("{stem}.pdf")),
                employee_signed_at: signed.employee.0,
                employee_signed_by: signed.employee.1,
                countersigned_at: signed.supervisor.0,
                countersigned_by: signed.supervisor.1,
            })?;
        }
        Ok(())
    }

    /// What the sheet that counts says of the whole month.
    fn month(&mut self, sheet: &SheetFacts, signed: &SignedSheet) {
        let (records, _) = read_text(&signed.content).unwrap_or_default();
        let worked = records.iter().filter(|r| !is_absence(&r.task));
        let on_operation = worked.clone().filter(|r| r.operation == Some(self.operation));
        let month = self.months.entry((sheet.user_id, sheet.month)).or_default();
        month.worked = Some(worked.map(|r| r.minutes).sum());
        month.on_operation = Some(on_operation.map(|r| r.minutes).sum());
    }

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
            })?;
        }
        Ok(())
    }

    pub(super) fn documents(&mut self, all: &Dossiers, record: &TimeRecordRow) -> Outcome<()> {
        all.documents_of(record).into_iter().try_for_each(|document| self.paper(document))
    }

    /// A document, once.
    fn paper(&mut self, document: &DocumentFacts) -> Outcome<()> {
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
fn path_of(document: &DocumentFacts) -> String {
    format!("documents/{}.{}", document.id, document.content_type.extension())
}

/// A month that nobody has signed.
fn unsigned(sheet: &SheetFacts) -> TimesheetFigure {
    TimesheetFigure {
        id: sheet.id,
        user_id: sheet.user_id,
        month: sheet.month,
        amendment: sheet.amendment,
        status: sheet.status,
        content_hash: None,
        content_path: None,
        printed_path: None,
        employee_signed_at: sheet.employee_signed_at,
        employee_signed_by: sheet.employee_signed_by,
        countersigned_at: sheet.countersigned_at,
        countersigned_by: sheet.countersigned_by,
    }
}
