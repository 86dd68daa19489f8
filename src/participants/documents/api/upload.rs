//! How a document is received: part by part to the disk, no faster than it is written and no slower than 1 kB/s (T24).

use actix_multipart::Field;
use actix_web::{HttpRequest, post, web};
use serde_json::{Map, Value};

use super::{DocumentForm, DocumentIn, DocumentView};
use crate::app::{self, App};
use crate::failure::{Failure, Outcome};
use crate::faults;
use crate::http::form::{Form, malformed};
use crate::http::{Caller, Reply, Valid, valid};
use crate::participants::documents::flow;
use crate::participants::documents::rules::{ContentType, LARGEST};
use crate::participants::documents::store::blobs::{Blobs, Incoming, Stored};
use crate::refusal::Fault;

/// The longest text of the form, in bytes.
const LONGEST_TEXT: usize = 256;
/// Members that a form may have.
const MEMBERS: usize = 10;

/// Upload a document
///
/// A form (`multipart/form-data`) with `kind`, `participant_id` and `file`: a PDF, PNG or JPEG of at most 10 MiB, as
/// its bytes tell (415 otherwise). It is on the disk, sealed, when it is answered. Of a PNG or JPEG what it tells beside
/// its pixels is taken away (EXIF, texts, thumbnails), and `size_bytes` and `sha256` are those of what is kept; a PDF
/// is kept as it is, with its own properties.
#[utoipa::path(tag = "documents", request_body(content = DocumentForm, content_type = "multipart/form-data"), responses((status = 201, description = "Kept", body = DocumentView)))]
#[post("/documents")]
pub(crate) async fn create_document(
    app: App,
    caller: Caller,
    req: HttpRequest,
    payload: web::Payload,
) -> Outcome<Reply> {
    // whoever may not, or has no room left, is told before the bytes are taken
    app.look(caller.clone(), flow::room_left).await?;
    let blobs = Blobs::of(&app.config.data_dir);
    let upload = receive(&app, &req, payload, &blobs).await?;
    let (told, file) = (valid::read::<DocumentIn>(upload.told.to_string().as_bytes()), upload.file);
    let (told, file) = match (told, file) {
        (Ok(told), Some(file)) => (told, file),
        (told, file) => return Err(incomplete(told.err(), file, &blobs).await),
    };
    let Some(kind) = file.kind else {
        discard(&blobs, file.name).await;
        return Err(Failure::request(
            "unsupported_media_type",
            "Le fichier n'est ni un PDF, ni un PNG, ni un JPEG.",
            "The file is neither a PDF nor a PNG nor a JPEG.",
        ));
    };
    keep(&app, caller, told, kind, file, &blobs).await
}

/// Writes the row. What is certainly not needed of the bytes goes at once; where it is not known whether the row
/// was written, they stay and the sweep looks later.
async fn keep(
    app: &App,
    caller: Caller,
    told: DocumentIn,
    kind: ContentType,
    file: Stored,
    blobs: &Blobs,
) -> Outcome<Reply> {
    let (name, dry_run) = (file.name.clone(), caller.call.dry_run);
    let hash = crate::auth::keys::sha256(&[
        file.sha256.as_bytes(),
        told.kind.as_str().as_bytes(),
        told.participant_id.map(|id| id.to_string()).unwrap_or_default().as_bytes(),
        told.id.map(|id| id.to_string()).unwrap_or_default().as_bytes(),
    ]);
    let (tell, told_of) = std::sync::mpsc::channel();
    let answer = app
        .write(caller, Valid::of(told, hash), move |cx, told| {
            let made = flow::create(cx, told, kind, &file)?;
            tell.send(made.takes_bytes).ok();
            let (version, location) = (made.row.version, format!("/v1/documents/{}", made.row.id));
            Reply::created(&DocumentView::from(made.row), version, location)
        })
        .await;
    let taken = told_of.try_recv().unwrap_or(false) && !dry_run;
    let unknown = matches!(answer, Err(Failure::Unavailable));
    if !unknown && (!taken || answer.is_err()) {
        discard(blobs, name).await;
    }
    answer
}

/// Every fault of a form at once, its file taken away again.
async fn incomplete(told: Option<Failure>, file: Option<Stored>, blobs: &Blobs) -> Failure {
    let missing: Vec<Fault> = if file.is_none() { vec![faults::required("/file")] } else { Vec::new() };
    if let Some(file) = file {
        discard(blobs, file.name).await;
    }
    match told {
        Some(Failure::Refused(crate::refusal::Refusal::Invalid(mut found))) => {
            found.extend(missing);
            Failure::from(found)
        }
        Some(other) => other,
        None => Failure::from(missing),
    }
}

/// Removes bytes that nobody needs; where that fails the sweep does it later.
async fn discard(blobs: &Blobs, name: String) {
    let blobs = blobs.clone();
    if let Ok(Err(e)) = app::blocking(move || blobs.remove(&name)).await {
        log::warn!(target: "jalon::documents", "{e}");
    }
}

/// What a form held.
struct Upload {
    /// Its texts, as the object they stand for.
    told: Value,
    /// Its file, on the disk.
    file: Option<Stored>,
}

async fn receive(app: &App, req: &HttpRequest, payload: web::Payload, blobs: &Blobs) -> Outcome<Upload> {
    let mut form = Form::of(req, payload, app.request_time)?;
    let (mut told, mut members) = (Map::new(), 0);
    let mut file: Option<Stored> = None;
    while let Some(part) = form.part().await? {
        members += 1;
        let name = part.name().unwrap_or_default().to_owned();
        if members > MEMBERS || told.contains_key(&name) || (name == "file" && file.is_some()) {
            if let Some(stored) = file {
                discard(blobs, stored.name).await;
            }
            return Err(malformed("a member is given twice, or there are too many"));
        }
        let read = if name == "file" {
            bytes(part, &mut form, blobs).await.map(|stored| file = Some(stored))
        } else {
            form.text(part, LONGEST_TEXT).await.map(|text| drop(told.insert(name, Value::String(text))))
        };
        if let (Err(failure), Some(stored)) = (&read, &file) {
            discard(blobs, stored.name.clone()).await;
            return Err(failure.clone());
        }
        read?;
    }
    Ok(Upload { told: Value::Object(told), file })
}

/// The bytes of the file, on the disk when this returns.
async fn bytes(mut part: Field, form: &mut Form, blobs: &Blobs) -> Outcome<Stored> {
    let blobs = blobs.clone();
    let mut file: Incoming = app::blocking(move || blobs.begin()).await?.map_err(full_disk)?;
    while let Some(chunk) = form.chunk(&mut part).await? {
        file = app::blocking(move || file.write(&chunk).map(|()| file)).await?.map_err(full_disk)?;
        if file.received() > LARGEST {
            return Err(Failure::request(
                "payload_too_large",
                format!("Un document tient en {LARGEST} octets."),
                format!("A document holds at most {LARGEST} bytes."),
            ));
        }
    }
    if file.received() == 0 {
        return Err(Failure::from(vec![faults::required("/file")]));
    }
    app::blocking(move || file.finish()).await?.map_err(full_disk)
}

fn full_disk(e: std::io::Error) -> Failure {
    if e.kind() == std::io::ErrorKind::InvalidData {
        return Failure::request(
            "unsupported_media_type",
            "L'image est abîmée : elle n'a pas la forme de son type.",
            "The image is damaged: it is not built as its kind is.",
        );
    }
    log::error!(target: "jalon::documents", "{e}");
    Failure::Unavailable
}
