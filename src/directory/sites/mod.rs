//! A site: where people are welcomed and referents work (S2.1). It has an address, perhaps a
//! territory, and the period in which it is open.

mod api;
mod flow;
mod store;

pub(crate) use store::{exists, ids_in_reach};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_sites).service(api::create_site).service(api::get_site).service(api::update_site);
}
