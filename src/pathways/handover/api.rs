//! The handover over HTTP.

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::flow;
use crate::app::App;
use crate::db::Day;
use crate::failure::Outcome;
use crate::http::text::Note;
use crate::http::{Caller, Reply, Valid};
use crate::ids::{ParticipantId, PathwayId, ReferentId};

/// A handover.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"to_referent_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "effective_on": "2026-04-01", "reason": "Congé maternité"}))]
pub(crate) struct HandoverIn {
    /// The referent who takes over.
    pub(crate) to_referent_id: ReferentId,
    /// The pathways that change hands; if left out, all that the caller reaches and the referent follows, exited ones until
    /// they are closed included, but those whose relay is arranged already.
    #[serde(default)]
    #[validate(length(min = 1, max = 500))]
    #[schema(min_items = 1, max_items = 500)]
    pub(crate) pathway_ids: Option<Vec<PathwayId>>,
    /// First day of the new referent.
    pub(crate) effective_on: Day,
    /// Why.
    pub(crate) reason: Note,
}

/// A pathway that changed hands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "version": 3}))]
pub(crate) struct HandedOver {
    /// The pathway.
    pub(crate) pathway_id: PathwayId,
    /// The person followed.
    pub(crate) participant_id: ParticipantId,
    /// The version of the pathway now.
    pub(crate) version: i64,
}

/// What a handover did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"from_referent_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "to_referent_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "effective_on": "2026-04-01", "count": 1, "pathways": [{"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "version": 3}]}))]
pub(crate) struct HandoverView {
    /// The referent before.
    pub(crate) from_referent_id: ReferentId,
    /// The referent from now on.
    pub(crate) to_referent_id: ReferentId,
    /// First day of the new referent.
    pub(crate) effective_on: Day,
    /// How many pathways changed hands.
    pub(crate) count: usize,
    /// The pathways.
    pub(crate) pathways: Vec<HandedOver>,
}

/// Hand over the people of a referent
///
/// All or none, on one day, without gap or overlap (S3.8); at most 500 at once. `dry_run=true` rehearses it. The
/// referent before still reads the files for `former_referent_read_days`.
#[utoipa::path(tag = "referents", params(("id" = ReferentId, Path, description = "The referent before")), request_body = HandoverIn, responses((status = 200, description = "The pathways that changed hands", body = HandoverView)))]
#[post("/referents/{id}/handover")]
pub(crate) async fn handover_referent(
    app: App,
    caller: Caller,
    id: web::Path<ReferentId>,
    body: Valid<HandoverIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let (to, effective_on) = (body.to_referent_id, body.effective_on);
        let rows = flow::hand_over(cx, *id, body)?;
        let handed = |r: crate::pathways::PathwayRow| HandedOver {
            pathway_id: r.id,
            participant_id: r.participant_id,
            version: r.version,
        };
        let pathways: Vec<HandedOver> = rows.into_iter().map(handed).collect();
        let count = pathways.len();
        Reply::value(&HandoverView { from_referent_id: *id, to_referent_id: to, effective_on, count, pathways })
    })
    .await
}
