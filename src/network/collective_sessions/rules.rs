//! The rules of a collective session, and the facts that each signature binds (R6.11).

use sha2::{Digest, Sha256};

use crate::civil;
use crate::db::Instant;
use crate::faults;
use crate::ids::{CollectiveSessionId, ParticipantId, UserId};
use crate::network::attendances::AttendanceOutcome;
use crate::participants::nir_faults;
use crate::pathways::interviews::rules::signing::SignatureState;
use crate::refusal::{Fault, Refusal, Warning};

/// A session as it would stand.
#[derive(Debug, Clone)]
pub struct Session<'a> {
    /// Its title.
    pub title: &'a str,
    /// Where.
    pub place: Option<&'a str>,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
}

/// Every fault of a session: it ends after it starts, on the same day in Paris.
pub fn session_faults(s: &Session<'_>) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::times(s.starts_at, s.ends_at).into_iter().collect();
    if out.is_empty() && civil::day_of(s.starts_at) != civil::day_of(s.ends_at) {
        out.push(Fault::new(
            "/ends_at",
            "rule_session_day",
            "Un temps collectif tient dans un jour.",
            "A collective session fits in one day.",
        ));
    }
    out.extend(nir_faults(&[("/title", Some(s.title)), ("/place", s.place)]));
    out
}

/// What a signature of a session binds.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Who led it.
    pub leader: UserId,
    /// Who was there.
    pub participant: ParticipantId,
}

/// SHA-256 of these lines, in lower-case hexadecimal; anybody can rebuild it.
pub fn facts_hash(f: &Facts) -> String {
    let text = format!(
        "jalon collective_session facts 1\nstarts_at {}\nends_at {}\nparticipant {}\nuser {}\n",
        f.starts_at, f.ends_at, f.participant, f.leader
    );
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where the signature of somebody stands: due from whoever was there (R6.7); `refused` where one stands, and tells
/// whether it is a refusal.
pub fn state(outcome: AttendanceOutcome, refused: Option<bool>) -> SignatureState {
    match refused {
        Some(true) => SignatureState::Refused,
        Some(false) => SignatureState::Signed,
        None if outcome == AttendanceOutcome::Present => SignatureState::Missing,
        None => SignatureState::NotRequired,
    }
}

/// SHA-256 of an attendance sheet, in lower-case hexadecimal: the session, then its people by identifier, each with
/// whether they came, the facts that they sign, and where their signature stands. Anybody can rebuild it.
pub fn sheet_hash(
    session: CollectiveSessionId,
    mut people: Vec<(ParticipantId, AttendanceOutcome, &str, SignatureState)>,
) -> String {
    people.sort_unstable_by_key(|(id, ..)| *id);
    let mut text = format!("jalon collective attendance sheet 1\nsession {session}\n");
    for (participant, outcome, facts_hash, state) in people {
        text += &format!("participant {participant} {outcome} {facts_hash} {state}\n");
    }
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `sign`: whoever was there signs once.
///
/// # Errors
/// `conflict_not_present`, `conflict_already_signed` (R6.12).
pub fn sign(outcome: AttendanceOutcome, signed: bool) -> Result<(), Refusal> {
    if signed {
        return Err(Refusal::conflict(
            "conflict_already_signed",
            "Cette personne a déjà signé (R6.12).",
            "This person has signed already (R6.12).",
        ));
    }
    if outcome != AttendanceOutcome::Present {
        return Err(Refusal::conflict(
            "conflict_not_present",
            "Seule une personne présente signe.",
            "Only somebody who was there signs.",
        ));
    }
    Ok(())
}

/// What a changed session says of the signatures that it had.
pub fn voided() -> Warning {
    Warning::new(
        "/attendances",
        "signature_voided",
        "Les signatures ne valent plus : la date, les heures ou l'animateur ont changé (R6.11).",
        "The signatures are void: the day, times or leader have changed (R6.11).",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        serde_json::from_value(text.into()).unwrap()
    }

    #[test]
    fn a_session_ends_after_it_starts_on_its_day() {
        let base = Session {
            title: "Atelier CV",
            place: None,
            starts_at: at("2026-03-02T13:00:00Z"),
            ends_at: at("2026-03-02T15:00:00Z"),
        };
        for (s, codes) in [
            (base.clone(), vec![]),
            (Session { ends_at: base.starts_at, ..base.clone() }, vec!["rule_period"]),
            (Session { ends_at: at("2026-03-02T23:30:00Z"), ..base.clone() }, vec!["rule_session_day"]),
            (Session { place: Some("1 85 05 78 006 084 91"), ..base }, vec!["rule_no_nir"]),
        ] {
            assert_eq!(session_faults(&s).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{s:?}");
        }
    }

    #[test]
    fn a_sheet_is_the_same_whatever_the_order_of_its_people() {
        let id = |n| ParticipantId::of(uuid::Uuid::from_u128(n));
        let session = CollectiveSessionId::of(uuid::Uuid::nil());
        let one = (id(1), AttendanceOutcome::Present, "b94d", SignatureState::Missing);
        let two = (id(2), AttendanceOutcome::Excused, "efcd", SignatureState::NotRequired);
        assert_eq!(sheet_hash(session, vec![one, two]), sheet_hash(session, vec![two, one]));
        let signed = (id(1), AttendanceOutcome::Present, "b94d", SignatureState::Signed);
        assert_ne!(sheet_hash(session, vec![one, two]), sheet_hash(session, vec![signed, two]));
        for (outcome, refused, expected) in [
            (AttendanceOutcome::Present, None, SignatureState::Missing),
            (AttendanceOutcome::Absent, None, SignatureState::NotRequired),
            (AttendanceOutcome::Present, Some(false), SignatureState::Signed),
            (AttendanceOutcome::Present, Some(true), SignatureState::Refused),
        ] {
            assert_eq!(state(outcome, refused), expected);
        }
    }

    #[test]
    fn whoever_was_there_signs_once_what_they_were_at() {
        assert!(sign(AttendanceOutcome::Present, false).is_ok());
        assert!(sign(AttendanceOutcome::Present, true).is_err());
        assert!(sign(AttendanceOutcome::Registered, false).is_err());
        let facts = Facts {
            starts_at: at("2026-03-02T13:00:00Z"),
            ends_at: at("2026-03-02T15:00:00Z"),
            leader: UserId::of(uuid::Uuid::nil()),
            participant: ParticipantId::of(uuid::Uuid::nil()),
        };
        assert_eq!(facts_hash(&facts).len(), 64);
        assert_ne!(facts_hash(&facts), facts_hash(&Facts { ends_at: at("2026-03-02T15:30:00Z"), ..facts }));
    }
}
