//! What a signature must hold, whatever it signs (R6.10, R6.12).

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::db::Instant;
use crate::faults;
use crate::ids::{EntryFileId, ParticipantId};
use crate::participants::nir_faults;
use crate::refusal::{Fault, Refusal, Warning};

crate::text_enum! {
    /// What can be signed.
    pub enum ObjectType {
        Orientation = "orientation",
        EntryFile = "entry_file",
        Interview = "interview",
        CollectiveSession = "collective_session",
    }
}

crate::text_enum! {
    /// How a signature was given (R6.10).
    pub enum SignatureKind {
        HandwrittenScan = "handwritten_scan",
        Electronic = "electronic",
    }
}

crate::text_enum! {
    /// Who signs.
    pub enum SignerType {
        Participant = "participant",
        Staff = "staff",
        ThirdParty = "third_party",
    }
}

/// A signature as it arrives.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// How it was given.
    pub kind: SignatureKind,
    /// Who signs.
    pub signer_type: SignerType,
    /// The participant or the account.
    pub signer_id: Option<Uuid>,
    /// The name written.
    pub signer_name: Option<&'a str>,
    /// When it was given.
    pub signed_at: Instant,
    /// The scan.
    pub document_id: Option<Uuid>,
    /// The means of an electronic one.
    pub method: Option<&'a str>,
    /// Why the person refuses.
    pub refused_reason: Option<&'a str>,
}

/// Every fault of a signature; `at` is the pointer to it in the body.
pub fn given_faults(at: &str, given: &Given<'_>, participant: Option<ParticipantId>, now: Instant) -> Vec<Fault> {
    let pointer = |name: &str| format!("{at}/{name}");
    let mut found = Vec::new();
    if given.signer_id.is_none() && faults::blank(given.signer_name) && given.signer_type != SignerType::Participant {
        found.push(faults::required(pointer("signer/name")));
    }
    if given.signer_type == SignerType::Participant {
        let other = given.signer_id.is_some_and(|id| participant.is_none_or(|p| p.0 != id));
        if other {
            found.push(Fault::new(
                pointer("signer/id"),
                "rule_signer",
                "Ce n'est pas le participant que l'objet concerne.",
                "This is not the participant that the object is about.",
            ));
        } else if participant.is_none() && faults::blank(given.signer_name) {
            found.push(faults::required(pointer("signer/name")));
        }
    }
    if given.signed_at > now {
        found.push(Fault::new(
            pointer("signed_at"),
            "rule_future",
            "Ce moment n'est pas encore venu.",
            "This moment has not come yet.",
        ));
    }
    let texts = [
        (pointer("signer/name"), given.signer_name),
        (pointer("method"), given.method),
        (pointer("refused_reason"), given.refused_reason),
    ];
    let texts: Vec<(&str, Option<&str>)> = texts.iter().map(|(p, t)| (p.as_str(), *t)).collect();
    found.extend(nir_faults(&texts));
    found
}

/// A hash that is not that of the facts as they stand (R6.11).
///
/// # Errors
/// `conflict_facts_changed`.
pub fn same_facts(shown: &str, now: &str) -> Result<(), Refusal> {
    if shown.eq_ignore_ascii_case(now) {
        return Ok(());
    }
    Err(Refusal::conflict(
        "conflict_facts_changed",
        "Ce qui est signé a changé depuis qu'il a été présenté à la signature (R6.11).",
        "What is signed has changed since it was shown for signature (R6.11).",
    ))
}

/// `no_proof`: a scan without its file, or an electronic signature that does not say by which means (R6.10).
pub fn proof_warning(at: &str, given: &Given<'_>) -> Option<Warning> {
    let bare = match given.kind {
        SignatureKind::HandwrittenScan => given.document_id.is_none(),
        SignatureKind::Electronic => faults::blank(given.method),
    };
    (bare && given.refused_reason.is_none()).then(|| {
        Warning::new(
            at,
            "no_proof",
            "Rien ne prouve encore cette signature : ni fichier, ni procédé (R6.10).",
            "Nothing proves this signature yet: neither a file nor a method (R6.10).",
        )
    })
}

