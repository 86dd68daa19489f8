//! What is wrong with the parameters of an export: each source takes its own, and names what the caller may see.

use uuid::Uuid;

use super::api::ExportParameters;
use crate::auth::visibility;
use crate::civil::add_months;
use crate::ctx::Ctx;
use crate::failure::{Outcome, reference_fault};
use crate::faults;
use crate::refusal::Fault;
use crate::reports::export_profiles::rules::ExportSource;

/// The months of time that one export holds.
const MOST_MONTHS: u32 = 120;

/// The parameters that a source takes, and those that it needs.
const fn taken(source: ExportSource) -> (&'static [&'static str], &'static [&'static str]) {
    match source {
        ExportSource::Participants => (&["referent_id", "site_id", "territory_id", "pathway_status"], &[]),
        ExportSource::Participations => (&["operation_id"], &["operation_id"]),
        ExportSource::TimeRecords => {
            (&["from", "to", "user_id", "participant_id", "operation_id", "task", "status"], &["from", "to"])
        }
        ExportSource::Timesheets => (&["from", "to", "user_id"], &["from", "to"]),
    }
}

/// Everything that is wrong with them.
pub(super) fn faults(cx: &mut Ctx<'_>, source: ExportSource, asked: &ExportParameters) -> Outcome<Vec<Fault>> {
    let given = [
        ("referent_id", asked.referent_id.is_some()),
        ("site_id", asked.site_id.is_some()),
        ("territory_id", asked.territory_id.is_some()),
        ("pathway_status", asked.pathway_status.is_some()),
        ("operation_id", asked.operation_id.is_some()),
        ("user_id", asked.user_id.is_some()),
        ("participant_id", asked.participant_id.is_some()),
        ("task", asked.task.is_some()),
        ("status", asked.status.is_some()),
        ("from", asked.from.is_some()),
        ("to", asked.to.is_some()),
    ];
    let (taken, needed) = taken(source);
    let mut found = Vec::new();
    for (name, is_given) in given {
        if is_given && !taken.contains(&name) {
            found.push(Fault {
                allowed: taken.iter().map(|name| (*name).to_owned()).collect(),
                ..Fault::new(
                    format!("/parameters/{name}"),
                    "unknown_field",
                    format!("La source {source} ne prend pas le paramètre « {name} »."),
                    format!("The source {source} does not take the parameter `{name}`."),
                )
            });
        }
        if !is_given && needed.contains(&name) {
            found.push(faults::required(format!("/parameters/{name}")));
        }
    }
    found.extend(faults::period("/parameters/to", asked.from, asked.to));
    if asked.from.zip(asked.to).is_some_and(|(from, to)| to >= add_months(from, MOST_MONTHS)) {
        let (fr, en) = ("Une exportation couvre au plus dix ans.", "An export covers ten years at most.");
        found.push(Fault::new("/parameters/to", "rule_period", fr, en));
    }
    found.extend(references(cx, asked)?);
    Ok(found)
}

/// What names nothing that the caller may see.
fn references(cx: &mut Ctx<'_>, asked: &ExportParameters) -> Outcome<Vec<Fault>> {
    let named: [(&str, &str, Option<Uuid>); 6] = [
        ("referent_id", "get_referent", asked.referent_id.map(|id| id.0)),
        ("site_id", "get_site", asked.site_id.map(|id| id.0)),
        ("territory_id", "get_territory", asked.territory_id.map(|id| id.0)),
        ("operation_id", "get_operation", asked.operation_id.map(|id| id.0)),
        // the time of an account is seen by whoever sees its sheets
        ("user_id", "get_timesheet", asked.user_id.map(|id| id.0)),
        ("participant_id", "get_participant", asked.participant_id.map(|id| id.0)),
    ];
    let mut found = Vec::new();
    for (name, sees, id) in named {
        let Some(id) = id else { continue };
        let reach = cx.reach_in(sees);
        // somebody who was erased is nobody any more
        let exists = match visibility::exists(cx, sees, &reach, id) {
            Err(crate::failure::Failure::Gone) => false,
            other => other?,
        };
        if !exists {
            found.push(reference_fault(format!("/parameters/{name}")));
        }
    }
    Ok(found)
}
