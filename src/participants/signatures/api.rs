//! Signatures over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::rules::{ObjectType, SignatureKind, SignerType};
use super::{flow, store};
use crate::app::App;
use crate::db::Instant;
use crate::failure::Outcome;
use crate::http::text::{Name, Note, Text};
use crate::http::{Caller, Reply, Valid};
use crate::ids::{SignatureId, UserId};

/// Who signs.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"type": "participant", "name": "Nadia Benali"}))]
pub(crate) struct SignerIn {
    /// The participant, somebody of the staff, or a third party.
    #[serde(rename = "type")]
    pub(crate) kind: SignerType,
    /// The participant or the account; a participant who signs is the one concerned if left out.
    #[serde(default)]
    pub(crate) id: Option<Uuid>,
    /// The name written; required where there is no identifier.
    #[serde(default)]
    pub(crate) name: Option<Name>,
}

/// A signature, or the refusal to give one.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "electronic", "signer": {"type": "participant", "name": "Nadia Benali"}, "signed_at": "2026-03-02T09:40:00Z", "facts_hash": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "method": "tablet"}))]
pub(crate) struct SignatureIn {
    /// How it was given (R6.10).
    pub(crate) kind: SignatureKind,
    /// Who signs.
    pub(crate) signer: SignerIn,
    /// When it was given, whenever it is recorded (R6.12).
    pub(crate) signed_at: Instant,
    /// The hash of the facts shown to the signer, as the signed object gives it (R6.11).
    pub(crate) facts_hash: Text<64, 64>,
    /// The scan.
    #[serde(default)]
    pub(crate) document_id: Option<Uuid>,
    /// The means of an electronic one.
    #[serde(default)]
    pub(crate) method: Option<Name>,
    /// Why the person refuses to sign; then it is a refusal (R6.12).
    #[serde(default)]
    pub(crate) refused_reason: Option<Note>,
}

crate::text_enum! {
    /// What is signed here; other objects have a verb of their own.
    pub enum SignableObject {
        EntryFile = "entry_file",
        Interview = "interview",
    }
}

impl From<SignableObject> for ObjectType {
    fn from(object: SignableObject) -> Self {
        match object {
            SignableObject::EntryFile => Self::EntryFile,
            SignableObject::Interview => Self::Interview,
        }
    }
}

/// A signature on an object.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"object_type": "entry_file", "object_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "kind": "electronic", "signer": {"type": "participant", "name": "Nadia Benali"}, "signed_at": "2026-03-02T07:40:00Z", "facts_hash": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "method": "tablet"}))]
pub(crate) struct NewSignatureIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<SignatureId>,
    /// The kind of object that is signed.
    pub(crate) object_type: SignableObject,
    /// The object that is signed.
    pub(crate) object_id: Uuid,
    /// How it was given (R6.10).
    pub(crate) kind: SignatureKind,
    /// Who signs.
    pub(crate) signer: SignerIn,
    /// When it was given, whenever it is recorded (R6.12).
    pub(crate) signed_at: Instant,
    /// The hash of the facts shown to the signer, as the signed object gives it (R6.11).
    pub(crate) facts_hash: Text<64, 64>,
    /// The scan.
    #[serde(default)]
    pub(crate) document_id: Option<Uuid>,
    /// The means of an electronic one.
    #[serde(default)]
    pub(crate) method: Option<Name>,
    /// Why the person refuses to sign; then it is a refusal (R6.12).
    #[serde(default)]
    pub(crate) refused_reason: Option<Note>,
}

impl From<NewSignatureIn> for SignatureIn {
    fn from(new: NewSignatureIn) -> Self {
        Self {
            kind: new.kind,
            signer: new.signer,
            signed_at: new.signed_at,
            facts_hash: new.facts_hash,
            document_id: new.document_id,
            method: new.method,
            refused_reason: new.refused_reason,
        }
    }
}

