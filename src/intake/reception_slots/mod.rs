//! Reception slots: the half-day a week kept to welcome people before their first appointment (S3.10).
//!
//! A slot belongs to a site, or to one referent there; it names a weekday, a half-day, how many people it takes
//! and the period it holds for. Booking takes a place on one date of the slot's weekday.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

pub(crate) use flow::take_place;
pub(crate) use store::exists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_reception_slots)
        .service(api::create_reception_slot)
        .service(api::get_reception_availability)
        .service(api::get_reception_slot)
        .service(api::update_reception_slot);
}
