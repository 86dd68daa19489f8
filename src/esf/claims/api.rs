//! Claims over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use validator::Validate;

use super::flow;
use super::rules::ClaimStatus;
use super::store::{self, Adjusted, AdjustmentRow, ClaimRow};
use crate::app::App;
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::esf::audit_missions::of_operation;
use crate::esf::cost_statements::CostStatementView;
use crate::esf::money::rules::flat::FlatRate;
use crate::esf::operations;
use crate::esf::timesheets::rules::content_hash;
use crate::failure::{Failure, Outcome};
use crate::http::text::{Note, Paragraph};
use crate::http::{Caller, Page, PageIn, PageParams, Reply, Valid, patched};
use crate::ids::{ClaimAdjustmentId, ClaimId, OperationId, TimeCorrectionId, TimeRecordId, UserId};

/// A claim; in a list without its statement.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "from": "2026-01-01", "to": "2026-12-31", "status": "filed", "claimed_minutes": 0, "supported_minutes": 0, "unsupported_minutes": 0, "staff_cents": 0, "total_cents": 0, "eu_cents": 0, "adjusted_minutes": 0, "adjusted_cents": 0, "adjusted_total_cents": 0, "adjusted_eu_cents": 0, "override_reason": null, "note": null, "content_hash": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "filed_at": "2027-01-15T08:00:00Z", "filed_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "decided_on": null, "decided_by": null, "accepted_cents": null, "version": 1, "created_at": "2027-01-15T08:00:00Z", "updated_at": "2027-01-15T08:00:00Z", "content_intact": true}))]
pub(crate) struct ClaimView {
    /// Its identifier.
    id: ClaimId,
    /// The operation.
    operation_id: OperationId,
    /// First day.
    from: Day,
    /// Last day, included.
    to: Day,
    /// Where it stands.
    status: ClaimStatus,
    /// Minutes that are paid.
    claimed_minutes: i64,
    /// Minutes that proofs supported when it was filed.
    supported_minutes: i64,
    /// Minutes that nothing supported, and that it leaves out (R6.17).
    unsupported_minutes: i64,
    /// Direct staff costs, in cents.
    staff_cents: i64,
    /// All that was claimed, in cents.
    total_cents: i64,
    /// The fund's part of it, in cents.
    eu_cents: i64,
    /// Minutes that corrections have taken away since; not above zero.
    adjusted_minutes: i64,
    /// Cents of staff costs that they have taken away; not above zero.
    adjusted_cents: i64,
    /// Cents that they have taken from the total, flat rates included; not above zero.
    adjusted_total_cents: i64,
    /// Cents that they have taken from the fund's part; not above zero.
    adjusted_eu_cents: i64,
    /// Why it was filed while obstacles stood.
    #[schema(required = true)]
    override_reason: Option<String>,
    /// A note.
    #[schema(required = true)]
    note: Option<String>,
    /// SHA-256 of the statement, byte for byte, in hexadecimal.
    content_hash: String,
    /// When it was filed.
    filed_at: Instant,
    /// Who filed it.
    filed_by: UserId,
    /// When the service-done check decided on it.
    #[schema(required = true)]
    decided_on: Option<Day>,
    /// Who recorded that.
    #[schema(required = true)]
    decided_by: Option<UserId>,
    /// What was accepted, in cents.
    #[schema(required = true)]
    accepted_cents: Option<i64>,
    /// Version, for If-Match.
    version: i64,
    /// When it was made.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
    /// Whether the stored statement still has the hash that was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    content_intact: Option<bool>,
    /// The statement as it was filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<CostStatementView>)]
    statement: Option<Box<RawValue>>,
}

crate::page_of!(ClaimPage, ClaimView);

/// A new claim.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"from": "2026-01-01", "to": "2026-12-31"}))]
pub(crate) struct ClaimIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<ClaimId>,
    /// First day, one of the operation's.
    pub(crate) from: Day,
    /// Last day, included: past, and one of the operation's.
    pub(crate) to: Day,
    /// Direct costs that are not staff, as the accounts have them, in cents.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000_000_000_000_i64)]
    #[validate(range(min = 0, max = 10_000_000_000_000_i64))]
    pub(crate) other_direct_cents: Option<i64>,
    /// Allowances and wages of participants, in cents.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000_000_000_000_i64)]
    #[validate(range(min = 0, max = 10_000_000_000_000_i64))]
    pub(crate) allowance_cents: Option<i64>,
    /// Flat rates besides that of the operation; those that exclude each other are refused (R6.29).
    #[serde(default)]
    #[validate(length(max = 5))]
    #[schema(max_items = 5)]
    pub(crate) flat_rates: Option<Vec<FlatRate>>,
    /// Why it is filed while obstacles stand: by whoever answers for the operation.
    #[serde(default)]
    pub(crate) override_reason: Option<Note>,
    /// A note.
    #[serde(default)]
    pub(crate) note: Option<Paragraph>,
}

