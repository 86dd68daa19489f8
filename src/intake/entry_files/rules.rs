//! The rules of an entry file: its machine, its checklist, how long evidence holds (domain § 4.3).

use crate::civil;
use crate::db::Day;
use crate::faults;
use crate::machine::{self, Step};
use crate::refusal::{Fault, Refusal};

/// What may stand in a file, complete or not.
pub mod content;

crate::text_enum! {
    /// Where an entry file stands (domain § 4.3).
    pub enum EntryFileStatus {
        InPreparation = "in_preparation",
        Complete = "complete",
        Submitted = "submitted",
        Returned = "returned",
        Decided = "decided",
    }
}
use EntryFileStatus as S;

crate::text_enum! {
    /// What the département says of an RSA recipient's entry (R4.6).
    pub enum DepartmentOpinion {
        None = "none",
        Pending = "pending",
        Favourable = "favourable",
        Unfavourable = "unfavourable",
    }
}

/// The machine. `reopen`, `adjourned`, `decide` and `abandon` are events: a change that takes an item away, the
/// decisions of the commission, and the end of the orientation that brought the person.
pub static STEPS: &[Step<S>] = &[
    Step {
        verb: "complete",
        from: &[S::InPreparation, S::Returned],
        to: S::Complete,
        guard: "every item of the checklist (§ 4.3)",
    },
    Step { verb: "reopen", from: &[S::Complete], to: S::InPreparation, guard: "a change took an item away" },
    Step {
        verb: "submit",
        from: &[S::Complete],
        to: S::Submitted,
        guard: "consent to enter (S3.5) and a session whose agenda is open (R4.3)",
    },
    Step { verb: "return", from: &[S::Submitted], to: S::Returned, guard: "a reason" },
    Step { verb: "adjourned", from: &[S::Submitted], to: S::Returned, guard: "decision of the commission (R4.4)" },
    Step { verb: "decide", from: &[S::Submitted], to: S::Decided, guard: "decision of the commission (R4.4)" },
    Step {
        verb: "abandon",
        from: &[S::InPreparation, S::Complete, S::Submitted, S::Returned],
        to: S::Decided,
        guard: "its orientation was withdrawn or has expired (§ 4.2)",
    },
];

impl EntryFileStatus {
    /// Whether its content may still change.
    pub fn is_editable(self) -> bool {
        matches!(self, S::InPreparation | S::Complete | S::Returned)
    }
}

/// How long a piece of evidence holds, told per criterion by the reference list (§ 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// So many months from its issue, that day included.
    Months(u32),
    /// So many days from its issue, that day included.
    Days(i64),
    /// No age limit: an identity document, or a decision that says its own end.
    Unlimited,
}

/// Ages used nationally by neighbouring schemes (§ 4.3), for criteria the reference list says nothing of.
pub const NATIONAL_VALIDITY: &[(&str, Validity)] = &[
    ("rsa", Validity::Months(3)),
    ("ass", Validity::Months(3)),
    ("aah", Validity::Months(3)),
    ("detld", Validity::Months(3)),
    ("deld", Validity::Months(3)),
    ("single_parent", Validity::Months(3)),
    ("qpv", Validity::Months(6)),
    ("rural_frr", Validity::Months(6)),
    ("justice", Validity::Months(6)),
    ("french_below_a1", Validity::Months(6)),
    ("mobility_issue", Validity::Months(6)),
    ("ase", Validity::Months(12)),
];

/// The national validity of a criterion's evidence; unlimited when there is none.
pub fn national_validity(criterion: &str) -> Validity {
    NATIONAL_VALIDITY.iter().find(|(code, _)| *code == criterion).map_or(Validity::Unlimited, |(_, v)| *v)
}

/// The last day evidence issued on `issued_on` holds; nothing when it never ends.
pub fn valid_until(issued_on: Day, validity: Validity) -> Option<Day> {
    match validity {
        Validity::Months(n) => Some(civil::add_months(issued_on, n)),
        Validity::Days(n) => Some(civil::add_days(issued_on, n)),
        Validity::Unlimited => None,
    }
}

crate::text_enum! {
    /// Whether a criterion is proved on a day.
    pub enum EvidenceState {
        Met = "met",
        Expired = "expired",
        NotMet = "not_met",
    }
}

/// A criterion of the file with what proves it.
#[derive(Debug, Clone)]
pub struct Criterion<'a> {
    /// Its code (§ 5.1).
    pub code: &'a str,
    /// Whether a document is attached.
    pub has_document: bool,
    /// The day the evidence was issued.
    pub issued_on: Option<Day>,
    /// How long such evidence holds.
    pub validity: Validity,
}

