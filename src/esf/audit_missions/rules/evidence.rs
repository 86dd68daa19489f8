//! What proves a record, piece by piece (§ 6.5, § 6.9, § 6.10): each that is missing has its name.

use crate::db::Day;
use crate::esf::charters::Attribution;
use crate::ids::ParticipantId;

crate::text_enum! {
    /// A piece of evidence that an auditor asks for and does not find.
    pub enum MissingPiece {
        /// Time for people that names nothing they did.
        LinkedObject = "linked_object",
        /// The interview is another account's, or with somebody whom the record does not name (§ 6.10).
        ContactOfAnother = "contact_of_another",
        /// The interview was not held.
        InterviewHeld = "interview_held",
        /// The interview has no report (§ 6.4).
        InterviewReport = "interview_report",
        /// The person was not at the session.
        Attendance = "attendance",
        /// The record is not of the day of what it was spent on, or does not overlap it (§ 6.2).
        ContactTimes = "contact_times",
        /// A signature is due and none stands (R6.7).
        Signature = "signature",
        /// A signature stands on nothing: neither a file nor a method (R6.10).
        SignatureProof = "signature_proof",
        /// Nothing proves which public the person belongs to (§ 4.3).
        Eligibility = "eligibility",
        /// What proves it was issued after the entry (§ 6.10).
        EligibilityAtEntry = "eligibility_at_entry",
        /// What proves it has no document.
        EligibilityDocument = "eligibility_document",
        /// No signed mission letter holds for the person and the operation on the day (§ 6.1, § 6.10).
        MissionLetter = "mission_letter",
        /// The month was over before its mission letter was signed (§ 6.10).
        MissionLetterInTime = "mission_letter_in_time",
        /// The agenda week is not accepted (§ 6.3).
        AgendaWeek = "agenda_week",
        /// The employee has not signed the month (R6.15).
        EmployeeSignature = "employee_signature",
        /// The supervisor has not signed the month (R6.15).
        SupervisorSignature = "supervisor_signature",
        /// The month that was signed says other minutes of the record, or nothing of it (R6.16).
        SignedMinutes = "signed_minutes",
        /// The record was replaced after the sample was drawn.
        LiveRecord = "live_record",
    }
}

/// A signature that stands, or a refusal to sign, which is noted with its reason (R6.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether a file or a method proves it.
    pub proved: bool,
}

/// The mission letter that is to hold for a record (§ 6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letter {
    /// There is none, or it is not signed.
    Unsigned,
    /// It was signed only after the record's month was over.
    Late,
    /// It holds; always where the record is on no operation.
    InTime,
}

/// What the time was spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linked {
    /// Nothing is named.
    Nothing,
    /// An interview.
    Interview {
        /// Whether the owner of the record led it, with somebody whom the record names.
        own: bool,
        /// Whether it was held.
        held: bool,
        /// Whether it has its report.
        reported: bool,
        /// Whether it is to be signed (R6.7).
        to_sign: bool,
        /// Its signature.
        signature: Option<Standing>,
    },
    /// A collective session, where each person signs.
    Session,
    /// Something else, which bears no signature of its own.
    Other,
}

/// Somebody whom a record was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: ParticipantId,
    /// Whether they were at the session, and their signature there; none where there is no session.
    pub attended: Option<(bool, Option<Standing>)>,
    /// The earliest evidence of eligibility, and whether any has its document.
    pub proved: Option<(Day, bool)>,
    /// The day they entered.
    pub entered_on: Option<Day>,
}

/// The month that holds a record, as it was signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Whether the employee has signed.
    pub employee: bool,
    /// Whether the supervisor has signed.
    pub supervisor: bool,
    /// The minutes of the record in what was signed.
    pub minutes: Option<i64>,
}

/// All that is known of a record.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Whom its minutes are for.
    pub attribution: Attribution,
    /// Its minutes.
    pub minutes: i64,
    /// Whether it is live.
    pub live: bool,
    /// What it was spent on.
    pub linked: Linked,
    /// Whether its times contradict those of what it was spent on.
    pub apart: bool,
    /// Whether its task asks for a signed contact (R6.7).
    pub to_sign: bool,
    /// Whom it was for.
    pub people: Vec<Person>,
    /// Its mission letter.
    pub letter: Letter,
    /// Whether its agenda week is accepted.
    pub week_accepted: bool,
    /// Its month.
    pub sheet: Sheet,
}