/// What changes of a claim.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"note": "Pièces envoyées le 15 janvier."}))]
pub(crate) struct ClaimPatch {
    /// A note.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) note: Option<Option<Paragraph>>,
}

/// What the service-done check decided.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"decided_on": "2027-06-30", "accepted_cents": 3600000}))]
pub(crate) struct ClaimDecideIn {
    /// When.
    pub(crate) decided_on: Day,
    /// What was accepted of the claim, in cents: at most what corrections have left of its total.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub(crate) accepted_cents: Option<i64>,
}

/// What a correction has taken away from a claim.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "claim_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "time_correction_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "time_record_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "staff_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "month": "2026-02", "minutes": -60, "amount_cents": -2587, "total_cents": -3622, "eu_cents": -1811, "reason": "Saisi deux fois", "recorded_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ce", "created_at": "2027-02-01T08:00:00Z"}))]
pub(crate) struct ClaimAdjustmentView {
    /// Its identifier.
    id: ClaimAdjustmentId,
    /// The claim.
    claim_id: ClaimId,
    /// The correction that made it.
    time_correction_id: TimeCorrectionId,
    /// The record that was claimed.
    time_record_id: TimeRecordId,
    /// Whose time it was.
    staff_id: UserId,
    /// The month of the line.
    month: Month,
    /// Minutes taken away; below zero.
    minutes: i64,
    /// Cents of staff costs taken away; not above zero: minutes over a cap were never paid.
    amount_cents: i64,
    /// Cents taken from the total of the claim, flat rates included (R6.29); not above zero. None in an adjustment that
    /// was recorded without it: the next one of the claim takes it along.
    #[schema(required = true)]
    total_cents: Option<i64>,
    /// Cents taken from the fund's part; not above zero. None as `total_cents`.
    #[schema(required = true)]
    eu_cents: Option<i64>,
    /// Why.
    reason: String,
    /// Who approved the correction.
    #[schema(required = true)]
    recorded_by: Option<UserId>,
    /// When.
    created_at: Instant,
}

crate::page_of!(ClaimAdjustmentPage, ClaimAdjustmentView);

/// List the claims of an operation
///
/// The latest first, without their statements; an auditor reads those of the operation under check while the mission is
/// open. Sorts: `-from`, `from`.
#[utoipa::path(tag = "claims", params(("id" = OperationId, Path, description = "The operation"), PageParams), responses((status = 200, description = "One page", body = ClaimPage)))]
#[get("/operations/{id}/claims")]
pub(crate) async fn list_claims(app: App, caller: Caller, id: web::Path<OperationId>, page: PageIn) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        operations::find(cx, &cx.reach.clone(), *id)?;
        let found = store::list(cx, *id, &page)?;
        let ids: Vec<ClaimId> = found.items.iter().map(|row| row.id).collect();
        of_operation(cx, "claims", ids.iter().map(|id| id.0).collect(), &["claim"]);
        let adjusted = store::adjusted(cx, &ids)?;
        found.map(|row| ClaimView::of(row, &adjusted)).reply(&page, cx.lang())
    })
    .await
}

/// File a claim
///
/// Refused while errors stand (409 `conflict_claim_not_ready` with each of them), unless whoever answers for the operation
/// gives `override_reason`. The statement is frozen with its hash, the supported records that it pays are marked
/// `claimed`. Claims of one operation never overlap (409 `conflict_claim_overlap`).
#[utoipa::path(tag = "claims", params(("id" = OperationId, Path, description = "The operation")), request_body = ClaimIn, responses((status = 201, description = "Filed", body = ClaimView)))]
#[post("/operations/{id}/claims")]
pub(crate) async fn create_claim(
    app: App,
    caller: Caller,
    id: web::Path<OperationId>,
    body: Valid<ClaimIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let (version, location) = (row.version, format!("/v1/claims/{}", row.id));
        Reply::created(&view(cx, row)?, version, location)
    })
    .await
}

/// Get a claim
///
/// With the statement as it was filed, and whether it still has its hash.
#[utoipa::path(tag = "claims", params(("id" = ClaimId, Path, description = "The claim")), responses((status = 200, description = "The claim", body = ClaimView)))]
#[get("/claims/{id}")]
pub(crate) async fn get_claim(app: App, caller: Caller, id: web::Path<ClaimId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        of_operation(cx, "claims", vec![row.id.0], &["claim", "statement"]);
        let version = row.version;
        Reply::object(&view(cx, row)?, version)
    })
    .await
}

