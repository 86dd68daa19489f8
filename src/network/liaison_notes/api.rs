//! Liaison notes over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{flow, store};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::{Code, Name, Paragraph};
use crate::http::{Caller, Page, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{LiaisonNoteId, ParticipantId, PartnerStructureId, PathwayId, UserId};
use crate::participants::vault::words;
use crate::pathways;

/// A liaison note (S3.21).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "theme": "housing", "noted_on": "2026-03-02", "text": "Demande de logement social déposée.", "structure_id": null, "contact": "Agnès Roux", "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct LiaisonNoteView {
    /// Its identifier.
    pub(crate) id: LiaisonNoteId,
    /// The pathway it belongs to.
    pub(crate) pathway_id: PathwayId,
    /// The person it is about.
    pub(crate) participant_id: ParticipantId,
    /// The social barrier it is about, a code of `barrier`.
    pub(crate) theme: String,
    /// The day of the exchange.
    pub(crate) noted_on: Day,
    /// What was agreed; null in a list, which shows no words.
    #[schema(required = true)]
    pub(crate) text: Option<String>,
    /// The structure it is shared with.
    #[schema(required = true)]
    pub(crate) structure_id: Option<PartnerStructureId>,
    /// With whom.
    #[schema(required = true)]
    pub(crate) contact: Option<String>,
    /// The account that recorded it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(LiaisonNotePage, LiaisonNoteView);

/// A new liaison note.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"theme": "housing", "noted_on": "2026-03-02", "text": "Demande de logement social déposée.", "contact": "Agnès Roux"}))]
pub(crate) struct LiaisonNoteIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<LiaisonNoteId>,
    /// The social barrier it is about, a code of `barrier` (422 `rule_social_theme`).
    pub(crate) theme: Code,
    /// The day of the exchange.
    pub(crate) noted_on: Day,
    /// What was agreed.
    pub(crate) text: Paragraph,
    /// The structure it is shared with: that of the social worker who writes it, if left out.
    #[serde(default)]
    pub(crate) structure_id: Option<PartnerStructureId>,
    /// With whom.
    #[serde(default)]
    pub(crate) contact: Option<Name>,
}

/// What changes of a liaison note.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Demande de logement social acceptée."}))]
pub(crate) struct LiaisonNotePatch {
    /// The social barrier it is about, a code of `barrier`.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) theme: Option<Code>,
    /// The day of the exchange.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) noted_on: Option<Day>,
    /// What was agreed.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) text: Option<Paragraph>,
    /// The structure it is shared with.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) structure_id: Option<Option<PartnerStructureId>>,
    /// With whom.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) contact: Option<Option<Name>>,
}

/// Which liaison notes are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct LiaisonNoteFilter {
    /// Only those of this theme.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) theme: Option<Code>,
    /// Only those shared with this structure.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) structure_id: Option<PartnerStructureId>,
}

/// List the liaison notes of a pathway
///
/// The latest first, without their words; a social worker sees those that name their structure (S3.21). Sorts:
/// `-noted_on`, `noted_on`.
#[utoipa::path(tag = "liaison_notes", params(("id" = PathwayId, Path, description = "The pathway"), PageParams, LiaisonNoteFilter), responses((status = 200, description = "One page", body = LiaisonNotePage)))]
#[get("/pathways/{id}/liaison-notes")]
pub(crate) async fn list_liaison_notes(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    filter: Query<LiaisonNoteFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), *id)?;
        let Page { items, next_cursor, total } = store::list(cx, pathway.id, &filter.0, &page)?;
        let items = words::closed(items)?.into_iter().map(LiaisonNoteView::from).collect();
        Page { items, next_cursor, total }.reply(&page, cx.lang())
    })
    .await
}

/// Write a liaison note
///
/// About a social barrier, never about orientation, training or employment (422 `rule_social_theme`).
#[utoipa::path(tag = "liaison_notes", params(("id" = PathwayId, Path, description = "The pathway")), request_body = LiaisonNoteIn, responses((status = 201, description = "Created", body = LiaisonNoteView)))]
#[post("/pathways/{id}/liaison-notes")]
pub(crate) async fn create_liaison_note(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<LiaisonNoteIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let location = format!("/v1/pathways/{}/liaison-notes/{}", row.pathway_id, row.id);
        let version = row.version;
        Reply::created(&shown(cx, row)?, version, location)
    })
    .await
}

/// Get a liaison note
///
/// With whom, about what, and what was agreed; each reading leaves a line in the access log.
#[utoipa::path(tag = "liaison_notes", params(("id" = PathwayId, Path, description = "The pathway"), ("note_id" = LiaisonNoteId, Path, description = "The note")), responses((status = 200, description = "The note", body = LiaisonNoteView)))]
#[get("/pathways/{id}/liaison-notes/{note_id}")]
pub(crate) async fn get_liaison_note(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, LiaisonNoteId)>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), pathway)?;
        let row = store::find(cx, &cx.reach.clone(), pathway.id, id)?;
        let version = row.version;
        Reply::object(&shown(cx, row)?, version)
    })
    .await
}

/// Change a liaison note
///
/// Until the pathway is closed; a social worker changes those that they wrote.
#[utoipa::path(tag = "liaison_notes", params(("id" = PathwayId, Path, description = "The pathway"), ("note_id" = LiaisonNoteId, Path, description = "The note")), request_body = LiaisonNotePatch, responses((status = 200, description = "Changed", body = LiaisonNoteView)))]
#[patch("/pathways/{id}/liaison-notes/{note_id}")]
pub(crate) async fn update_liaison_note(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, LiaisonNoteId)>,
    body: Valid<LiaisonNotePatch>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, pathway, id, patch)?;
        let version = row.version;
        Reply::object(&shown(cx, row)?, version)
    })
    .await
}

/// The note with its words, which is noted.
fn shown(cx: &mut Ctx<'_>, row: store::NoteRow) -> Outcome<LiaisonNoteView> {
    words::opened_one(cx, row).map(LiaisonNoteView::from)
}

impl From<store::NoteRow> for LiaisonNoteView {
    fn from(row: store::NoteRow) -> Self {
        Self {
            id: row.id,
            pathway_id: row.pathway_id,
            participant_id: row.participant_id,
            theme: row.theme,
            noted_on: row.noted_on,
            text: words::told(row.text),
            structure_id: row.structure_id,
            contact: row.contact,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
