//! The change feed: every created, changed or erased object that the caller may see, in the order
//! of commits, with tombstones. The source of truth for a nightly sync.

mod api;
mod shown;
mod store;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::stream_changes).service(api::list_changes);
}
