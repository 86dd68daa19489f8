//! Whether an object exists for a caller: what tells 404 from 403 when an operation is refused.
//! One line an operation that the grid names under `sees`; a missing line is caught by a test.

use uuid::Uuid;

use super::role::Reach;
use crate::ctx::Ctx;
use crate::directory;
use crate::esf;
use crate::failure::{Failure, Outcome};
use crate::ids::Id;
use crate::intake;
use crate::network;
use crate::participants;
use crate::pathways;

/// Whether the object is in the reach of the operation that shows it.
///
/// # Errors
/// The database is away.
pub(crate) fn exists(cx: &mut Ctx<'_>, sees: &str, reach: &Reach, object: Uuid) -> Outcome<bool> {
    if reach.is_empty() {
        return Ok(false);
    }
    match sees {
        "get_api_client" => crate::identity::api_clients::exists(cx, reach, Id::of(object)),
        // one's own PLIE, and every PLIE for whoever may see any
        "get_plie" | "get_plie_by_id" => Ok(true),
        "get_user" => crate::identity::users::exists(cx, reach, Id::of(object)),
        "get_site" => directory::sites::exists(cx, reach, Id::of(object)),
        "get_referent" => directory::referents::exists(cx, reach, Id::of(object)),
        "get_staff_assignment" => directory::staff_assignments::exists(cx, reach, Id::of(object)),
        "get_partner_structure" => directory::partner_structures::exists(cx, reach, Id::of(object)),
        "get_territory" => directory::territories::exists(cx, reach, Id::of(object)),
        "get_situation" => participants::situations::exists(cx, reach, Id::of(object)),
        "get_duplicate_candidate" => participants::duplicates::exists(cx, reach, Id::of(object)),
        "get_merge" => participants::merges::exists(cx, reach, Id::of(object)),
        "get_document" => participants::documents::exists(cx, reach, Id::of(object)),
        "get_signature" => participants::signatures::exists(cx, reach, Id::of(object)),
        "get_entry_file" => intake::entry_files::exists(cx, reach, Id::of(object)),
        "get_commission" => intake::commissions::commission_exists(cx, reach, Id::of(object)),
        "get_commission_session" => intake::commissions::session_exists(cx, reach, Id::of(object)),
        "get_agenda_item" => intake::commissions::item_exists(cx, reach, Id::of(object)),
        "get_decision" => intake::commissions::decision_exists(cx, reach, Id::of(object)),
        "get_orientation" => intake::orientations::exists(cx, reach, Id::of(object)),
        "get_participant" => participants::stands(cx, reach, Id::of(object)),
        "get_interview" => pathways::interviews::exists(cx, reach, Id::of(object)),
        "get_stage" => pathways::stages::exists(cx, reach, Id::of(object)),
        "get_pathway" => pathways::exists(cx, reach, Id::of(object)),
        "get_operation" => esf::operations::exists(cx, reach, Id::of(object)),
        "get_participation" => esf::participations::exists(cx, reach, Id::of(object)),
        "get_audit_mission" => esf::audit_missions::exists(cx, reach, Id::of(object)),
        "get_time_record" => esf::time_records::exists(cx, reach, Id::of(object)),
        "get_time_correction" => esf::time_records::correction_exists(cx, reach, Id::of(object)),
        "get_mission_letter" => esf::mission_letters::exists(cx, reach, Id::of(object)),
        "get_employment_cost" => esf::employment_costs::exists(cx, reach, Id::of(object)),
        "get_hourly_rate" => esf::hourly_rates::exists(cx, reach, Id::of(object)),
        "get_claim" => esf::claims::exists(cx, reach, Id::of(object)),
        "get_absence" => esf::absences::exists(cx, reach, Id::of(object)),
        "get_charter" => esf::charters::exists(cx, Id::of(object)),
        // weeks and sheets are named by whose they are
        "get_agenda_week" | "get_timesheet" => crate::esf::staff::reaches(cx, reach, Id::of(object)),
        "get_action" => network::actions::exists(cx, reach, Id::of(object)),
        "get_quarterly_review" => network::quarterly_reviews::exists(cx, reach, Id::of(object)),
        "get_collective_session" => network::collective_sessions::exists(cx, reach, Id::of(object)),
        "get_meeting" => network::meetings::exists(cx, reach, Id::of(object)),
        "get_event" => network::events::exists(cx, reach, Id::of(object)),
        "get_employer" => network::employers::exists(cx, reach, Id::of(object)),
        "get_opportunity" => network::opportunities::exists(cx, reach, Id::of(object)),
        "get_procurement_contract" => network::procurement_contracts::exists(cx, reach, Id::of(object)),
        "get_report_snapshot" => crate::reports::snapshots::exists(cx, reach, Id::of(object)),
        "get_import" => crate::platform::imports::exists(cx, reach, Id::of(object)),
        "get_reception_slot" => intake::reception_slots::exists(cx, reach, Id::of(object)),
        other => Err(Failure::defect(format!("nothing tells whether an object of {other} exists"))),
    }
}
