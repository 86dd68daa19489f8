//! Time records: the evidence of staff time. Attribution says whom the minutes are for, checks
//! of § 6.2 refuse what an auditor would, group time is shared out to the minute.

mod api;
mod batch;
mod corrections;
mod draft;
mod facts;
mod flow;
mod history;
mod known;
pub mod rules;
mod store;
mod suggest;
mod told;
mod totals;

pub(crate) use api::{TimeRecordFilter, TimeRecordView};
pub(crate) use corrections::store::exists as correction_exists;
pub(crate) use store::{TimeRecordRow, exists, list, one_at_a_time, with_ids};
pub(crate) use told::{Told, enter};
pub use totals::{Drift, verify_totals};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_time_records)
        .service(api::create_time_record)
        .service(api::create_time_records_batch)
        .service(api::list_time_record_suggestions)
        .service(api::get_time_record)
        .service(api::update_time_record)
        .service(api::delete_time_record)
        .service(api::get_time_record_history)
        .service(corrections::api::correct_time_record)
        .service(corrections::api::list_time_corrections)
        .service(corrections::api::get_time_correction)
        .service(corrections::api::approve_time_correction)
        .service(corrections::api::refuse_time_correction);
}
