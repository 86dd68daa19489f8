//! The archive of a person over HTTP.

use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::{archive, flow};
use crate::app::{self, App};
use crate::failure::Outcome;
use crate::http::text::Note;
use crate::http::{Caller, Reply, Valid};
use crate::ids::ParticipantId;
use crate::participants::documents::{Blobs, sent};

/// Why an archive is made.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Demande d'accès du 2 mars 2026"}))]
pub(crate) struct DataExportIn {
    /// Why: the demand, for the access log and the journal.
    pub(crate) reason: Note,
}

/// Export everything held about a participant
///
/// One ZIP archive for the person (GDPR art. 15 and 20): `donnees.json`, the same as a page in French (`dossier.html`),
/// and the documents. It holds what is restricted, who read it and how long what is kept. The request and each thing
/// that is opened for it are in the access log, with the reason, before anything is answered. It is made anew each
/// time and kept nowhere.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant")), request_body = DataExportIn, responses((status = 200, description = "The archive", content((Vec<u8> = "application/zip")))))]
#[post("/participants/{id}/data-export")]
pub(crate) async fn create_data_export(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    body: Valid<DataExportIn>,
) -> Outcome<HttpResponse> {
    let mut caller = caller;
    caller.call.reason = Some(body.value.reason.as_str().to_owned());
    // a second archive is a second reading
    caller.call.idempotency_key = None;
    let person = *id;
    app.write(caller.clone(), body, move |cx, asked| {
        flow::ask(cx, person, &asked)?;
        Ok(Reply::nothing())
    })
    .await?;
    let gathered = app.look_long(caller, move |cx| flow::gather(cx, person)).await?;
    let blobs = Blobs::of(&app.config.data_dir);
    let (bytes, size) = app::blocking(move || archive::finish(gathered, &blobs)).await?.map_err(flow::away)?;
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        // compressed already
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"personne-{person}.zip\"")))
        .body(SizedStream::new(size, sent(bytes))))
}
