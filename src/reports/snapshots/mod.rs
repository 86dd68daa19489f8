//! Snapshots: reports that were frozen (§ 8.5). Each keeps what was asked, the answer byte for byte with its hash, and who froze
//! it: what a validated report says never changes, whatever happens to the data behind it. The database itself refuses to
//! change one or to take one away. Whoever froze a report reads it again; directors and data managers read all.

mod api;
mod flow;
mod store;

pub(crate) use store::exists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_report_snapshots).service(api::create_report_snapshot).service(api::get_report_snapshot);
}
