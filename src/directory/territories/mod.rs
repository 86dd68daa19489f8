//! A territory: communes whose people a territorial officer's commission admits (S0.6, S0.12).
//! A commune belongs to one territory of a PLIE at most.

mod api;
mod flow;
mod store;

pub(crate) use store::{exists, ids_in_reach, of_commune};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_territories)
        .service(api::create_territory)
        .service(api::get_territory)
        .service(api::update_territory);
}
