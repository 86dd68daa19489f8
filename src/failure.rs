//! Why a request did not succeed: what flows answer with, and what `http::problem` renders.

use crate::refusal::{Fault, Refusal};

/// A record that may be the same as what was sent: enough to recognise it, no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The record.
    pub id: uuid::Uuid,
    /// Initials and year of birth.
    pub hint: String,
    /// 1 to 100.
    pub score: i64,
    /// The members that agree.
    pub reasons: Vec<&'static str>,
}

/// A request that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A rule of the field or of the wire says no.
    Refused(Refusal),
    /// It does not exist, or the caller may not know that it does.
    NotFound,
    /// It was erased, and the caller knew it.
    Gone,
    /// The caller may see the object but lacks this right.
    Forbidden {
        /// The operation whose right is missing.
        right: String,
    },
    /// No valid credentials.
    Unauthenticated {
        /// `unauthenticated` or `token_expired`.
        code: &'static str,
    },
    /// A change without `If-Match`.
    PreconditionRequired,
    /// A change of another version than the current one.
    Stale {
        /// The version the object has now.
        current: i64,
    },
    /// A record like this exists already; those that the caller may see.
    Duplicate {
        /// Which members clash, where it is one place.
        faults: Vec<Fault>,
        /// The records, likeliest first.
        candidates: Vec<Candidate>,
        /// The sentence for a French reader.
        fr: String,
        /// The sentence for an English reader.
        en: String,
    },
    /// Something of the request as a whole cannot be taken: its code, and what is wrong.
    Request {
        /// A code of the catalogue (`malformed_json`, `unknown_parameter`, `idempotency_mismatch` …).
        code: &'static str,
        /// Where, when it is one place.
        faults: Vec<Fault>,
        /// The sentence for a French reader.
        fr: String,
        /// The sentence for an English reader.
        en: String,
        /// `Retry-After`, in seconds.
        retry_after: Option<u64>,
    },
    /// The database is away or too busy, or the server is draining.
    Unavailable,
    /// A defect of ours; the cause is in the log under the request's id.
    Internal,
}

impl Failure {
    /// A request that cannot be taken as a whole.
    pub fn request(code: &'static str, fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Request { code, faults: Vec::new(), fr: fr.into(), en: en.into(), retry_after: None }
    }

    /// One fault of the body.
    pub fn invalid(
        pointer: impl Into<String>,
        code: &'static str,
        fr: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::Refused(Refusal::invalid(pointer, code, fr, en))
    }

    /// An identifier of the body that names nothing the caller may see.
    pub fn reference(pointer: impl Into<String>) -> Self {
        Self::Refused(Refusal::Invalid(vec![reference_fault(pointer)]))
    }

    /// A conflict with the state of the object.
    pub fn conflict(code: &'static str, fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Refused(Refusal::conflict(code, fr, en))
    }

    /// A create whose own identifier already names something else.
    pub fn taken_id() -> Self {
        Self::conflict(
            "duplicate",
            "Cet identifiant désigne déjà un objet au contenu différent.",
            "This identifier already names an object with other content.",
        )
    }

    /// A defect: logged here, told to nobody.
    pub fn defect(what: impl std::fmt::Display) -> Self {
        log::error!(target: "jalon::defect", "{what}");
        Self::Internal
    }
}

/// What a create with an identifier of its own finds there: the object, when it was sent before with the same content.
///
/// # Errors
/// The identifier names something else ([`Failure::taken_id`]).
pub(crate) fn sent_again<T>(found: Outcome<T>, same: impl FnOnce(&T) -> bool) -> Outcome<Option<T>> {
    match found {
        Ok(first) if same(&first) => Ok(Some(first)),
        Ok(_) => Err(Failure::taken_id()),
        Err(Failure::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The fault of an identifier that names nothing the caller may see.
pub fn reference_fault(pointer: impl Into<String>) -> Fault {
    Fault::new(
        pointer,
        "reference_not_found",
        "Cet identifiant ne désigne rien que vous puissiez voir.",
        "This identifier names nothing that you may see.",
    )
}

impl From<Refusal> for Failure {
    fn from(r: Refusal) -> Self {
        Self::Refused(r)
    }
}

impl From<Vec<Fault>> for Failure {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Refused(Refusal::Invalid(faults))
    }
}

impl From<diesel::result::Error> for Failure {
    fn from(e: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error};
        match e {
            Error::NotFound => Self::NotFound,
            Error::DatabaseError(Kind::ClosedConnection | Kind::UnableToSendCommand, _)
            | Error::BrokenTransactionManager => Self::Unavailable,
            Error::DatabaseError(kind, info) => from_database(&kind, info.message(), info.constraint_name()),
            other => Self::defect(other),
        }
    }
}

/// What the database itself forbids. Rules answer first; these bite where two requests race, or
/// where code forgot, so that the invariant holds all the same.
fn from_database(kind: &diesel::result::DatabaseErrorKind, message: &str, constraint: Option<&str>) -> Failure {
    use diesel::result::DatabaseErrorKind as Kind;
    let busy = message.contains("database is locked") || message.contains("terminating connection");
    // two requests that wait for each other: one of them may try again
    let busy = busy || message.contains("deadlock detected");
    if busy || message.contains("server closed the connection") || message.contains("could not connect") {
        return Failure::Unavailable;
    }
    let overlap = "conflict_time_overlap";
    if message.contains(overlap) || constraint == Some(overlap) {
        return Failure::invalid(
            "/start_time",
            "rule_overlap",
            "Une autre saisie prend déjà de ces minutes.",
            "Another record takes some of these minutes already.",
        );
    }
    if message.contains("conflict_day_full") {
        return Failure::invalid(
            "/duration_minutes",
            "rule_overlap",
            "Les saisies du jour feraient plus que les 1440 minutes d'un jour.",
            "The records of the day would make more than the 1440 minutes of a day.",
        );
    }
    if let Some(code) =
        RAISED.iter().find(|code| message.contains(*code) || constraint.is_some_and(|c| c.contains(*code)))
    {
        return Failure::conflict(code, "Un autre enregistrement l'interdit.", "Another record forbids it.");
    }
    match kind {
        Kind::UniqueViolation => Failure::conflict(
            "duplicate",
            "Un objet avec ces valeurs existe déjà.",
            "An object with these values exists already.",
        ),
        Kind::ForeignKeyViolation => Failure::reference(""),
        Kind::SerializationFailure => Failure::Unavailable,
        _ => Failure::defect(message),
    }
}

/// The codes that triggers raise on SQLite and exclusion constraints are named after on PostgreSQL.
const RAISED: &[&str] = &[
    "conflict_assignment_overlap",
    "conflict_open_pathway",
    "conflict_active_referent",
    "conflict_suspension_overlap",
    "conflict_engagement_overlap",
    "conflict_action_full",
    "conflict_sampled_record",
    "conflict_letter_overlap",
    "conflict_letter_share",
    "conflict_cost_overlap",
    "conflict_claim_overlap",
    "conflict_claim_frozen",
    "conflict_double_funding",
    "conflict_signed_record",
    "conflict_period_signed",
];

/// The answer of whatever may fail.
pub type Outcome<T> = Result<T, Failure>;
