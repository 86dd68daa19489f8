//! What the time was spent on, who signed, and the sheets on which they did (R6.9).

use std::collections::BTreeMap;

use jalon_press::Template;
use uuid::Uuid;

use super::Figures;
use super::rows::{AttendanceRow, InterviewRow, MeetingRow, SessionRow, SignatureFigure};
use crate::civil::french;
use crate::esf::audit_missions::pack::Desk;
use crate::esf::audit_missions::store::dossier::{AttendanceFacts, Dossiers, InterviewFacts, SessionFacts};
use crate::esf::time_records::TimeRecordRow;
use crate::failure::Outcome;
use crate::ids::{ParticipantId, UserId};
use crate::network::collective_sessions::rules::{self as together, Facts};
use crate::network::collective_sessions::{self, Present};
use crate::participants::signatures::{SignatureRow, said};
use crate::pathways::attendance_sheets::{self, Met};
use crate::pathways::interviews::rules::signing;

/// A session with those of its people whom the sample names.
#[derive(Debug)]
pub(super) struct Together {
    session: SessionFacts,
    leader: String,
    people: BTreeMap<ParticipantId, (String, Present, signing::SignatureState)>,
}

/// Where the sheet of an interview stands.
fn sheet_of_interview(id: Uuid) -> String {
    format!("attendance-sheets/interviews/{id}.pdf")
}

/// Where the sheet of a session stands.
fn sheet_of_session(id: Uuid) -> String {
    format!("attendance-sheets/sessions/{id}.pdf")
}

impl Figures {
    /// What the time was spent on, and who signed.
    pub(super) fn contact(&mut self, desk: &mut Desk<'_, '_>, all: &Dossiers, record: &TimeRecordRow) -> Outcome<()> {
        let Some(id) = record.linked_id.map(|id| id.0) else { return Ok(()) };
        if let Some(i) = all.interviews.get(&id).filter(|_| self.first(1, id)) {
            let path = sheet_of_interview(id);
            self.tables.interviews.row(&InterviewRow::of(i, path.clone()))?;
            interview_sheet(desk, path, all, i)?;
        }
        if let Some(s) = all.sessions.get(&id) {
            self.session(all, record, s)?;
        }
        if let Some(m) = all.meetings.get(&id).filter(|_| self.first(4, id)) {
            self.tables.meetings.row(&MeetingRow::from(m))?;
        }
        for signature in all.signatures_of(record) {
            if self.first(5, signature.id.0) {
                self.tables.signatures.row(&SignatureFigure::from(signature))?;
            }
        }
        Ok(())
    }

    fn session(&mut self, all: &Dossiers, record: &TimeRecordRow, s: &SessionFacts) -> Outcome<()> {
        if self.first(2, s.id.0) {
            self.tables.sessions.row(&SessionRow::of(s, sheet_of_session(s.id.0)))?;
            let together = Together { session: s.clone(), leader: called(all, s.leader_id), people: BTreeMap::new() };
            self.sessions.insert(s.id.0, together);
        }
        let people = all.shares.get(&record.id).into_iter().flatten();
        let there: Vec<_> = people.filter_map(|share| all.attendances.get(&(s.id.0, share.participant_id))).collect();
        for a in there {
            if !self.first(3, a.id.0) {
                continue;
            }
            self.tables.attendances.row(&AttendanceRow {
                session_id: s.id.cast(),
                participant_id: a.participant_id,
                outcome: a.outcome.code(),
                signature_id: a.signature_id,
            })?;
            if let Some(sheet) = self.sessions.get_mut(&s.id.0) {
                let signature = a.signature_id.and_then(|id| all.signatures.get(&id));
                sheet.people.insert(a.participant_id, present(all, s, a, signature));
            }
        }
        Ok(())
    }

