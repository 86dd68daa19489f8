//! Lists and single opportunities, their creation and change.

use std::collections::HashMap;

use actix_web::{get, patch, post, web};

use super::wire::{
    EmployerOfView, OpportunityFilter, OpportunityIn, OpportunityPage, OpportunityPatch, OpportunityView,
};
use crate::app::App;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{EmployerId, OpportunityId};
use crate::network::employers;
use crate::network::opportunities::store::OpportunityRow;
use crate::network::opportunities::{flow, store};

type Employers = HashMap<EmployerId, (String, Option<String>)>;

/// List opportunities
///
/// The newest first. Sorts: `-created_at`, `created_at`.
#[utoipa::path(tag = "opportunities", params(PageParams, OpportunityFilter), responses((status = 200, description = "One page", body = OpportunityPage)))]
#[get("/opportunities")]
pub(crate) async fn list_opportunities(
    app: App,
    caller: Caller,
    filter: Query<OpportunityFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, &filter.0, &page)?;
        let employers = employers::names(cx, found.items.iter().filter_map(|row| row.employer_id).collect())?;
        found.map(|row| view(row, &employers)).reply(&page, cx.lang())
    })
    .await
}

/// Record an opportunity
///
/// Of a known employer by its identifier, or of another by its name.
#[utoipa::path(tag = "opportunities", request_body = OpportunityIn, responses((status = 201, description = "Created", body = OpportunityView)))]
#[post("/opportunities")]
pub(crate) async fn create_opportunity(app: App, caller: Caller, body: Valid<OpportunityIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/opportunities/{}", row.id));
        Reply::created(&shown(cx, row)?, version, location)
    })
    .await
}

/// Get an opportunity
///
/// With who offers it and what it asks for.
#[utoipa::path(tag = "opportunities", params(("id" = OpportunityId, Path, description = "The opportunity")), responses((status = 200, description = "The opportunity", body = OpportunityView)))]
#[get("/opportunities/{id}")]
pub(crate) async fn get_opportunity(app: App, caller: Caller, id: web::Path<OpportunityId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&shown(cx, row)?, version)
    })
    .await
}

/// Change an opportunity
///
/// A referent changes those that they recorded.
#[utoipa::path(tag = "opportunities", params(("id" = OpportunityId, Path, description = "The opportunity")), request_body = OpportunityPatch, responses((status = 200, description = "Changed", body = OpportunityView)))]
#[patch("/opportunities/{id}")]
pub(crate) async fn update_opportunity(
    app: App,
    caller: Caller,
    id: web::Path<OpportunityId>,
    body: Valid<OpportunityPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&shown(cx, row)?, version)
    })
    .await
}

fn shown(cx: &mut Ctx<'_>, row: OpportunityRow) -> Outcome<OpportunityView> {
    let employers = employers::names(cx, row.employer_id.into_iter().collect())?;
    Ok(view(row, &employers))
}

fn view(row: OpportunityRow, employers: &Employers) -> OpportunityView {
    let known = row.employer_id.and_then(|id| {
        let (name, siret) = employers.get(&id)?;
        Some(EmployerOfView { id: Some(id), name: name.clone(), siret: siret.clone() })
    });
    let named = row.employer_name.map(|name| EmployerOfView { id: None, name, siret: None });
    OpportunityView {
        employer: known.or(named),
        target_criteria: row.target_criteria.read().unwrap_or_default(),
        blocking_barriers: row.blocking_barriers.read().unwrap_or_default(),
        constraints: row.constraints.read().unwrap_or_default(),
        id: row.id,
        title: row.title,
        description: row.description,
        kind: row.kind,
        rome: row.rome,
        commune_code: row.commune_code,
        closes_on: row.closes_on,
        recorded_by: row.recorded_by,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
