//! Whom an opportunity fits, and who has heard of it.

use std::collections::BTreeMap;

use actix_web::{get, patch, post, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::wire::{MatchFilter, NoticeFilter, OpportunityNoticePatch, OpportunityNotifyIn};
use crate::app::App;
use crate::db::Instant;
use crate::failure::Outcome;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{OpportunityId, OpportunityNoticeId, ParticipantId, PathwayId, ReferentId, UserId};
use crate::network::opportunities::matches::{self, MatchRow, Why};
use crate::network::opportunities::rules::{NoticeResult, Obstacle, Reason};
use crate::network::opportunities::store::NoticeRow;
use crate::network::opportunities::{flow, store};
use crate::participants;

/// Somebody who was held against an opportunity.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "referent_id": null, "fits": true, "reasons": ["occupation"], "criteria": [], "obstacles": [], "notified_at": null}))]
pub(crate) struct OpportunityMatchView {
    /// The pathway of the person.
    pub(crate) pathway_id: PathwayId,
    /// The person.
    pub(crate) participant_id: ParticipantId,
    /// Who follows them.
    #[schema(required = true)]
    pub(crate) referent_id: Option<ReferentId>,
    /// Whether it fits them.
    pub(crate) fits: bool,
    /// What speaks for it.
    pub(crate) reasons: Vec<Reason>,
    /// The publics of the opportunity that the person is of, codes of `criterion`.
    pub(crate) criteria: Vec<String>,
    /// What stands in the way; of health only for who reads constraints of health.
    pub(crate) obstacles: Vec<Obstacle>,
    /// When the person heard of it.
    #[schema(required = true)]
    pub(crate) notified_at: Option<Instant>,
}

crate::page_of!(OpportunityMatchPage, OpportunityMatchView);

/// That somebody heard of an opportunity (S2.12).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "opportunity_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "first_name": "Nadia", "last_name": "Benali", "channel": "sms", "notified_at": "2026-03-02T08:00:00Z", "result": "pending", "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct OpportunityNoticeView {
    /// Its identifier.
    pub(crate) id: OpportunityNoticeId,
    /// What they heard of.
    pub(crate) opportunity_id: OpportunityId,
    /// The pathway of the person.
    pub(crate) pathway_id: PathwayId,
    /// The person.
    pub(crate) participant_id: ParticipantId,
    /// First name.
    pub(crate) first_name: String,
    /// Last name.
    pub(crate) last_name: String,
    /// How they heard of it, a code of `channel`.
    pub(crate) channel: String,
    /// When.
    pub(crate) notified_at: Instant,
    /// What came of it.
    pub(crate) result: NoticeResult,
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

crate::page_of!(OpportunityNoticePage, OpportunityNoticeView);

/// What came of passing an opportunity on to one person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "notice_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "created": true, "channel": "sms", "notified_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct NotifiedView {
    /// The pathway of the person.
    pub(crate) pathway_id: PathwayId,
    /// The notice.
    pub(crate) notice_id: OpportunityNoticeId,
    /// Whether it is new; no where the person had heard of it before.
    pub(crate) created: bool,
    /// How they heard of it, a code of `channel`.
    pub(crate) channel: String,
    /// When.
    pub(crate) notified_at: Instant,
}

/// What came of passing an opportunity on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": []}))]
pub(crate) struct NotifiedList {
    /// One a person, in the order asked for.
    pub(crate) items: Vec<NotifiedView>,
}

/// List those whom an opportunity fits
///
/// Open pathways in reach whose diagnosis aims at its occupation, or whose person is of its publics, and that have
/// neither a barrier nor a constraint against it (hours, area, licence, what the body can do); each with its reasons.
/// Nobody where it says neither occupation nor public. With `fits=false` the others, each with what stands in the way.
/// Sensitive facts are never looked at. Sort: `-created_at`.
#[utoipa::path(tag = "opportunities", params(("id" = OpportunityId, Path, description = "The opportunity"), PageParams, MatchFilter), responses((status = 200, description = "One page", body = OpportunityMatchPage)))]
#[get("/opportunities/{id}/matches")]
pub(crate) async fn list_opportunity_matches(
    app: App,
    caller: Caller,
    id: web::Path<OpportunityId>,
    filter: Query<MatchFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let seen = cx.reach_in("get_opportunity");
        let row = store::find(cx, &seen, *id)?;
        matches::list(cx, &row, filter.0.fits.unwrap_or(true), &page)?
            .map(OpportunityMatchView::from)
            .reply(&page, cx.lang())
    })
    .await
}

