//! How a file to import is received: part by part to the disk, sealed; then read by a process of its own (T13, T24).

use std::io::Write;

use actix_multipart::Field;
use actix_web::{HttpRequest, post, web};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{ImportForm, ImportIn};
use crate::app::{self, App};
use crate::audit::chain::hex;
use crate::auth::keys::sha256;
use crate::failure::{Failure, Outcome};
use crate::faults;
use crate::http::form::{Form, malformed};
use crate::http::{Caller, Reply, Valid, valid};
use crate::jobs::JobView;
use crate::participants::documents::{Blobs, Draft};
use crate::platform::imports::flow::{self, Sent};
use crate::platform::imports::rules::Unreadable;
use crate::platform::imports::sheet::apart::{self, away, refused};
use crate::refusal::Refusal;

/// The longest text of the form, in bytes: a mapping of many columns.
const LONGEST_TEXT: usize = 64 * 1024;
/// Members that a form may have.
const MEMBERS: usize = 10;

/// Import a table
///
/// A form (`multipart/form-data`) with `file`, a CSV or XLSX of at most 20 MiB, 50,000 rows and 200 columns (or what the
/// server is set to), and what its rows are. It is read before it is answered: one that can't be is refused with its
/// code (422 `rule_import_…`, 413, 415), and so is a column that is no member. Each row then goes the way that a request
/// would go, with the same rules and rights, and refuses nothing but itself: `participants` are created or, where a
/// number of another system or their `id` names them, changed by the cells that are not empty; `time-records` are
/// recorded, as one's own where no `user_id` says otherwise, and a row that is sent again is the same record. The
/// answer is the job; its `object_id` is the import, and its result the report of all rows.
#[utoipa::path(tag = "imports", request_body(content = ImportForm, content_type = "multipart/form-data"), responses((status = 202, description = "Read; the rows are worked on", body = JobView)))]
#[post("/imports")]
pub(crate) async fn create_import(app: App, caller: Caller, req: HttpRequest, payload: web::Payload) -> Outcome<Reply> {
    // whoever may not is told before the bytes are taken
    app.look(caller.clone(), |_cx| Ok(())).await?;
    let place = Blobs::for_a_while(&app.config.data_dir);
    let Upload { told, file } = receive(&app, &req, payload, &place).await?;
    let (told, file) = match (valid::read::<ImportIn>(told.to_string().as_bytes()), file) {
        (Ok(told), Some(file)) => (told, file),
        (told, file) => return Err(incomplete(told.err(), file.is_none())),
    };
    let target = told.target;
    app.look(caller.clone(), move |cx| flow::may(cx, target)).await?;
    let slot = app.sheet_slot().await?;
    let (config, blobs) = (app.config.sheets.clone(), place.clone());
    let (size, hash) = (file.size, file.sha256);
    let table = app::blocking(move || apart::read(file.draft, &blobs, &config)).await??;
    drop(slot);
    keep(&app, caller, told, Sent { size, sha256: hash, table }, &place).await
}

/// Writes the import. The rows stay on the disk only where it was written; where that is not known the sweep looks
/// later.
async fn keep(app: &App, caller: Caller, told: ImportIn, sent: Sent, place: &Blobs) -> Outcome<Reply> {
    let (name, dry_run) = (sent.table.name.clone(), caller.call.dry_run);
    let asked = serde_json::to_vec(&told).map_err(Failure::defect)?;
    let hash = sha256(&[sent.sha256.as_bytes(), &asked]);
    let (tell, told_of) = std::sync::mpsc::channel();
    let answer = app
        .write(caller, Valid::of(told, hash), move |cx, told| {
            let job = flow::create(cx, told, sent)?;
            tell.send(()).ok();
            let (version, location) = (job.version, format!("/v1/jobs/{}", job.id));
            Reply::accepted(&JobView::of(job, cx.lang()), version, location)
        })
        .await;
    let taken = told_of.try_recv().is_ok() && !dry_run;
    let unknown = matches!(answer, Err(Failure::Unavailable));
    if !unknown && (!taken || answer.is_err()) {
        let place = place.clone();
        if let Ok(Err(e)) = app::blocking(move || place.remove(&name)).await {
            log::warn!(target: "jalon::imports", "{e}");
        }
    }
    answer
}

/// Every fault of a form at once.
fn incomplete(told: Option<Failure>, no_file: bool) -> Failure {
    let missing = if no_file { vec![faults::required("/file")] } else { Vec::new() };
    match told {
        Some(Failure::Refused(Refusal::Invalid(mut found))) => {
            found.extend(missing);
            Failure::from(found)
        }
        Some(other) => other,
        None => Failure::from(missing),
    }
}

/// What a form held.
struct Upload {
    /// Its texts, as the object they stand for.
    told: Value,
    /// Its file.
    file: Option<Received>,
}

/// A file, sealed on the disk; gone when this is dropped.
struct Received {
    draft: Draft,
    size: u64,
    sha256: String,
}

async fn receive(app: &App, req: &HttpRequest, payload: web::Payload, place: &Blobs) -> Outcome<Upload> {
    let mut form = Form::of(req, payload, app.request_time)?;
    let (mut told, mut members, mut file) = (Map::new(), 0, None);
    while let Some(part) = form.part().await? {
        members += 1;
        let name = part.name().unwrap_or_default().to_owned();
        if members > MEMBERS || told.contains_key(&name) || (name == "file" && file.is_some()) {
            return Err(malformed("a member is given twice, or there are too many"));
        }
        if name == "file" {
            file = Some(bytes(part, &mut form, place, app.config.sheets.file_bytes).await?);
        } else {
            let text = form.text(part, LONGEST_TEXT).await?;
            drop(told.insert(name.clone(), member(&name, text)));
        }
    }
    Ok(Upload { told: Value::Object(told), file })
}

/// A text of a form as the member that it stands for; what does not read so stays text, for the schema to refuse.
fn member(name: &str, text: String) -> Value {
    match name {
        "mapping" | "max_changes" => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        _ => Value::String(text),
    }
}

async fn bytes(mut part: Field, form: &mut Form, place: &Blobs, most: u64) -> Outcome<Received> {
    let blobs = place.clone();
    let mut draft = app::blocking(move || blobs.draft()).await?.map_err(away)?;
    let (mut hash, mut size) = (Sha256::new(), 0u64);
    while let Some(chunk) = form.chunk(&mut part).await? {
        hash.update(&chunk);
        size = size.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if size > most {
            return Err(refused(Unreadable::Size));
        }
        draft = app::blocking(move || draft.write_all(&chunk).map(|()| draft)).await?.map_err(away)?;
    }
    if size == 0 {
        return Err(Failure::from(vec![faults::required("/file")]));
    }
    Ok(Received { draft, size, sha256: hex(&hash.finalize()) })
}
