//! Erasures over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::flow;
use super::rules::{self, ErasureRule};
use super::store::ErasureRow;
use super::store::work::Part;
use crate::app::{self, App};
use crate::db::{Day, Instant};
use crate::failure::{Failure, Outcome};
use crate::http::text::Note;
use crate::http::{Caller, Lang, Reply, Valid};
use crate::ids::{ParticipantId, UserId};
use crate::participants::documents::Blobs;

/// Why a person is erased.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Demande écrite du 2 mars 2026"}))]
pub(crate) struct ErasureIn {
    /// Why: the demand, in words that name nobody.
    pub(crate) reason: Note,
}

/// What became of a part of what was held.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"kind": "interviews", "label": "Entretiens", "erased": 12, "kept": 12, "until": "2031-12-31", "rule": "esf_evidence", "message": "Preuve FSE, à accès restreint jusqu'au 31/12/2031."}))]
pub(crate) struct ErasurePartView {
    /// The part.
    kind: String,
    /// What it is called.
    label: String,
    /// How many of its objects went, or lost what they said.
    erased: i64,
    /// How many stay, with what must stay of them.
    kept: i64,
    /// The last day on which they stay; null where nothing stays, or where no day is known.
    #[schema(required = true)]
    until: Option<Day>,
    /// The rule that erases it, or keeps the rest.
    rule: ErasureRule,
    /// The same in words.
    message: String,
}

/// The erasure of a person: part by part what went, what stays, until when and by which rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "erased_at": "2026-03-02T08:00:00Z", "erased_by": null, "restricted": true, "keep_until": "2031-12-31", "parts": [{"kind": "liaison_notes", "label": "Notes de liaison", "erased": 2, "kept": 0, "until": null, "rule": "art_17", "message": "Effacé ; rien ne reste."}], "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct ErasureView {
    /// Who was erased.
    participant_id: ParticipantId,
    /// When.
    erased_at: Instant,
    /// Who asked for it; null where a restore applied it again.
    #[schema(required = true)]
    erased_by: Option<UserId>,
    /// Whether ESF evidence stays, restricted.
    restricted: bool,
    /// The last day on which it stays; null where none does, or where the last payment is not known.
    #[schema(required = true)]
    keep_until: Option<Day>,
    /// Part by part.
    parts: Vec<ErasurePartView>,
    /// Version.
    version: i64,
    /// The same as `erased_at`, but after a restore.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
}

/// Erase a participant
///
/// The social part goes; ESF evidence stays, restricted, until its operations may forget it. Refused while a pathway
/// goes on (409 `conflict_open_pathway`). Asked again it answers the same, and erases what had to stay till then. The
/// person answers 410 from then on. With `dry_run` it says what would be.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant")), request_body = ErasureIn, responses((status = 200, description = "Erased", body = ErasureView)))]
#[post("/participants/{id}/erase")]
pub(crate) async fn erase_participant(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    body: Valid<ErasureIn>,
) -> Outcome<Reply> {
    let dry_run = caller.call.dry_run;
    let (tell, told) = std::sync::mpsc::channel();
    let answer = app
        .write(caller, body, move |cx, asked| {
            let (row, blobs) = flow::erase(cx, *id, &asked)?;
            tell.send(blobs).ok();
            answer(row, cx.lang())
        })
        .await?;
    if !dry_run && let Ok(names) = told.try_recv() {
        // their key is destroyed already; where this fails the sweep does it later
        let blobs = Blobs::of(&app.config.data_dir);
        let removed = app::blocking(move || names.iter().try_for_each(|name| blobs.remove(name)));
        if let Ok(Err(e)) = removed.await {
            log::warn!(target: "jalon::documents", "{e}");
        }
    }
    Ok(answer)
}

/// Get the erasure of a participant
///
/// What it has left, and until when. 404 where the participant was not erased.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant")), responses((status = 200, description = "The erasure", body = ErasureView)))]
#[get("/participants/{id}/erasure")]
pub(crate) async fn get_participant_erasure(app: App, caller: Caller, id: web::Path<ParticipantId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = flow::stands(cx, *id)?;
        answer(row, cx.lang())
    })
    .await
}

fn answer(row: ErasureRow, lang: Lang) -> Outcome<Reply> {
    let parts: Vec<Part> = row.parts.read().map_err(Failure::defect)?;
    let version = row.version;
    let view = ErasureView {
        participant_id: row.participant_id,
        erased_at: row.erased_at,
        erased_by: row.erased_by,
        restricted: row.restricted,
        keep_until: row.keep_until,
        parts: parts.into_iter().map(|part| shown(part, lang)).collect(),
        version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Reply::object(&view, version)
}

fn shown(part: Part, lang: Lang) -> ErasurePartView {
    let label = rules::kind(&part.kind).map_or(part.kind.as_str(), |kind| lang.pick(kind.fr, kind.en)).to_owned();
    let (fr, en) = rules::sentence(part.rule, part.until);
    ErasurePartView {
        label,
        kind: part.kind,
        erased: part.erased,
        kept: part.kept,
        until: part.until,
        rule: part.rule,
        message: lang.pick(&fr, &en).to_owned(),
    }
}