/// Whether a criterion is proved on `on`: evidence seen, dated where it ages, not from the future, not too old.
pub fn evidence_state(c: &Criterion<'_>, on: Day) -> EvidenceState {
    match (c.issued_on, c.validity) {
        (Some(issued), _) if issued > on => EvidenceState::NotMet,
        (Some(issued), validity) if valid_until(issued, validity).is_some_and(|last| last < on) => {
            EvidenceState::Expired
        }
        (Some(_), _) => EvidenceState::Met,
        (None, Validity::Unlimited) if c.has_document => EvidenceState::Met,
        (None, _) => EvidenceState::NotMet,
    }
}

crate::text_enum! {
    /// How far an item of the checklist is.
    pub enum ItemState {
        Complete = "complete",
        Partial = "partial",
        Due = "due",
        NotApplicable = "not_applicable",
    }
}

crate::text_enum! {
    /// The items of the checklist (§ 4.3).
    pub enum Item {
        Identity = "identity",
        Address = "address",
        ConsentToEnter = "consent_to_enter",
        PrivacyNotice = "privacy_notice",
        EsfNotice = "esf_notice",
        EsfQuestionnaire = "esf_questionnaire",
        Criteria = "criteria",
        Diagnosis = "diagnosis",
        Barriers = "barriers",
        Objectives = "objectives",
        SignedByCandidate = "signed_by_candidate",
        SignedByPrescriber = "signed_by_prescriber",
        DepartmentOpinion = "department_opinion",
    }
}

/// One line of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChecklistLine {
    /// The item.
    pub item: Item,
    /// How far it is.
    pub state: ItemState,
    /// JSON pointer into the entry file to what is wanted.
    pub pointer: &'static str,
}

/// What the checklist looks at.
#[derive(Debug, Clone)]
pub struct Contents<'a> {
    /// Names, birth date and gender are all known.
    pub identity_known: bool,
    /// One of e-mail, phone, contact person is known (R7.5).
    pub reachable: bool,
    /// Line, postcode and commune: how many of the three are known.
    pub address_parts: i64,
    /// Whether the address lies in the PLIE's area; unknown without a commune.
    pub in_area: Option<bool>,
    /// A reason to follow somebody living elsewhere (S2.2).
    pub out_of_area_reason: bool,
    /// Consent to enter is dated (S3.5).
    pub consent_given: bool,
    /// The privacy notice was handed over.
    pub privacy_notice: bool,
    /// The notice on ESF funding was handed over (S3.29).
    pub esf_notice: bool,
    /// Answers given to the ESF entry questionnaire, out of how many (§ 7.6).
    pub questionnaire: (i64, i64),
    /// Publics with their evidence.
    pub criteria: &'a [Criterion<'a>],
    /// Maturity of the project is told (S3.11).
    pub project_maturity: bool,
    /// Degree of autonomy is told (S3.11).
    pub autonomy_level: bool,
    /// Barrier themes looked at, those of severity 0 included.
    pub barriers: i64,
    /// First objectives.
    pub objectives: i64,
    /// The candidate signed.
    pub signed_by_candidate: bool,
    /// The prescriber signed; nothing when no orientation brought the person.
    pub signed_by_prescriber: Option<bool>,
    /// What the département says.
    pub department_opinion: DepartmentOpinion,
    /// The person receives RSA.
    pub rsa: bool,
}

/// The items with the code of their absence, where they stand, and how they are called.
const ITEMS: &[(Item, &str, &str, &str, &str)] = &[
    (Item::Identity, "rule_identity", "/participant_id", "l'identité et un contact", "identity and a contact"),
    (
        Item::Address,
        "rule_address",
        "/participant_id",
        "l'adresse dans le territoire, ou la raison d'un suivi hors territoire (S2.2)",
        "an address in the area, or the reason to follow outside it (S2.2)",
    ),
    (
        Item::ConsentToEnter,
        "rule_consent_to_enter",
        "/consent_to_enter",
        "l'accord de la personne (S3.5)",
        "the person's consent to enter (S3.5)",
    ),
    (
        Item::PrivacyNotice,
        "rule_privacy_notice",
        "/notices",
        "la notice d'information sur les données remise",
        "the privacy notice handed over",
    ),
    (
        Item::EsfNotice,
        "rule_esf_notice",
        "/notices",
        "l'information sur le financement FSE remise (S3.29)",
        "the notice on ESF funding handed over (S3.29)",
    ),
    (
        Item::EsfQuestionnaire,
        "rule_esf_questionnaire",
        "/participant_id",
        "le questionnaire FSE d'entrée (§ 7.6)",
        "the ESF entry questionnaire (§ 7.6)",
    ),
    (
        Item::Criteria,
        "rule_criteria",
        "/criteria",
        "un critère d'éligibilité avec un justificatif en cours de validité",
        "an eligibility criterion with evidence still valid",
    ),
    (
        Item::Diagnosis,
        "rule_diagnosis",
        "/diagnosis",
        "le diagnostic : maturité du projet et autonomie (S3.11)",
        "the diagnosis: maturity of the project and autonomy (S3.11)",
    ),
    (Item::Barriers, "rule_barriers", "/barriers", "les freins examinés", "the barriers looked at"),
    (Item::Objectives, "rule_objectives", "/objectives", "un premier objectif", "a first objective"),
    (
        Item::SignedByCandidate,
        "rule_signed_by_candidate",
        "/signed_by_candidate",
        "la signature du candidat",
        "the candidate's signature",
    ),
    (
        Item::SignedByPrescriber,
        "rule_signed_by_prescriber",
        "/signed_by_prescriber",
        "la signature du prescripteur",
        "the prescriber's signature",
    ),
    (
        Item::DepartmentOpinion,
        "rule_department_opinion",
        "/department_opinion",
        "la demande d'avis au département, pour un bénéficiaire du RSA (R4.6)",
        "the département's opinion asked, for an RSA recipient (R4.6)",
    ),
];