/// Change a claim
///
/// Its note, and nothing else: what was filed stays (R6.19, R6.20).
#[utoipa::path(tag = "claims", params(("id" = ClaimId, Path, description = "The claim")), request_body = ClaimPatch, responses((status = 200, description = "Changed", body = ClaimView)))]
#[patch("/claims/{id}")]
pub(crate) async fn update_claim(
    app: App,
    caller: Caller,
    id: web::Path<ClaimId>,
    body: Valid<ClaimPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&view(cx, row)?, version)
    })
    .await
}

/// Record the decision on a claim
///
/// The service-done check has fixed the amount: no correction changes it any more (R6.20).
#[utoipa::path(tag = "claims", params(("id" = ClaimId, Path, description = "The claim")), request_body = ClaimDecideIn, responses((status = 200, description = "Decided", body = ClaimView)))]
#[post("/claims/{id}/decide")]
pub(crate) async fn decide_claim(
    app: App,
    caller: Caller,
    id: web::Path<ClaimId>,
    body: Valid<ClaimDecideIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let row = flow::decide(cx, *id, &body)?;
        let version = row.version;
        Reply::object(&view(cx, row)?, version)
    })
    .await
}

/// List the adjustments of a claim
///
/// What corrections have taken away from it since it was filed (R6.19). Sorts: `created_at`, `-created_at`.
#[utoipa::path(tag = "claims", params(("id" = ClaimId, Path, description = "The claim"), PageParams), responses((status = 200, description = "One page", body = ClaimAdjustmentPage)))]
#[get("/claims/{id}/claim-adjustments")]
pub(crate) async fn list_claim_adjustments(
    app: App,
    caller: Caller,
    id: web::Path<ClaimId>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        store::find(cx, &cx.reach.clone(), *id)?;
        of_operation(cx, "claims", vec![id.0], &["adjustments"]);
        let found: Page<AdjustmentRow> = store::adjustments(cx, *id, &page)?;
        found.map(ClaimAdjustmentView::from).reply(&page, cx.lang())
    })
    .await
}

fn view(cx: &mut Ctx<'_>, row: ClaimRow) -> Outcome<ClaimView> {
    let adjusted = store::adjusted(cx, &[row.id])?;
    let content_intact = content_hash(&row.content) == row.content_hash;
    if !content_intact {
        log::error!(target: "jalon::defect", "the statement of claim {} is not the one that was filed", row.id);
    }
    // as it stands, whoever may have touched it: the answer says that it is not what was filed
    let statement = RawValue::from_string(row.content.clone()).map_err(Failure::defect)?;
    let content_intact = Some(content_intact);
    Ok(ClaimView { content_intact, statement: Some(statement), ..ClaimView::of(row, &adjusted) })
}

impl ClaimView {
    fn of(row: ClaimRow, adjusted: &[Adjusted]) -> Self {
        let since = adjusted.iter().find(|a| a.claim_id == row.id);
        Self {
            adjusted_minutes: since.map_or(0, |a| a.minutes),
            adjusted_cents: since.map_or(0, |a| a.amount_cents),
            adjusted_total_cents: since.map_or(0, |a| a.total_cents),
            adjusted_eu_cents: since.map_or(0, |a| a.eu_cents),
            id: row.id,
            operation_id: row.operation_id,
            from: row.starts_on,
            to: row.ends_on,
            status: row.status,
            claimed_minutes: row.claimed_minutes,
            supported_minutes: row.supported_minutes,
            unsupported_minutes: row.unsupported_minutes,
            staff_cents: row.staff_cents,
            total_cents: row.total_cents,
            eu_cents: row.eu_cents,
            override_reason: row.override_reason,
            note: row.note,
            content_hash: row.content_hash,
            filed_at: row.filed_at,
            filed_by: row.filed_by,
            decided_on: row.decided_on,
            decided_by: row.decided_by,
            accepted_cents: row.accepted_cents,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            content_intact: None,
            statement: None,
        }
    }
}

impl From<AdjustmentRow> for ClaimAdjustmentView {
    fn from(row: AdjustmentRow) -> Self {
        Self {
            id: row.id,
            claim_id: row.claim_id,
            time_correction_id: row.time_correction_id,
            time_record_id: row.time_record_id,
            staff_id: row.user_id,
            month: row.month,
            minutes: row.minutes,
            amount_cents: row.amount_cents,
            total_cents: row.total_cents,
            eu_cents: row.eu_cents,
            reason: row.reason,
            recorded_by: row.recorded_by,
            created_at: row.created_at,
        }
    }
}
