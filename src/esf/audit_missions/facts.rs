//! From what was read to what the rules of evidence look at.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::rules::evidence::{Facts, Letter, Linked, Person, Sheet, Standing};
use super::store::dossier::{CriterionFacts, DocumentFacts, Dossiers, LetterFacts, SheetFacts};
use crate::db::Day;
use crate::esf::agenda_weeks::rules::AgendaStatus;
use crate::esf::mission_letters::signed_late;
use crate::esf::time_records::TimeRecordRow;
use crate::esf::time_records::rules::{Span, TimeStatus};
use crate::esf::timesheets::rules::{content_hash, read_text};
use crate::ids::{ParticipantId, SignatureId, TimeRecordId, TimesheetId};
use crate::network::AttendanceOutcome;
use crate::participants::signatures::SignatureRow;
use crate::pathways::interviews::rules::InterviewOutcome;
use crate::pathways::interviews::rules::signing::is_required;

/// The minutes of each record in the months that were signed, as they were signed.
#[derive(Debug, Default)]
pub(super) struct Signed(HashMap<TimesheetId, HashMap<TimeRecordId, i64>>);

impl Dossiers {
    /// What the signed months say; one whose content is not the one that was signed says nothing.
    pub(super) fn signed(&self) -> Signed {
        let mut all = HashMap::new();
        for sheet in self.sheets.values() {
            let Some(content) = self.contents.get(&sheet.id) else { continue };
            if sheet.content_hash.as_deref() != Some(content_hash(content).as_str()) {
                log::error!(target: "jalon::defect", "the content of timesheet {} is not the one that was signed", sheet.id);
                continue;
            }
            let (records, _) = read_text(content).unwrap_or_default();
            all.insert(sheet.id, records.into_iter().map(|r| (r.id, r.minutes)).collect());
        }
        Signed(all)
    }

    /// The month of a record, as it was signed.
    pub(super) fn sheet_of(&self, record: &TimeRecordRow) -> Option<&SheetFacts> {
        self.sheets.get(&(record.user_id, record.month))
    }

    /// All that the rules look at of one of the records.
    pub(super) fn facts(&self, record: &TimeRecordRow, signed: &Signed) -> Facts {
        let week = self.weeks.get(&(record.user_id, record.week));
        let people = self.shares.get(&record.id).into_iter().flatten();
        Facts {
            attribution: record.attribution,
            minutes: record.duration_minutes,
            live: record.status != TimeStatus::Superseded,
            linked: self.linked_facts(record),
            apart: self.span_of(record).is_some_and(|span| {
                let times = record.start_minute.zip(record.end_minute);
                !span.meets(record.date, times)
            }),
            to_sign: self.signed_tasks.contains(&(record.charter_id, record.task.clone())),
            people: people.map(|share| self.person(record, share.participant_id)).collect(),
            letter: self.letter_facts(record),
            week_accepted: week.is_some_and(|week| week.status == AgendaStatus::Accepted),
            sheet: self.sheet_of(record).map(|sheet| sheet_facts(sheet, record.id, signed)).unwrap_or_default(),
        }
    }

    /// The mission letter that holds for a record on its day.
    pub(super) fn letter_of(&self, record: &TimeRecordRow) -> Option<&LetterFacts> {
        let letters = self.letters.get(&(record.user_id, record.operation_id?))?;
        letters.iter().find(|l| l.starts_on <= record.date && record.date <= l.ends_on)
    }

    fn letter_facts(&self, record: &TimeRecordRow) -> Letter {
        if record.operation_id.is_none() {
            return Letter::InTime;
        }
        match self.letter_of(record).and_then(|letter| letter.signed_on) {
            None => Letter::Unsigned,
            Some(on) if signed_late(Some(on), record.month) => Letter::Late,
            Some(_) => Letter::InTime,
        }
    }

    /// When the interview, the session or the meeting of a record was.
    fn span_of(&self, record: &TimeRecordRow) -> Option<Span> {
        let id = record.linked_id?.0;
        let met = self.interviews.get(&id).map(|i| (i.starts_at, i.ends_at));
        let together = || self.sessions.get(&id).map(|s| (s.starts_at, s.ends_at));
        let gathered = || self.meetings.get(&id).map(|m| (m.starts_at, m.ends_at));
        let (starts_at, ends_at) = met.or_else(together).or_else(gathered)?;
        Some(Span::between(starts_at, ends_at))
    }

    fn linked_facts(&self, record: &TimeRecordRow) -> Linked {
        let (Some(kind), Some(id)) = (record.linked_type.as_deref(), record.linked_id) else { return Linked::Nothing };
        match kind {
            "interview" => self.interviews.get(&id.0).map_or(Linked::Nothing, |i| Linked::Interview {
                own: i.user_id == record.user_id && self.names(record, i.participant_id),
                held: i.outcome == InterviewOutcome::Held,
                reported: i.reported,
                to_sign: is_required(&i.kind, &i.modality, i.outcome),
                signature: self.standing(i.signature_id),
            }),
            _ if self.sessions.contains_key(&id.0) => Linked::Session,
            _ => Linked::Other,
        }
    }

