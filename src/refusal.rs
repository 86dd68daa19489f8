//! What a rule answers when it says no, free of HTTP: `http::problem` gives each its status.

/// One thing that is wrong with what was asked, at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer (RFC 6901) into the request body; empty for the body as a whole.
    pub pointer: String,
    /// Stable code, `rule_…` where a numbered rule of the field refuses.
    pub code: &'static str,
    /// The sentence for a French reader.
    pub fr: String,
    /// The sentence for an English reader.
    pub en: String,
    /// The values that would have been accepted, where they can be listed.
    pub allowed: Vec<String>,
}

impl Fault {
    /// A fault at `pointer` with its code and its sentence in French and English.
    pub fn new(pointer: impl Into<String>, code: &'static str, fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, fr: fr.into(), en: en.into(), allowed: Vec::new() }
    }
}

/// Something accepted but worth a look; stands beside the object in the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable code.
    pub code: &'static str,
    /// JSON pointer to the member it is about, where there is one.
    pub pointer: Option<String>,
    /// The sentence for a French reader.
    pub fr: String,
    /// The sentence for an English reader.
    pub en: String,
}

impl Warning {
    /// A warning about `pointer` (empty: the object as a whole).
    pub fn new(pointer: &str, code: &'static str, fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, pointer: (!pointer.is_empty()).then(|| pointer.to_owned()), fr: fr.into(), en: en.into() }
    }
}

/// Why a command was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The request is understood but wrong (422): every fault at once.
    Invalid(Vec<Fault>),
    /// The state of the object forbids it (409); `missing` lists what stands in the way.
    Conflict {
        /// `conflict_<rule>` or `duplicate`.
        code: &'static str,
        /// The sentence for a French reader.
        fr: String,
        /// The sentence for an English reader.
        en: String,
        /// What stands in the way, item by item.
        missing: Vec<Fault>,
    },
    /// The verb is not one of the state's (409 `illegal_transition`).
    Illegal {
        /// The state the object is in.
        from: &'static str,
        /// The verbs this state knows.
        allowed: Vec<&'static str>,
    },
}

impl Refusal {
    /// A conflict without a list.
    pub fn conflict(code: &'static str, fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Conflict { code, fr: fr.into(), en: en.into(), missing: Vec::new() }
    }

    /// One fault of the request.
    pub fn invalid(
        pointer: impl Into<String>,
        code: &'static str,
        fr: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::Invalid(vec![Fault::new(pointer, code, fr, en)])
    }

    /// `Ok` when nothing was found, else every fault at once.
    ///
    /// # Errors
    /// `Invalid` with the faults.
    pub fn unless_empty(faults: Vec<Fault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self::Invalid(faults)) }
    }
}