/// A piece that is missing, and of whom where it is somebody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// The piece.
    pub piece: MissingPiece,
    /// Of whom.
    pub of: Option<ParticipantId>,
}

/// Every piece that is missing of a record, in the order in which an auditor goes.
pub fn missing(facts: &Facts) -> Vec<Missing> {
    let mut found = of_contact(facts);
    for person in &facts.people {
        found.extend(of_person(person).into_iter().map(|piece| Missing { piece, of: Some(person.id) }));
    }
    let sheet = &facts.sheet;
    let signed = sheet.employee || sheet.supervisor;
    for (lacks, piece) in [
        (facts.letter == Letter::Unsigned, MissingPiece::MissionLetter),
        (facts.letter == Letter::Late, MissingPiece::MissionLetterInTime),
        (!facts.week_accepted, MissingPiece::AgendaWeek),
        (!sheet.employee, MissingPiece::EmployeeSignature),
        (!sheet.supervisor, MissingPiece::SupervisorSignature),
        (signed && sheet.minutes != Some(facts.minutes), MissingPiece::SignedMinutes),
        (!facts.live, MissingPiece::LiveRecord),
    ] {
        if lacks {
            found.push(Missing { piece, of: None });
        }
    }
    found
}

/// What the contact itself should have left. Minutes that a cost statement supports lack neither the contact nor its
/// signature: `cost_statements/support.rs` asks the same in SQL.
fn of_contact(facts: &Facts) -> Vec<Missing> {
    let for_people = matches!(facts.attribution, Attribution::P | Attribution::G);
    let owed = facts.to_sign.then_some(MissingPiece::Signature);
    let mut pieces: Vec<MissingPiece> = match facts.linked {
        Linked::Nothing => for_people.then_some(MissingPiece::LinkedObject).into_iter().chain(owed).collect(),
        Linked::Interview { held: false, .. } => vec![MissingPiece::InterviewHeld],
        Linked::Interview { reported, to_sign, signature, .. } => {
            let report = (!reported).then_some(MissingPiece::InterviewReport);
            let sign = if to_sign || facts.to_sign { of_signature(signature) } else { None };
            report.into_iter().chain(sign).collect()
        }
        // each person signs
        Linked::Session if !facts.people.is_empty() => Vec::new(),
        Linked::Session | Linked::Other => owed.into_iter().collect(),
    };
    // other work on an interview is proved by no contact, so it may be anybody's
    if matches!(facts.linked, Linked::Interview { own: false, .. }) && (for_people || facts.to_sign) {
        pieces.push(MissingPiece::ContactOfAnother);
    }
    if facts.apart {
        pieces.push(MissingPiece::ContactTimes);
    }
    pieces.into_iter().map(|piece| Missing { piece, of: None }).collect()
}

fn of_signature(signature: Option<Standing>) -> Option<MissingPiece> {
    match signature {
        None => Some(MissingPiece::Signature),
        Some(Standing { proved: false }) => Some(MissingPiece::SignatureProof),
        Some(Standing { proved: true }) => None,
    }
}

