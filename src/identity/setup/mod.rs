//! The first start: a one-time link makes the PLIE and its first account. And the page behind an
//! invitation's link. Two small forms without script; everything else is the API's.

mod flow;
mod page;

use actix_web::web;

pub(crate) use flow::first_link;

/// `/setup` and `/invite`.
pub(crate) fn pages(cfg: &mut web::ServiceConfig) {
    cfg.service(web::resource("/setup").route(web::get().to(page::show_setup)).route(web::post().to(page::take_setup)));
    cfg.service(
        web::resource("/invite").route(web::get().to(page::show_invite)).route(web::post().to(page::take_invite)),
    );
}
