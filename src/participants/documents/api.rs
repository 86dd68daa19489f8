//! Documents over HTTP; how they are received is in `api/upload.rs`.

use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow;
use super::rules::{ContentType, RetentionClass};
use super::store::blobs::Blobs;
use super::store::{self, DocumentRow};
use crate::app::{self, App};
use crate::audit::access::Access;
use crate::db::Instant;
use crate::failure::{Failure, Outcome};
use crate::http::text::Code;
use crate::http::{Caller, PageIn, PageParams, Query, Reply};
use crate::ids::{DocumentId, ParticipantId, UserId};
use crate::participants::vault::Safe;
use crate::participants::vault::stream::Opening;

/// How a document is received.
pub(crate) mod upload;

/// What is told of a new document, beside its bytes.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "eligibility_proof", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct DocumentIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<DocumentId>,
    /// Code of the list `document_kind`.
    pub(crate) kind: Code,
    /// The person it is about.
    #[serde(default)]
    pub(crate) participant_id: Option<ParticipantId>,
}

/// A form with a document.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"kind": "eligibility_proof", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "file": "%PDF-1.7"}))]
#[expect(dead_code, reason = "only its description is used")]
pub(crate) struct DocumentForm {
    /// Its identifier, if the caller makes it.
    #[schema(nullable = false)]
    id: Option<DocumentId>,
    /// Code of the list `document_kind`.
    kind: Code,
    /// The person it is about; left out for a document of nobody, by whoever reaches the whole PLIE.
    #[schema(nullable = false)]
    participant_id: Option<ParticipantId>,
    /// A PDF, PNG or JPEG of at most 10 MiB; its bytes tell which, and its name is not kept.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A document.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d6", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "kind": "eligibility_proof", "content_type": "application/pdf", "size_bytes": 48213, "sha256": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "retention_class": "esf_evidence", "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct DocumentView {
    /// Its identifier.
    pub(crate) id: DocumentId,
    /// The person it is about.
    #[schema(required = true)]
    pub(crate) participant_id: Option<ParticipantId>,
    /// Code of the list `document_kind`.
    pub(crate) kind: String,
    /// What it is, as its bytes told.
    pub(crate) content_type: ContentType,
    /// Its size in bytes.
    #[schema(minimum = 1, maximum = 10485760)]
    pub(crate) size_bytes: i64,
    /// The SHA-256 of its bytes.
    pub(crate) sha256: String,
    /// How long it is kept (§ 9.2).
    pub(crate) retention_class: RetentionClass,
    /// The account that recorded it.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Always 1: another content is another document.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// The same as `created_at`.
    pub(crate) updated_at: Instant,
}

crate::page_of!(DocumentPage, DocumentView);

/// Which documents are listed.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentFilter {
    /// Only those about this participant.
    #[param(required = false)]
    pub(crate) participant_id: Option<ParticipantId>,
    /// Only those of this kind, a code of the list `document_kind`.
    #[param(required = false)]
    pub(crate) kind: Option<Code>,
}

/// List documents
///
/// Those of the people the caller reaches, without their content. Sorts: `-created_at`, `created_at`.
#[utoipa::path(tag = "documents", params(PageParams, DocumentFilter), responses((status = 200, description = "One page", body = DocumentPage)))]
#[get("/documents")]
pub(crate) async fn list_documents(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<DocumentFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, &filter.0, &page)?.map(DocumentView::from).reply(&page, cx.lang())).await
}

/// Get a document
///
/// What it is; its bytes are at `content`.
#[utoipa::path(tag = "documents", params(("id" = DocumentId, Path, description = "The document")), responses((status = 200, description = "The document", body = DocumentView)))]
#[get("/documents/{id}")]
pub(crate) async fn get_document(app: App, caller: Caller, id: web::Path<DocumentId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&DocumentView::from(row), version)
    })
    .await
}

/// Get the content of a document
///
/// Always as an attachment, to be kept and not shown. Each reading is in the access log before it is answered. What
/// stays of a person who was erased is opened by whoever erases, with `X-Reason` (409 `conflict_restricted`).
#[utoipa::path(tag = "documents", params(("id" = DocumentId, Path, description = "The document"), ("X-Reason" = Option<String>, Header, description = "Why it is read, for the access log", example = "Contrôle de service fait")), responses((status = 200, description = "Its bytes", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg")))))]
#[get("/documents/{id}/content")]
pub(crate) async fn get_document_content(app: App, caller: Caller, id: web::Path<DocumentId>) -> Outcome<HttpResponse> {
    let found = app.look(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        flow::may_be_opened(cx, &row)?;
        let (safe, person, objects) = (Safe::of(cx), row.participant_id, vec![row.id.0]);
        let key = row.key(cx.conn, safe)?;
        cx.disclose(Access { resource: "documents", person, objects, fields: (&["content"]).into() });
        Ok((row, key))
    });
    let (row, key) = found.await?;
    let (blobs, name, size) = (Blobs::of(&app.config.data_dir), row.stored_as.clone(), row.size()?);
    let bytes = app::blocking(move || blobs.open(&name, key.as_ref(), size)).await?.map_err(|e| {
        log::error!(target: "jalon::documents", "{}: {e}", row.id);
        Failure::Unavailable
    })?;
    let name = format!("document-{}.{}", row.id, row.content_type.extension());
    Ok(HttpResponse::Ok()
        .content_type(row.content_type.code())
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(SizedStream::new(size, sent(bytes))))
}

/// Bytes, read and opened as they are sent.
pub(crate) fn sent(
    bytes: Opening<std::fs::File>,
) -> impl futures_util::Stream<Item = Result<web::Bytes, std::io::Error>> {
    stream::try_unfold(bytes, |mut bytes| async move {
        let read = app::blocking(move || bytes.chunk().map(|chunk| (chunk, bytes)));
        let (chunk, bytes) = read.await.map_err(std::io::Error::other)??;
        Ok((!chunk.is_empty()).then(|| (web::Bytes::from(chunk), bytes)))
    })
}

impl From<DocumentRow> for DocumentView {
    fn from(row: DocumentRow) -> Self {
        Self {
            id: row.id,
            participant_id: row.participant_id,
            kind: row.kind,
            content_type: row.content_type,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            retention_class: row.retention_class,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
