//! Merges over HTTP.

use std::collections::BTreeMap;

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::flow::{self, Repointed};
use super::rules::{MergeStatus, Side};
use super::store::{self, MergeRow};
use crate::app::App;
use crate::auth::role::Reach;
use crate::db::{Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, NoBody, Reply, Valid};
use crate::ids::{MergeId, ParticipantId, UserId};
use crate::participants;
use crate::participants::api::ParticipantView;
use crate::participants::store::ParticipantRow;

/// Whose value is kept, member by member. Left out, it is the kept record's, or the other's where it has none.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"last_name": "source", "phone": "target"}))]
pub(crate) struct Choices {
    /// Given name.
    #[serde(default)]
    pub(crate) first_name: Option<Side>,
    /// Family name in use.
    #[serde(default)]
    pub(crate) last_name: Option<Side>,
    /// Family name at birth.
    #[serde(default)]
    pub(crate) birth_name: Option<Side>,
    /// Day of birth.
    #[serde(default)]
    pub(crate) birth_date: Option<Side>,
    /// Gender.
    #[serde(default)]
    pub(crate) gender: Option<Side>,
    /// E-mail address.
    #[serde(default)]
    pub(crate) email: Option<Side>,
    /// Phone number.
    #[serde(default)]
    pub(crate) phone: Option<Side>,
    /// Somebody who can reach the person.
    #[serde(default)]
    pub(crate) contact_person: Option<Side>,
    /// Where the person lives.
    #[serde(default)]
    pub(crate) address: Option<Side>,
    /// France Travail number.
    #[serde(default)]
    pub(crate) france_travail_id: Option<Side>,
    /// CAF or MSA number.
    #[serde(default)]
    pub(crate) caf_msa_id: Option<Side>,
}

/// Into which record another is merged.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"into_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "choose": {"last_name": "source"}}))]
pub(crate) struct MergeIn {
    /// The record that is kept.
    pub(crate) into_id: ParticipantId,
    /// Whose values it keeps.
    #[serde(default)]
    pub(crate) choose: Choices,
}

/// Two records made one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d6", "source_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "target_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "status": "done", "choose": {"last_name": "source"}, "moved": {"interviews": 3, "pathways": 1}, "merged_by": null, "undone_by": null, "undone_at": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct MergeView {
    /// Its identifier, to undo it.
    id: MergeId,
    /// The record that is no more.
    source_id: ParticipantId,
    /// The record that is kept.
    target_id: ParticipantId,
    /// Where it stands.
    status: MergeStatus,
    /// Whose values were kept.
    #[schema(value_type = Choices)]
    choose: Json,
    /// How many objects of each kind hang on the kept record now.
    moved: BTreeMap<String, usize>,
    /// The kept record as it stands.
    participant: ParticipantView,
    /// Who merged.
    #[schema(required = true)]
    merged_by: Option<UserId>,
    /// Who undid it.
    #[schema(required = true)]
    undone_by: Option<UserId>,
    /// When it was undone.
    #[schema(required = true)]
    undone_at: Option<Instant>,
    /// Version, for If-Match.
    version: i64,
    /// When it was made.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
}

/// Merge a participant into another
///
/// Everything that hangs on this record goes to the other, and its address answers 308 from then on. Refused while
/// both have an open pathway (409 `conflict_open_pathway`) or entry file (409 `conflict_open_entry_file`). With
/// `dry_run` it shows what would be.
#[utoipa::path(tag = "duplicates", params(("id" = ParticipantId, Path, description = "The record that will be no more")), request_body = MergeIn, responses((status = 200, description = "Merged", body = MergeView)))]
#[post("/participants/{id}/merge")]
pub(crate) async fn merge_participant(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    body: Valid<MergeIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let (row, kept) = flow::merge(cx, *id, asked)?;
        answer(row, kept)
    })
    .await
}

/// Get a merge
///
/// With the kept record as it stands now.
#[utoipa::path(tag = "duplicates", params(("id" = MergeId, Path, description = "The merge")), responses((status = 200, description = "The merge", body = MergeView)))]
#[get("/merges/{id}")]
pub(crate) async fn get_merge(app: App, caller: Caller, id: web::Path<MergeId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let kept = participants::find(cx, &Reach::everything(), row.target_id)?;
        // the record changes without its merge
        answer(row, kept).map(Reply::fingerprinted)
    })
    .await
}

/// Undo a merge
///
/// As long as nobody has touched the kept record since (409 `conflict_touched`).
#[utoipa::path(tag = "duplicates", params(("id" = MergeId, Path, description = "The merge")), request_body = NoBody, responses((status = 200, description = "Undone", body = MergeView)))]
#[post("/merges/{id}/undo")]
pub(crate) async fn undo_merge(
    app: App,
    caller: Caller,
    id: web::Path<MergeId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let (row, kept) = flow::undo(cx, *id)?;
        answer(row, kept)
    })
    .await
}

fn answer(row: MergeRow, kept: ParticipantRow) -> Outcome<Reply> {
    let repointed: Repointed = row.moved.read().map_err(Failure::defect)?;
    let version = row.version;
    let view = MergeView {
        id: row.id,
        source_id: row.source_id,
        target_id: row.target_id,
        status: row.status,
        choose: row.choose,
        moved: repointed.tables.into_iter().map(|(table, rows)| (table, rows.len())).collect(),
        participant: ParticipantView::from(kept),
        merged_by: row.merged_by,
        undone_by: row.undone_by,
        undone_at: row.undone_at,
        version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Reply::object(&view, version)
}