/// The checklist on a day, in the order of § 4.3.
pub fn checklist(c: &Contents<'_>, on: Day) -> Vec<ChecklistLine> {
    ITEMS
        .iter()
        .map(|(item, _, pointer, ..)| ChecklistLine { item: *item, state: state(*item, c, on), pointer })
        .collect()
}

fn state(item: Item, c: &Contents<'_>, on: Day) -> ItemState {
    match item {
        Item::Identity => share(i64::from(c.identity_known) + i64::from(c.reachable), 2),
        Item::Address => match c.in_area {
            Some(false) if !c.out_of_area_reason => share(c.address_parts.min(2), 3),
            _ => share(c.address_parts, 3),
        },
        Item::ConsentToEnter => done(c.consent_given),
        Item::PrivacyNotice => done(c.privacy_notice),
        Item::EsfNotice => done(c.esf_notice),
        Item::EsfQuestionnaire => share(c.questionnaire.0, c.questionnaire.1),
        Item::Criteria if c.criteria.is_empty() => ItemState::Due,
        Item::Criteria if c.criteria.iter().any(|e| evidence_state(e, on) == EvidenceState::Met) => ItemState::Complete,
        Item::Criteria => ItemState::Partial,
        Item::Diagnosis => share(i64::from(c.project_maturity) + i64::from(c.autonomy_level), 2),
        Item::Barriers => done(c.barriers > 0),
        Item::Objectives => done(c.objectives > 0),
        Item::SignedByCandidate => done(c.signed_by_candidate),
        Item::SignedByPrescriber => c.signed_by_prescriber.map_or(ItemState::NotApplicable, done),
        Item::DepartmentOpinion => match c.department_opinion {
            DepartmentOpinion::Favourable | DepartmentOpinion::Unfavourable => ItemState::Complete,
            DepartmentOpinion::Pending => ItemState::Partial,
            DepartmentOpinion::None if c.rsa => ItemState::Due,
            DepartmentOpinion::None => ItemState::NotApplicable,
        },
    }
}

fn done(holds: bool) -> ItemState {
    if holds { ItemState::Complete } else { ItemState::Due }
}

fn share(given: i64, wanted: i64) -> ItemState {
    match given {
        n if n >= wanted => ItemState::Complete,
        n if n <= 0 => ItemState::Due,
        _ => ItemState::Partial,
    }
}

/// The items that keep the file from being complete. An opinion asked of the département and not yet given does
/// not: the admission will wait for it (R4.6).
pub fn missing(c: &Contents<'_>, on: Day) -> Vec<Fault> {
    ITEMS
        .iter()
        .filter(|(item, ..)| match state(*item, c, on) {
            ItemState::Due => true,
            ItemState::Partial => *item != Item::DepartmentOpinion,
            ItemState::Complete | ItemState::NotApplicable => false,
        })
        .map(|(_, code, pointer, fr, en)| {
            Fault::new(*pointer, code, format!("Il manque {fr}."), format!("Missing: {en}."))
        })
        .collect()
}

/// `complete`: every item is there (§ 4.3).
///
/// # Errors
/// `Illegal` from another state, `Invalid` with every missing item.
pub fn complete(from: S, c: &Contents<'_>, on: Day) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "complete")?;
    Refusal::unless_empty(missing(c, on)).map(|()| to)
}

/// `submit`: what was complete still is on this day, consent above all (S3.5); evidence may have aged.
///
/// # Errors
/// `Illegal` from another state, `Conflict` with what has gone missing.
pub fn submit(from: S, c: &Contents<'_>, on: Day) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "submit")?;
    let missing = missing(c, on);
    if missing.is_empty() {
        return Ok(to);
    }
    Err(Refusal::Conflict {
        code: "conflict_incomplete",
        fr: "Le dossier n'est plus complet.".to_owned(),
        en: "The file is no longer complete.".to_owned(),
        missing,
    })
}

/// `return`: the commission asks for more, and says what.
///
/// # Errors
/// `Illegal` from another state, `Invalid` without reason.
pub fn give_back(from: S, reason: Option<&str>) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "return")?;
    Refusal::unless_empty(faults::required_text("/reason", reason).into_iter().collect()).map(|()| to)
}

#[cfg(test)]
mod tests;
