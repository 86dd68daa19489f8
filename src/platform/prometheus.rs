//! `/metrics`: on a port of its own, or for a token.

use actix_web::{get, web};

use crate::app::App;
use crate::failure::Outcome;
use crate::http::routes::Routes;
use crate::http::{Caller, Reply};

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(get_metrics);
}

const MEDIA: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Read the figures of this node
///
/// Prometheus text: requests, their times, the database's queues. Without a token only on the port
/// of `JALON_METRICS_LISTEN`.
#[utoipa::path(tag = "platform", responses((status = 200, description = "The figures", body = String, content_type = "text/plain", example = "jalon_http_requests_total 1")))]
#[get("/metrics")]
async fn get_metrics(app: App, caller: Caller) -> Outcome<Reply> {
    let state = app.clone();
    app.read(caller, move |_cx| Ok(Reply::text(200, MEDIA, state.metrics.render(state.store.waiting())))).await
}

/// The page of the port of its own.
pub(crate) async fn open_metrics(app: web::Data<crate::app::AppState>) -> Reply {
    Reply::text(200, MEDIA, app.metrics.render(app.store.waiting()))
}