    /// Whether a record was for somebody.
    fn names(&self, record: &TimeRecordRow, person: ParticipantId) -> bool {
        self.shares.get(&record.id).is_some_and(|shares| shares.iter().any(|share| share.participant_id == person))
    }

    /// The signature, unless it is void.
    fn standing(&self, id: Option<SignatureId>) -> Option<Standing> {
        let signature = self.signatures.get(&id?).filter(|s| s.void_at.is_none())?;
        let method = !crate::faults::blank(signature.method.as_deref());
        Some(Standing { proved: signature.refused_reason.is_some() || signature.document_id.is_some() || method })
    }

    fn person(&self, record: &TimeRecordRow, id: ParticipantId) -> Person {
        let session = record.linked_id.filter(|linked| self.sessions.contains_key(&linked.0));
        let attended = session.map(|session| {
            let there = self.attendances.get(&(session.0, id));
            let present = there.is_some_and(|a| a.outcome == AttendanceOutcome::Present);
            (present, there.and_then(|a| self.standing(a.signature_id)))
        });
        let criteria: &[CriterionFacts] = self.criteria.get(&id).map(Vec::as_slice).unwrap_or_default();
        let earliest = criteria.iter().map(|c| c.issued_on).min();
        let document = criteria.iter().any(|c| c.document_id.is_some());
        Person {
            id,
            attended,
            proved: earliest.map(|issued_on| (issued_on, document)),
            entered_on: self.entered_on(id, record.date),
        }
    }

    /// The day on which the person entered the pathway that ran on a day; the first that they entered where none did.
    pub(super) fn entered_on(&self, id: ParticipantId, on: Day) -> Option<Day> {
        let pathways = self.pathways.get(&id)?;
        let begun = pathways.iter().filter_map(|p| p.activated_on);
        begun.clone().filter(|day| *day <= on).max().or_else(|| begun.min())
    }

    /// The signatures of what a record was spent on, those of the session's people that it names among them.
    pub(super) fn signatures_of(&self, record: &TimeRecordRow) -> Vec<&SignatureRow> {
        let linked = record.linked_id.map(|id| id.0);
        let interview = linked.and_then(|id| self.interviews.get(&id)).and_then(|i| i.signature_id);
        let people = self.shares.get(&record.id).into_iter().flatten();
        let attended = people.filter_map(|share| self.attendances.get(&(linked?, share.participant_id)));
        let ids = interview.into_iter().chain(attended.filter_map(|a| a.signature_id));
        ids.filter_map(|id| self.signatures.get(&id)).collect()
    }

    /// The papers of a record, by identifier: of its signatures, and of the eligibility of its participants.
    pub(super) fn documents_of(&self, record: &TimeRecordRow) -> Vec<&DocumentFacts> {
        let of_signatures = self.signatures_of(record).into_iter().filter_map(|s| s.document_id);
        let people = self.shares.get(&record.id).into_iter().flatten();
        let criteria = people.flat_map(|share| self.criteria.get(&share.participant_id).into_iter().flatten());
        let ids: BTreeSet<Uuid> = of_signatures.chain(criteria.filter_map(|c| c.document_id)).map(|id| id.0).collect();
        ids.iter().filter_map(|id| self.documents.get(id)).collect()
    }

    /// The objects whose entries in the journal tell how a record came about: itself and the version before, what it was
    /// spent on, the signatures, its week and its month.
    pub(super) fn objects_of(&self, record: &TimeRecordRow) -> Vec<Uuid> {
        let week = self.weeks.get(&(record.user_id, record.week)).map(|week| week.id.0);
        let corrections = self.corrections.get(&record.id).into_iter().flatten().map(|c| c.id.0);
        let signatures = self.signatures_of(record).into_iter().map(|s| s.id.0);
        let all = std::iter::once(record.id.0)
            .chain(record.supersedes.map(|id| id.0))
            .chain(record.linked_id.map(|id| id.0))
            .chain(signatures)
            .chain(week)
            .chain(self.sheet_of(record).map(|sheet| sheet.id.0))
            .chain(corrections);
        all.collect::<BTreeSet<Uuid>>().into_iter().collect()
    }
}

fn sheet_facts(sheet: &SheetFacts, record: TimeRecordId, signed: &Signed) -> Sheet {
    Sheet {
        employee: sheet.employee_signed_at.is_some(),
        supervisor: sheet.countersigned_at.is_some(),
        minutes: signed.0.get(&sheet.id).and_then(|minutes| minutes.get(&record)).copied(),
    }
}

impl Signed {
    /// The minutes of a record in a month that was signed.
    pub(super) fn minutes(&self, sheet: TimesheetId, record: TimeRecordId) -> Option<i64> {
        self.0.get(&sheet)?.get(&record).copied()
    }
}
