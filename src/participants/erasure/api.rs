//! Erasures over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::flow::{self, Asked, Standing};
use super::rules::{self, ErasureRule, ErasureStatus};
use super::store::work::Part;
use super::store::{ErasureRow, ProposalRow};
use crate::app::{self, App};
use crate::ctx::Ctx;
use crate::db::{Day, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::http::text::Note;
use crate::http::{Caller, Lang, NoBody, Reply, Valid};
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

/// The erasure of a person: part by part what goes or went, what stays, until when and by which rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "status": "erased", "reason": null, "proposed_at": null, "proposed_by": null, "erased_at": "2026-03-02T08:00:00Z", "erased_by": null, "restricted": true, "keep_until": "2031-12-31", "parts": [{"kind": "liaison_notes", "label": "Notes de liaison", "erased": 2, "kept": 0, "until": null, "rule": "art_17", "message": "Effacé ; rien ne reste."}], "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct ErasureView {
    /// Who is erased.
    participant_id: ParticipantId,
    /// Where it stands.
    status: ErasureStatus,
    /// Why it is proposed; null once the person is erased.
    #[schema(required = true)]
    reason: Option<String>,
    /// When it was proposed; null once the person is erased.
    #[schema(required = true)]
    proposed_at: Option<Instant>,
    /// Who proposed it; null where a restore applied it again.
    #[schema(required = true)]
    proposed_by: Option<UserId>,
    /// When the person was erased.
    #[schema(required = true)]
    erased_at: Option<Instant>,
    /// Who confirmed it; null where a restore applied it again.
    #[schema(required = true)]
    erased_by: Option<UserId>,
    /// Whether ESF evidence stays, restricted.
    restricted: bool,
    /// The last day on which it stays; null where none does, or where the last payment is not known.
    #[schema(required = true)]
    keep_until: Option<Day>,
    /// Part by part; while it is proposed, as it was then.
    parts: Vec<ErasurePartView>,
    /// Version, for If-Match.
    version: i64,
    /// When it was made.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
}

/// Why an erasure is not made.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "La personne a repris sa demande."}))]
pub(crate) struct ErasureRefuseIn {
    /// Why.
    pub(crate) reason: Note,
}

/// Ask for the erasure of a participant
///
/// Nothing is erased before a director who is somebody else confirms it: the answer (202) says what would go, and what
/// would stay by which rule. Refused while a pathway goes on (409 `conflict_open_pathway`). Asked again it answers the
/// same; of who was erased before (200), it erases what had to stay till then.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant")), request_body = ErasureIn, responses((status = 202, description = "It waits for a second person", body = ErasureView), (status = 200, description = "Erased before", body = ErasureView)))]
#[post("/participants/{id}/erase")]
pub(crate) async fn erase_participant(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    body: Valid<ErasureIn>,
) -> Outcome<Reply> {
    erasing(app, caller, body, move |cx, asked| match flow::propose(cx, *id, &asked)? {
        Asked::Proposed(row) => {
            let (version, location) = (row.version, format!("/v1/participants/{}/erasure", row.participant_id));
            Ok((Reply::accepted(&proposed(row, cx.lang())?, version, location)?, Vec::new()))
        }
        Asked::Erased((row, blobs)) => Ok((answer(row, cx.lang())?, blobs)),
    })
    .await
}

/// Confirm the erasure of a participant
///
/// By a director, and another person than who asked for it (409 `conflict_same_person`). The social part goes; ESF
/// evidence stays, restricted, until its operations may forget it. The person answers 410 from then on. With `dry_run` it
/// says what would be.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant")), request_body = NoBody, responses((status = 200, description = "Erased", body = ErasureView)))]
#[post("/participants/{id}/erasure/confirm")]
pub(crate) async fn confirm_participant_erasure(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    erasing(app, caller, body, move |cx, _| {
        let (row, blobs) = flow::confirm(cx, *id)?;
        Ok((answer(row, cx.lang())?, blobs))
    })
    .await
}

/// Refuse the erasure of a participant
///
/// While it is proposed: by a second person, or by whoever asked for it and takes it back. The journal keeps both.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant")), request_body = ErasureRefuseIn, responses((status = 204, description = "Nothing is proposed any more")))]
#[post("/participants/{id}/erasure/refuse")]
pub(crate) async fn refuse_participant_erasure(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    body: Valid<ErasureRefuseIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        flow::refuse(cx, *id, asked.reason.as_str())?;
        Ok(Reply::nothing())
    })
    .await
}

/// A write that may erase: bytes that no row has any more are removed once it is committed.
async fn erasing<B, F>(app: App, caller: Caller, body: Valid<B>, f: F) -> Outcome<Reply>
where
    B: Send + 'static,
    F: FnOnce(&mut Ctx<'_>, B) -> Outcome<(Reply, Vec<String>)> + Send + 'static,
{
    let dry_run = caller.call.dry_run;
    let (tell, told) = std::sync::mpsc::channel();
    let answer = app
        .write(caller, body, move |cx, asked| {
            let (answer, blobs) = f(cx, asked)?;
            tell.send(blobs).ok();
            Ok(answer)
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
/// Proposed, with what it would do; or done, with what it has left and until when. 404 where there is neither.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant")), responses((status = 200, description = "The erasure", body = ErasureView)))]
#[get("/participants/{id}/erasure")]
pub(crate) async fn get_participant_erasure(app: App, caller: Caller, id: web::Path<ParticipantId>) -> Outcome<Reply> {
    app.read(caller, move |cx| match flow::stands(cx, *id)? {
        Standing::Erased(row) => answer(row, cx.lang()),
        Standing::Proposed(row) => {
            let version = row.version;
            Reply::object(&proposed(row, cx.lang())?, version)
        }
    })
    .await
}

fn parts(held: &Json, lang: Lang) -> Outcome<Vec<ErasurePartView>> {
    let parts: Vec<Part> = held.read().map_err(Failure::defect)?;
    Ok(parts.into_iter().map(|part| shown(part, lang)).collect())
}

fn proposed(row: ProposalRow, lang: Lang) -> Outcome<ErasureView> {
    Ok(ErasureView {
        participant_id: row.participant_id,
        status: ErasureStatus::Proposed,
        parts: parts(&row.parts, lang)?,
        reason: Some(row.reason),
        proposed_at: Some(row.proposed_at),
        proposed_by: Some(row.proposed_by),
        erased_at: None,
        erased_by: None,
        restricted: row.restricted,
        keep_until: row.keep_until,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn answer(row: ErasureRow, lang: Lang) -> Outcome<Reply> {
    let version = row.version;
    let view = ErasureView {
        participant_id: row.participant_id,
        status: ErasureStatus::Erased,
        parts: parts(&row.parts, lang)?,
        reason: None,
        proposed_at: None,
        proposed_by: row.proposed_by,
        erased_at: Some(row.erased_at),
        erased_by: row.erased_by,
        restricted: row.restricted,
        keep_until: row.keep_until,
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