    /// The sheets of the sessions, once everybody of the sample is known.
    pub(super) fn session_sheets(&mut self, desk: &mut Desk<'_, '_>) -> Outcome<()> {
        for (id, Together { session, leader, people }) in std::mem::take(&mut self.sessions) {
            let told = people.iter().map(|(id, (_, p, state))| (*id, p.outcome, p.facts_hash.as_str(), *state));
            let hash = together::sheet_hash(session.id, told.collect());
            let mut people: Vec<(String, Present)> = people.into_values().map(|(key, p, _)| (key, p)).collect();
            people.sort_by(|a, b| a.0.cmp(&b.0));
            let people: Vec<Present> = people.into_iter().map(|(_, p)| p).collect();
            let frame = collective_sessions::Frame {
                plie: &desk.head.plie,
                operation: Some(&desk.head.payer),
                reference: format!("Temps collectif {id}"),
                object: &session.title,
                starts_at: session.starts_at,
                ends_at: session.ends_at,
                place: session.place.as_deref(),
                leader,
                hash: &hash,
            };
            let data = collective_sessions::printed(&frame, &people);
            desk.spool.press_later(sheet_of_session(id), Template::CollectiveAttendanceSheet, &data)?;
        }
        Ok(())
    }
}

/// The name of an account.
fn called(all: &Dossiers, user: UserId) -> String {
    all.staff.get(&user).map(|(last, first)| format!("{first} {last}")).unwrap_or_default()
}

fn present(
    all: &Dossiers,
    s: &SessionFacts,
    a: &AttendanceFacts,
    signature: Option<&SignatureRow>,
) -> (String, Present, signing::SignatureState) {
    let state = together::state(a.outcome, signature.map(|s| s.refused_reason.is_some()));
    let facts =
        Facts { starts_at: s.starts_at, ends_at: s.ends_at, leader: s.leader_id, participant: a.participant_id };
    let person = all.people.get(&a.participant_id);
    let name = person.map(|p| format!("{} {}", p.last_name.to_uppercase(), p.first_name)).unwrap_or_default();
    let key = person.map(|p| crate::participants::sort_name(&p.last_name, &p.first_name)).unwrap_or_default();
    let present = Present {
        name,
        outcome: a.outcome,
        said: said(state, signature, false),
        facts_hash: signature.map_or_else(|| together::facts_hash(&facts), |s| s.facts_hash.clone()),
    };
    (format!("{key} {}", a.participant_id), present, state)
}

fn interview_sheet(desk: &mut Desk<'_, '_>, path: String, all: &Dossiers, i: &InterviewFacts) -> Outcome<()> {
    let signature = i.signature_id.and_then(|id| all.signatures.get(&id));
    let standing = signature.map(|s| (s.void_at.is_none(), s.refused_reason.is_some()));
    let state = signing::state(signing::is_required(&i.kind, &i.modality, i.outcome), standing);
    let tenant = desk.cx.tenant();
    let met = Met {
        starts_at: i.starts_at,
        ends_at: i.ends_at,
        object: attendance_sheets::object(&tenant.lists, &i.kind, &i.modality),
        place: i.place.clone(),
        referent: called(all, i.user_id),
        said: said(state, signature, false),
        facts_hash: i.facts_hash.clone(),
    };
    let person = all.people.get(&i.participant_id);
    let frame = attendance_sheets::Frame {
        plie: &desk.head.plie,
        operations: std::slice::from_ref(&desk.head.payer),
        reference: format!("Entretien {} du {}", i.id, french(i.day)),
        person: person.map(|p| format!("{} {}", p.first_name, p.last_name)).unwrap_or_default(),
        period: (i.day, i.day),
        hash: i.facts_hash.as_deref().unwrap_or_default(),
    };
    let held = i.outcome == crate::pathways::interviews::rules::InterviewOutcome::Held;
    let lines = if held { vec![met] } else { Vec::new() };
    desk.spool.press_later(path, Template::AttendanceSheet, &attendance_sheets::printed(&frame, &lines))
}
