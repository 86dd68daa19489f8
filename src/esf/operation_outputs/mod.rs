//! The common indicators of an operation that count no participants (§ 7.3, § 7.5): whether it is led by social partners
//! or NGOs, for women in work, for public services (CO20 to CO22), and how many public services (EECO18) and small
//! enterprises (CO23, EECO19) it supports. Appended, so that a report can tell what was known on a day.

mod api;
mod flow;
mod store;

pub(crate) use store::ids_in_reach;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::get_operation_outputs).service(api::put_operation_outputs);
}
