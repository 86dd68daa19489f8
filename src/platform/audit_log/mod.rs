//! The audit log: the journal as directors, data managers and auditors read it, and the proof that
//! nobody changed it since (`trust.md` § 4).

mod api;
mod store;

pub(crate) use api::hex;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_audit_entries).service(api::verify_audit_log);
}
