//! The signature of an interview: when it is due, what it binds, when it is void (R6.7–R6.13).

use sha2::{Digest, Sha256};

use super::{InterviewOutcome, STEPS};
use crate::civil;
use crate::db::Instant;
use crate::faults;
use crate::ids::{ParticipantId, UserId};
use crate::machine;
use crate::refusal::{Fault, Refusal, Warning};

/// Modalities in which people are face to face (§ 5.6, R6.7).
pub const FACE_TO_FACE: [&str; 2] = ["in_person", "home_or_outside"];
/// Types signed whatever the modality (R6.7).
pub const ALWAYS_SIGNED: [&str; 2] = ["action_review", "collective"];

/// Whether a signature is due (R6.7): held, and face to face or an action review or collective time.
pub fn is_required(kind: &str, modality: &str, outcome: InterviewOutcome) -> bool {
    outcome == InterviewOutcome::Held && (FACE_TO_FACE.contains(&modality) || ALWAYS_SIGNED.contains(&kind))
}

crate::text_enum! {
    /// Where the signature of an interview stands.
    pub enum SignatureState {
        NotRequired = "not_required",
        Missing = "missing",
        Signed = "signed",
        Refused = "refused",
        Voided = "voided",
    }
}

impl SignatureState {
    /// Whether it keeps the pathway from closing and the time from being supported (§ 4.5, R6.17).
    pub fn is_owed(self) -> bool {
        matches!(self, Self::Missing | Self::Voided)
    }
}

/// Where a signature stands, given whether one is due (R6.7) and, of the one that was given, whether it stands and whether
/// it is a refusal.
pub fn state(due: bool, given: Option<(bool, bool)>) -> SignatureState {
    match given {
        Some((true, true)) => SignatureState::Refused,
        Some((true, false)) => SignatureState::Signed,
        Some((false, _)) if due => SignatureState::Voided,
        None if due => SignatureState::Missing,
        _ => SignatureState::NotRequired,
    }
}

/// The facts a signature binds (R6.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// The person met.
    pub participant_id: ParticipantId,
    /// The account of the referent who met them.
    pub user_id: UserId,
}

/// The facts as text, one a line, instants in UTC: the input of [`facts_hash`], which anybody can rebuild.
pub fn canonical(f: &Facts) -> String {
    format!(
        "jalon interview facts 1\nday {}\nstarts_at {}\nends_at {}\nparticipant {}\nreferent {}\n",
        civil::day_of(f.starts_at),
        f.starts_at,
        f.ends_at,
        f.participant_id,
        f.user_id
    )
}

/// SHA-256 of [`canonical`], in lower-case hexadecimal (R6.11).
pub fn facts_hash(f: &Facts) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(canonical(f).as_bytes()) {
        for half in [byte >> 4, byte & 15] {
            out.extend(char::from_digit(u32::from(half), 16));
        }
    }
    out
}

/// A signature or its refusal, as it arrives.
#[derive(Debug, Clone)]
pub struct Signing<'a> {
    /// When it was given.
    pub signed_at: Instant,
    /// The hash of what was shown to the signer.
    pub facts_hash: &'a str,
    /// The person refuses to sign.
    pub refused: bool,
    /// Why they refuse (R6.12).
    pub refused_reason: Option<&'a str>,
}

/// `sign`: where the signature stands then, and whether it came late (R6.11–R6.13).
///
/// # Errors
/// `Illegal` unless held; `Invalid` for a refusal without reason or a day to come; `Conflict` when it is signed
/// already, which nothing removes (R6.12), or when the facts are not those signed (R6.11).
pub fn sign(
    outcome: InterviewOutcome,
    state: SignatureState,
    facts: &Facts,
    s: &Signing<'_>,
    now: Instant,
) -> Result<(SignatureState, Vec<Warning>), Refusal> {
    machine::step(STEPS, outcome, "sign")?;
    let mut found: Vec<Fault> = Vec::new();
    if s.refused && faults::blank(s.refused_reason) {
        found.push(Fault::new(
            "/refused_reason",
            "rule_refusal_reason",
            "Un refus de signer est noté avec sa raison (R6.12).",
            "A refusal to sign is recorded with its reason (R6.12).",
        ));
    }
    if civil::day_of(s.signed_at) > civil::day_of(now) {
        found.push(Fault::new(
            "/signed_at",
            "rule_future",
            "Ce jour n'est pas encore venu.",
            "This day has not come yet.",
        ));
    }
    Refusal::unless_empty(found)?;
    if state == SignatureState::Signed {
        return Err(Refusal::conflict(
            "conflict_already_signed",
            "Cet entretien est déjà signé (R6.12).",
            "This interview is already signed (R6.12).",
        ));
    }
    if !s.facts_hash.eq_ignore_ascii_case(&facts_hash(facts)) {
        return Err(Refusal::conflict(
            "conflict_facts_changed",
            "L'entretien a changé depuis qu'il a été présenté à la signature (R6.11).",
            "The interview has changed since it was shown for signature (R6.11).",
        ));
    }
    let to = if s.refused { SignatureState::Refused } else { SignatureState::Signed };
    Ok((to, day_warning(facts.starts_at, s.signed_at).into_iter().collect()))
}

/// R6.13: `late_signature` after the interview's day, `early_signature` before it.
pub fn day_warning(starts_at: Instant, signed_at: Instant) -> Option<Warning> {
    let (met, signed) = (civil::day_of(starts_at), civil::day_of(signed_at));
    let code = match signed.cmp(&met) {
        std::cmp::Ordering::Equal => return None,
        std::cmp::Ordering::Greater => "late_signature",
        std::cmp::Ordering::Less => "early_signature",
    };
    Some(Warning::new(
        "/signed_at",
        code,
        format!("Signé le {signed} pour un entretien du {met} (R6.13)."),
        format!("Signed on {signed} for an interview of {met} (R6.13)."),
    ))
}

/// After a change of the interview: a signature whose facts changed is void and asked again, and says so (R6.11);
/// otherwise what is due is seen anew (R6.7).
pub fn after_change(
    state: SignatureState,
    signed_hash: Option<&str>,
    facts: &Facts,
    required: bool,
) -> (SignatureState, Option<Warning>) {
    let bound = matches!(state, SignatureState::Signed | SignatureState::Refused);
    match (bound, required) {
        (true, _) if signed_hash.is_some_and(|hash| hash == facts_hash(facts)) => (state, None),
        (true, _) => (
            SignatureState::Voided,
            Some(Warning::new(
                "/signature",
                "signature_voided",
                "La signature ne vaut plus : la date, les heures ou les personnes ont changé (R6.11).",
                "The signature is void: the day, times or persons have changed (R6.11).",
            )),
        ),
        (false, _) if state == SignatureState::Voided => (state, None),
        (false, true) => (SignatureState::Missing, None),
        (false, false) => (SignatureState::NotRequired, None),
    }
}

#[cfg(test)]
mod tests;
