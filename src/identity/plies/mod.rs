//! The PLIE (tenant): its name, its protocol, and every parameter of the field that may differ
//! from one PLIE to the next (the \[P\] marks of the domain page).

mod api;
mod flow;
/// Every parameter that may differ, with its default.
pub mod settings;
mod store;
mod version;

pub use settings::Settings;
pub(crate) use store::{PLATFORM, name};
pub(crate) use version::touch;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::get_plie)
        .service(api::update_plie)
        .service(api::list_plies)
        .service(api::create_plie)
        .service(api::get_plie_by_id);
}