/// Pass an opportunity on
///
/// To people in reach whose pathways are open; each hears of it once, and who had heard before keeps that notice.
#[utoipa::path(tag = "opportunities", params(("id" = OpportunityId, Path, description = "The opportunity")), request_body = OpportunityNotifyIn, responses((status = 200, description = "What came of it", body = NotifiedList)))]
#[post("/opportunities/{id}/notify")]
pub(crate) async fn notify_opportunity(
    app: App,
    caller: Caller,
    id: web::Path<OpportunityId>,
    body: Valid<OpportunityNotifyIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let notices = flow::notify(cx, *id, asked)?;
        let one = |(n, created): (NoticeRow, bool)| NotifiedView {
            pathway_id: n.pathway_id,
            notice_id: n.id,
            created,
            channel: n.channel,
            notified_at: n.notified_at,
        };
        Reply::value(&NotifiedList { items: notices.into_iter().map(one).collect() })
    })
    .await
}

/// List who has heard of an opportunity
///
/// Of the people in reach, by their names, the latest first. Sort: `-notified_at`.
#[utoipa::path(tag = "opportunities", params(("id" = OpportunityId, Path, description = "The opportunity"), PageParams, NoticeFilter), responses((status = 200, description = "One page", body = OpportunityNoticePage)))]
#[get("/opportunities/{id}/notices")]
pub(crate) async fn list_opportunity_notices(
    app: App,
    caller: Caller,
    id: web::Path<OpportunityId>,
    filter: Query<NoticeFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let seen = cx.reach_in("get_opportunity");
        let row = store::find(cx, &seen, *id)?;
        let found = store::list_notices(cx, row.id, &filter.0, &page)?;
        let people: Vec<ParticipantId> = found.items.iter().map(|n| n.participant_id).collect();
        let names = participants::names(cx, &cx.reach.clone(), &people)?;
        found.map(|row| told(row, &names)).reply(&page, cx.lang())
    })
    .await
}

/// Say what came of an opportunity
///
/// For one person who heard of it (S2.12).
#[utoipa::path(tag = "opportunities", params(("id" = OpportunityId, Path, description = "The opportunity"), ("notice_id" = OpportunityNoticeId, Path, description = "The notice")), request_body = OpportunityNoticePatch, responses((status = 200, description = "Changed", body = OpportunityNoticeView)))]
#[patch("/opportunities/{id}/notices/{notice_id}")]
pub(crate) async fn update_opportunity_notice(
    app: App,
    caller: Caller,
    path: web::Path<(OpportunityId, OpportunityNoticeId)>,
    body: Valid<OpportunityNoticePatch>,
) -> Outcome<Reply> {
    let (opportunity, id) = path.into_inner();
    app.write(caller, body, move |cx, patch| {
        let row = flow::tell_result(cx, opportunity, id, patch.result)?;
        let version = row.version;
        let names = participants::names(cx, &cx.reach.clone(), &[row.participant_id])?;
        Reply::object(&told(row, &names), version)
    })
    .await
}

impl From<(MatchRow, Why)> for OpportunityMatchView {
    fn from((row, why): (MatchRow, Why)) -> Self {
        let occupation = row.occupation.then_some(Reason::Occupation);
        let criterion = row.criterion.then_some(Reason::Criterion);
        let obstacles = row.obstacles();
        Self {
            fits: obstacles.is_empty(),
            obstacles,
            pathway_id: row.id,
            participant_id: row.participant_id,
            referent_id: row.referent_id,
            reasons: occupation.into_iter().chain(criterion).collect(),
            criteria: why.criteria,
            notified_at: why.notified_at,
        }
    }
}

/// A notice with the name of whom it reached: who looks for employers reads nothing else of them (§ 3).
fn told(row: NoticeRow, names: &BTreeMap<ParticipantId, (String, String)>) -> OpportunityNoticeView {
    let (first_name, last_name) = names.get(&row.participant_id).cloned().unwrap_or_default();
    OpportunityNoticeView {
        id: row.id,
        opportunity_id: row.opportunity_id,
        pathway_id: row.pathway_id,
        participant_id: row.participant_id,
        first_name,
        last_name,
        channel: row.channel,
        notified_at: row.notified_at,
        result: row.result,
        recorded_by: row.recorded_by,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
