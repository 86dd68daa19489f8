//! The journal: one row for every change and every refused attempt, in the transaction of the work
//! itself. Once sequenced it is at the same time the audit log (a hash chain a PLIE) and the
//! change feed (`docs/decisions/0003-one-journal.md`).

/// Who read what is restricted.
pub(crate) mod access;
/// The sequencer and the chain.
pub(crate) mod chain;
/// Places of the chain, signed.
pub(crate) mod checkpoint;
/// Rows and queries.
pub(crate) mod store;

use uuid::Uuid;

use crate::ids::{Id, ParticipantId, PartnerStructureId, UserId};

crate::text_enum! {
    /// What happened to an object.
    pub enum Change {
        Created = "created",
        Changed = "changed",
        Erased = "erased",
        /// Made one with another: told by the feed of an erased participant, never stored.
        Merged = "merged",
        /// Nothing of an object: a sign-in, an export, a refusal.
        None = "none",
    }
}

/// What a flow leaves for the journal; actor, time, request and operation are added on the way.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) resource: &'static str,
    pub(crate) object: Option<Uuid>,
    pub(crate) version: Option<i64>,
    pub(crate) subject: Option<ParticipantId>,
    pub(crate) owner: Option<UserId>,
    pub(crate) structure: Option<PartnerStructureId>,
    pub(crate) change: Change,
    pub(crate) reason: Option<String>,
    pub(crate) content: Option<String>,
    pub(crate) fields: Vec<&'static str>,
}

impl Entry {
    fn of<T>(resource: &'static str, change: Change, object: Id<T>, version: i64) -> Self {
        Self {
            resource,
            object: Some(object.0),
            version: Some(version),
            subject: None,
            owner: None,
            structure: None,
            change,
            reason: None,
            content: None,
            fields: Vec::new(),
        }
    }
    /// A new object of a resource (its plural snake_case name).
    pub(crate) fn created<T>(resource: &'static str, object: Id<T>) -> Self {
        Self::of(resource, Change::Created, object, 1)
    }
    /// A changed object, with its new version.
    pub(crate) fn changed<T>(resource: &'static str, object: Id<T>, version: i64) -> Self {
        Self::of(resource, Change::Changed, object, version)
    }
    /// An object that is no more: the feed's tombstone.
    pub(crate) fn erased<T>(resource: &'static str, object: Id<T>, version: i64) -> Self {
        Self::of(resource, Change::Erased, object, version)
    }
    /// Something that changed no object.
    pub(crate) fn event(resource: &'static str, object: Option<Uuid>) -> Self {
        Self {
            resource,
            object,
            version: None,
            subject: None,
            owner: None,
            structure: None,
            change: Change::None,
            reason: None,
            content: None,
            fields: Vec::new(),
        }
    }
    /// The participant it is about.
    #[must_use]
    pub(crate) fn about(mut self, participant: impl Into<Option<ParticipantId>>) -> Self {
        self.subject = participant.into();
        self
    }
    /// The account whose own it is.
    #[must_use]
    pub(crate) fn owned_by(mut self, user: UserId) -> Self {
        self.owner = Some(user);
        self
    }
    /// The structure that sent it.
    #[must_use]
    pub(crate) fn sent_by(mut self, structure: PartnerStructureId) -> Self {
        self.structure = Some(structure);
        self
    }
    /// Why, in the caller's words.
    #[must_use]
    pub(crate) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
    /// The SHA-256 of what was signed or filed, in hexadecimal: the chain binds it. Never of a text that its hash gives
    /// away, such as a name (`trust.md` § 4.2).
    #[must_use]
    pub(crate) fn binding(mut self, content_hash: impl Into<Option<String>>) -> Self {
        self.content = content_hash.into();
        self
    }
    /// The names of the members that changed; never their values.
    #[must_use]
    pub(crate) fn fields(mut self, names: &[&'static str]) -> Self {
        self.fields = names.to_vec();
        self
    }
}
