//! Barriers: what stands between the person and a job (domain § 5.2).
//!
//! A barrier has one of the national themes, a severity from 0 to 3, the day it was seen and the day it was
//! lifted. Stages name the barriers they work on. Of health it says the constraint, never the illness.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

use crate::auth::restricted::Restricted;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::routes::Routes;
use crate::ids::PathwayId;
use crate::reference::names;

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
    /// Those of social themes, which are what social workers see of a pathway (S3.21).
    Social,
}

/// Barriers of health stand in the lists of those alone who read them (`domain.md` § 3).
fn shown(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Shown> {
    let reach = cx.reach_in("list_barriers");
    if !reach.shared.is_empty() {
        let inside = Reach { shared: Vec::new(), ..reach };
        if inside.is_empty() || !super::exists(cx, &inside, pathway)? {
            return Ok(Shown::Social);
        }
    }
    let Some(reach) = cx.narrower("list_barriers", Restricted::HealthBarriers) else { return Ok(Shown::All) };
    Ok(if super::exists(cx, &reach, pathway)? { Shown::All } else { Shown::AllButHealth })
}

/// The themes that are shared with social workers.
fn social_themes(cx: &Ctx<'_>) -> Vec<String> {
    let codes = cx.lists().codes(names::BARRIER).unwrap_or_default();
    let social = |code: &&str| cx.lists().attr_bool(names::BARRIER, code, "social") == Some(true);
    codes.into_iter().map(|(code, _)| code).filter(social).map(str::to_owned).collect()
}

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_barriers).service(api::create_barrier).service(api::get_barrier).service(api::update_barrier);
}
