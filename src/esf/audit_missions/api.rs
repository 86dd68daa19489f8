//! Audit missions over HTTP: the missions themselves. Evidence, trace and findings are in `api/`.

use actix_web::{get, patch, post, web};

use super::disclosure::noted;
use super::{flow, rules, store};
use crate::app::App;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::{Caller, NoBody, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::AuditMissionId;
use crate::jobs::JobView;

/// The evidence of a sample.
pub(super) mod evidence;
/// What the auditors find.
pub(super) mod findings;
/// One record from end to end.
pub(super) mod trace;
/// Bodies and answers.
pub(super) mod wire;

pub(super) use findings::AuditFindingFilter;
pub(super) use wire::AuditMissionFilter;
use wire::{AuditMissionIn, AuditMissionPage, AuditMissionPatch, AuditMissionView};

fn shown(cx: &mut Ctx<'_>, row: store::MissionRow) -> Outcome<AuditMissionView> {
    let mut named = store::auditors(cx, &[row.id])?;
    let auditors = named.remove(&row.id).unwrap_or_default();
    let status = rules::status(row.opens_on, row.closes_on, cx.today);
    let whole = store::only_of(cx, row.id)?.is_none();
    Ok(AuditMissionView::of(row, auditors, status, whole))
}

/// List audit missions
///
/// For an auditor those in which they are named, while they are open; for a referent those whose sample holds a record of
/// their own. Sorts: `-opens_on`, `opens_on`.
#[utoipa::path(tag = "audit_missions", params(PageParams, AuditMissionFilter), responses((status = 200, description = "One page", body = AuditMissionPage)))]
#[get("/audit-missions")]
pub(crate) async fn list_audit_missions(
    app: App,
    caller: Caller,
    filter: Query<AuditMissionFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, &filter.0, &page)?;
        let ids: Vec<AuditMissionId> = found.items.iter().map(|row| row.id).collect();
        let mut named = store::auditors(cx, &ids)?;
        noted(cx, &ids);
        let whole = store::read_whole(cx, &cx.reach.clone())?;
        let today = cx.today;
        let view = |row: store::MissionRow| {
            let (auditors, status) =
                (named.remove(&row.id).unwrap_or_default(), rules::status(row.opens_on, row.closes_on, today));
            let whole = whole.as_ref().is_none_or(|missions| missions.contains(&row.id));
            AuditMissionView::of(row, auditors, status, whole)
        };
        found.map(view).reply(&page, cx.lang())
    })
    .await
}

/// Open an audit mission
///
/// Draws the sample at once and freezes it: by a rule, with the seed that draws the same again, or as a list of records.
/// Makes an account for each address that has none (it waits for `POST /v1/users/{id}/invite`) and gives each the
/// auditor's role for the days of the window; when it closes, every access ends by itself (R3.5).
#[utoipa::path(tag = "audit_missions", request_body = AuditMissionIn, responses((status = 201, description = "Created", body = AuditMissionView)))]
#[post("/audit-missions")]
pub(crate) async fn create_audit_mission(app: App, caller: Caller, body: Valid<AuditMissionIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/audit-missions/{}", row.id));
        Reply::created(&shown(cx, row)?, version, location)
    })
    .await
}

/// Get an audit mission
///
/// With its sample's rule, seed and hash, and who audits; a referent is not told which records are listed in it.
#[utoipa::path(tag = "audit_missions", params(("id" = AuditMissionId, Path, description = "The mission")), responses((status = 200, description = "The mission", body = AuditMissionView)))]
#[get("/audit-missions/{id}")]
pub(crate) async fn get_audit_mission(app: App, caller: Caller, id: web::Path<AuditMissionId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        noted(cx, &[*id]);
        let version = row.version;
        // whether the window is open changes with the day
        Reply::object(&shown(cx, row)?, version).map(Reply::fingerprinted)
    })
    .await
}

/// Change an audit mission
///
/// Its window and its auditors; what was drawn stays. Their roles follow at once.
#[utoipa::path(tag = "audit_missions", params(("id" = AuditMissionId, Path, description = "The mission")), request_body = AuditMissionPatch, responses((status = 200, description = "Changed", body = AuditMissionView)))]
#[patch("/audit-missions/{id}")]
pub(crate) async fn update_audit_mission(
    app: App,
    caller: Caller,
    id: web::Path<AuditMissionId>,
    body: Valid<AuditMissionPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&shown(cx, row)?, version)
    })
    .await
}

/// Ask for the pack of an audit mission
///
/// A job makes a zip with the evidence of the whole sample: manifest with SHA-256, index, figures as CSV and JSON, signed
/// months, documents, the segment of the audit chain. The same evidence gives the same bytes. `tools/verify_pack.py`
/// verifies it without this server. Asking again while the job goes on answers the same job.
#[utoipa::path(tag = "audit_missions", params(("id" = AuditMissionId, Path, description = "The mission")), request_body = NoBody, responses((status = 202, description = "Asked for", body = JobView)))]
#[post("/audit-missions/{id}/pack")]
pub(crate) async fn create_audit_pack(
    app: App,
    caller: Caller,
    id: web::Path<AuditMissionId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let row = flow::pack(cx, *id)?;
        let (version, location) = (row.version, format!("/v1/jobs/{}", row.id));
        Reply::accepted(&JobView::of(row, cx.lang()), version, location)
    })
    .await
}