fn of_person(person: &Person) -> Vec<MissingPiece> {
    let mut found = Vec::new();
    match person.attended {
        None => {}
        Some((false, _)) => found.push(MissingPiece::Attendance),
        Some((true, signature)) => found.extend(of_signature(signature)),
    }
    match person.proved {
        None => found.push(MissingPiece::Eligibility),
        Some((issued_on, document)) => {
            if person.entered_on.is_some_and(|entered| issued_on > entered) {
                found.push(MissingPiece::EligibilityAtEntry);
            }
            if !document {
                found.push(MissingPiece::EligibilityDocument);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn whole() -> Facts {
        let person = Person {
            id: ParticipantId::of(uuid::Uuid::nil()),
            attended: None,
            proved: Some((day("2026-01-10"), true)),
            entered_on: Some(day("2026-02-01")),
        };
        Facts {
            attribution: Attribution::P,
            minutes: 60,
            live: true,
            linked: Linked::Interview {
                own: true,
                held: true,
                reported: true,
                to_sign: true,
                signature: Some(Standing { proved: true }),
            },
            apart: false,
            to_sign: true,
            people: vec![person],
            letter: Letter::InTime,
            week_accepted: true,
            sheet: Sheet { employee: true, supervisor: true, minutes: Some(60) },
        }
    }

    fn codes(facts: &Facts) -> Vec<&'static str> {
        missing(facts).iter().map(|m| m.piece.code()).collect()
    }

    #[test]
    fn a_record_that_is_wholly_proved_lacks_nothing() {
        assert_eq!(codes(&whole()), [""; 0]);
        let office =
            Facts { attribution: Attribution::O, linked: Linked::Nothing, people: vec![], to_sign: false, ..whole() };
        assert_eq!(codes(&office), [""; 0], "work for the operation names nobody");
    }

    #[test]
    fn each_piece_that_is_missing_has_its_name() {
        let met =
            |own, held, reported, to_sign, signature| Linked::Interview { own, held, reported, to_sign, signature };
        let interview = |held, reported, signature| met(true, held, reported, true, signature);
        let person = |f: fn(&mut Person)| {
            let mut facts = whole();
            facts.people.iter_mut().for_each(f);
            facts
        };
        let stands = |proved| Some(Standing { proved });
        // by telephone: only the task may ask for a signature
        let call = |signature| met(true, true, true, false, signature);
        let others = |held| met(false, held, true, true, stands(true));
        let office = Facts { attribution: Attribution::O, people: vec![], to_sign: false, ..whole() };
        for (facts, expected) in [
            (Facts { linked: Linked::Nothing, to_sign: false, ..whole() }, vec!["linked_object"]),
            (Facts { linked: Linked::Nothing, ..whole() }, vec!["linked_object", "signature"]),
            (Facts { linked: Linked::Other, to_sign: false, ..whole() }, vec![]),
            (Facts { linked: Linked::Other, ..whole() }, vec!["signature"]),
            (Facts { linked: Linked::Session, ..whole() }, vec![]),
            (Facts { linked: Linked::Session, people: vec![], ..whole() }, vec!["signature"]),
            (Facts { linked: call(None), to_sign: false, ..whole() }, vec![]),
            (Facts { linked: call(None), ..whole() }, vec!["signature"]),
            (Facts { linked: call(stands(true)), ..whole() }, vec![]),
            (Facts { apart: true, ..whole() }, vec!["contact_times"]),
            (Facts { linked: others(true), ..whole() }, vec!["contact_of_another"]),
            (Facts { linked: others(true), to_sign: false, ..whole() }, vec!["contact_of_another"]),
            (Facts { linked: others(false), ..whole() }, vec!["interview_held", "contact_of_another"]),
            (Facts { linked: others(true), to_sign: true, ..office.clone() }, vec!["contact_of_another"]),
            (Facts { linked: others(true), ..office }, vec![]),
            (Facts { linked: interview(false, false, None), ..whole() }, vec!["interview_held"]),
            (Facts { linked: interview(true, false, stands(true)), ..whole() }, vec!["interview_report"]),
            (Facts { linked: interview(true, true, None), ..whole() }, vec!["signature"]),
            (Facts { linked: interview(true, true, stands(false)), ..whole() }, vec!["signature_proof"]),
            (person(|p| p.attended = Some((false, None))), vec!["attendance"]),
            (person(|p| p.attended = Some((true, None))), vec!["signature"]),
            (person(|p| p.attended = Some((true, Some(Standing { proved: true })))), vec![]),
            (person(|p| p.proved = None), vec!["eligibility"]),
            (
                person(|p| p.proved = Some(("2026-02-02".parse().unwrap(), false))),
                vec!["eligibility_at_entry", "eligibility_document"],
            ),
            (Facts { letter: Letter::Unsigned, ..whole() }, vec!["mission_letter"]),
            (Facts { letter: Letter::Late, ..whole() }, vec!["mission_letter_in_time"]),
            (Facts { week_accepted: false, ..whole() }, vec!["agenda_week"]),
            (Facts { sheet: Sheet::default(), ..whole() }, vec!["employee_signature", "supervisor_signature"]),
            (
                Facts { sheet: Sheet { employee: true, supervisor: false, minutes: Some(60) }, ..whole() },
                vec!["supervisor_signature"],
            ),
            (Facts { minutes: 55, ..whole() }, vec!["signed_minutes"]),
            (Facts { sheet: Sheet { minutes: None, ..whole().sheet }, ..whole() }, vec!["signed_minutes"]),
            (Facts { live: false, ..whole() }, vec!["live_record"]),
        ] {
            assert_eq!(codes(&facts), expected, "{facts:?}");
        }
    }
}