/// Who signed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"type": "participant", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "name": null}))]
pub(crate) struct SignerView {
    /// The participant, somebody of the staff, or a third party.
    #[serde(rename = "type")]
    pub(crate) kind: SignerType,
    /// The participant or the account.
    #[schema(required = true)]
    pub(crate) id: Option<Uuid>,
    /// The name written.
    #[schema(required = true)]
    pub(crate) name: Option<String>,
}

/// A signature. It is never changed; it becomes void when what it signed changes (R6.11).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d4", "object_type": "interview", "object_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d5", "kind": "electronic", "signer": {"type": "participant", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "name": null}, "signed_at": "2026-03-02T09:40:00Z", "facts_hash": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "document_id": null, "method": "tablet", "refused_reason": null, "late": false, "void_at": null, "void_reason": null, "recorded_at": "2026-03-02T09:41:00Z", "recorded_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d3", "version": 1, "created_at": "2026-03-02T09:41:00Z", "updated_at": "2026-03-02T09:41:00Z"}))]
pub(crate) struct SignatureView {
    /// Its identifier.
    pub(crate) id: SignatureId,
    /// The kind of object that is signed.
    pub(crate) object_type: ObjectType,
    /// The object that is signed.
    pub(crate) object_id: Uuid,
    /// How it was given.
    pub(crate) kind: SignatureKind,
    /// Who signed.
    pub(crate) signer: SignerView,
    /// When it was given.
    pub(crate) signed_at: Instant,
    /// The hash of the facts signed.
    pub(crate) facts_hash: String,
    /// The scan.
    #[schema(required = true)]
    pub(crate) document_id: Option<Uuid>,
    /// The means of an electronic one.
    #[schema(required = true)]
    pub(crate) method: Option<String>,
    /// Why the person refused to sign; null where they signed.
    #[schema(required = true)]
    pub(crate) refused_reason: Option<String>,
    /// Whether it was given after the day of what is signed (R6.13).
    pub(crate) late: bool,
    /// When it became void.
    #[schema(required = true)]
    pub(crate) void_at: Option<Instant>,
    /// Why it is void.
    #[schema(required = true)]
    pub(crate) void_reason: Option<String>,
    /// When it was recorded.
    pub(crate) recorded_at: Instant,
    /// The account that recorded it.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

/// Record a signature
///
/// Of an object that has no verb for it, such as the consent to enter of an entry file. `facts_hash` must be that
/// of the object as it stands (409 `conflict_facts_changed`).
#[utoipa::path(tag = "signatures", request_body = NewSignatureIn, responses((status = 201, description = "Recorded", body = SignatureView)))]
#[post("/signatures")]
pub(crate) async fn create_signature(app: App, caller: Caller, body: Valid<NewSignatureIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/signatures/{}", row.id));
        Reply::created(&SignatureView::from(row), version, location)
    })
    .await
}

/// Get a signature
///
/// With the hash of the facts that it signs.
#[utoipa::path(tag = "signatures", params(("id" = SignatureId, Path, description = "The signature")), responses((status = 200, description = "The signature", body = SignatureView)))]
#[get("/signatures/{id}")]
pub(crate) async fn get_signature(app: App, caller: Caller, id: web::Path<SignatureId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&SignatureView::from(row), version)
    })
    .await
}

impl From<store::SignatureRow> for SignatureView {
    fn from(row: store::SignatureRow) -> Self {
        Self {
            id: row.id,
            object_type: row.object_type,
            object_id: row.object_id.0,
            kind: row.kind,
            signer: SignerView { kind: row.signer_type, id: row.signer_id.map(|i| i.0), name: row.signer_name },
            signed_at: row.signed_at,
            facts_hash: row.facts_hash,
            document_id: row.document_id.map(|i| i.0),
            method: row.method,
            refused_reason: row.refused_reason,
            late: row.late,
            void_at: row.void_at,
            void_reason: row.void_reason,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
