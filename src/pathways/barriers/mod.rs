//! Barriers: what stands between the person and a job (domain § 5.2).
//!
//! A barrier has one of the national themes, a severity from 0 to 3, the day it was seen and the day it was
//! lifted. Stages name the barriers they work on. Of health it says the constraint, never the illness.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::restricted::Restricted;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::ids::PathwayId;

pub(crate) use flow::note;
pub(super) use store::known;

pub(crate) use api::BarrierView;

/// Those of a pathway that was found in reach, as they are shown.
pub(super) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<BarrierView>> {
    let shown = shown(cx, pathway)?;
    Ok(store::of_pathway(cx, pathway, shown)?.into_iter().map(BarrierView::from).collect())
}

/// Which barriers of a pathway a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    AllButHealth,
}

/// Barriers of health stand in the lists of those alone who read them (`domain.md` § 3).
fn shown(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Shown> {
    let Some(reach) = cx.narrower("list_barriers", Restricted::HealthBarriers) else { return Ok(Shown::All) };
    Ok(if super::exists(cx, &reach, pathway)? { Shown::All } else { Shown::AllButHealth })
}

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(api::list_barriers).service(api::create_barrier).service(api::get_barrier).service(api::update_barrier);
}