/// The facts that a signature on an entry file binds: the person agrees to enter by this file (S3.5). SHA-256 of
/// these lines, in lower-case hexadecimal; anybody can rebuild it.
pub fn entry_file_facts_hash(entry_file: EntryFileId, participant: ParticipantId) -> String {
    let text = format!("jalon entry_file facts 1\nentry_file {entry_file}\nparticipant {participant}\n");
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        serde_json::from_value(text.into()).unwrap()
    }

    fn given(signer_type: SignerType) -> Given<'static> {
        Given {
            kind: SignatureKind::Electronic,
            signer_type,
            signer_id: None,
            signer_name: None,
            signed_at: at("2026-03-02T08:00:00Z"),
            document_id: None,
            method: Some("tablet"),
            refused_reason: None,
        }
    }

    fn codes(given: &Given<'_>, participant: Option<ParticipantId>) -> Vec<String> {
        let faults = given_faults("/signature", given, participant, at("2026-03-02T08:00:00Z"));
        faults.into_iter().map(|f| format!("{} {}", f.pointer, f.code)).collect()
    }

    #[test]
    fn the_signer_is_named_and_a_participant_is_the_one_concerned() {
        let (nadia, other) = (ParticipantId::new(), ParticipantId::new());
        let signer = |kind, id: Option<ParticipantId>, name| Given {
            signer_id: id.map(|i| i.0),
            signer_name: name,
            ..given(kind)
        };
        for (given, participant, expected) in [
            (signer(SignerType::Participant, None, None), Some(nadia), vec![]),
            (signer(SignerType::Participant, Some(nadia), None), Some(nadia), vec![]),
            (signer(SignerType::Participant, Some(other), None), Some(nadia), vec!["/signature/signer/id rule_signer"]),
            (signer(SignerType::Participant, Some(other), None), None, vec!["/signature/signer/id rule_signer"]),
            (signer(SignerType::Participant, None, None), None, vec!["/signature/signer/name required"]),
            (signer(SignerType::Participant, None, Some("Nadia Benali")), None, vec![]),
            (signer(SignerType::Staff, None, None), Some(nadia), vec!["/signature/signer/name required"]),
            (signer(SignerType::ThirdParty, None, Some("Mme Roux")), Some(nadia), vec![]),
        ] {
            assert_eq!(codes(&given, participant), expected, "{given:?}");
        }
    }

    #[test]
    fn a_signature_to_come_and_a_health_number_are_refused() {
        let mut given = given(SignerType::ThirdParty);
        given.signer_name = Some("Roux");
        given.refused_reason = Some("1 85 05 78 006 084 91");
        given.signed_at = at("2026-03-02T08:00:01Z");
        assert_eq!(codes(&given, None), ["/signature/signed_at rule_future", "/signature/refused_reason rule_no_nir"]);
    }

    #[test]
    fn a_signature_says_how_it_can_be_proven() {
        let mut given = given(SignerType::Participant);
        assert!(proof_warning("", &given).is_none());
        given.kind = SignatureKind::HandwrittenScan;
        assert_eq!(proof_warning("", &given).unwrap().code, "no_proof");
        given.document_id = Some(Uuid::nil());
        assert!(proof_warning("", &given).is_none());
    }

    #[test]
    fn the_facts_of_an_entry_file_can_be_rebuilt() {
        let (file, person) = (EntryFileId::of(Uuid::nil()), ParticipantId::of(Uuid::max()));
        let hash = entry_file_facts_hash(file, person);
        assert_eq!(hash.len(), 64);
        assert_ne!(hash, entry_file_facts_hash(file, ParticipantId::of(Uuid::nil())));
        assert!(same_facts(&hash.to_uppercase(), &hash).is_ok());
        assert!(same_facts("00", &hash).is_err());
    }
}
