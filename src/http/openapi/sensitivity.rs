//! What each property tells about a person (`x-sensitivity`, `trust.md` § 6.1), by its name: one name means one thing in
//! the whole contract, and the few that do not are named with their schema. A property without a level stops the server
//! from starting, so that nobody adds one without asking.

use std::collections::HashMap;

use serde_json::Value;

/// Level and names, most sensitive first.
const LEVELS: &[(&str, &str)] = &[
    // secrets
    (
        "S5",
        "access_token client_secret invite_token new_password old_password otpauth_url password refresh_token secret token",
    ),
    // free text about a person
    (
        "S4",
        "comment diagnosis handover_note motive participant_view refused_reason report status_reason text summary \
         outcome_reason exit_reason returned_reason alternative answer \
         next_step information_given file",
    ),
    // special or stigmatising
    (
        "S3",
        "barriers barrier_ids caf_msa_id criteria criterion eligible_criteria evidence_document_id evidence_document_ids \
         french_level housing_situation labour_status minimum_incomes motives orientation_type target_structure_id qpv frr registered_ft \
         rsa_referent rules_out single_parent unemployment_months department_opinion opinion theme severity suspended_from \
         suspended_until \
         disabled nationality_class foreign_background minority justice still_employed department_file_no \
         counts_in declined_items dependent_children entry_situation exit_situation improved jobless_household rural searching \
         situation six_month_situation",
    ),
    // identifying
    (
        "S2",
        "address birth_date birth_name candidate candidates commune_code contact_person driving_licence email external_id \
         external_ids first_name france_travail_id gender isced in_education last_name line phone postcode prescriber \
         signer signer_name participant participants project_maturity autonomy_level target_rome out_of_area_reason \
         contact contacts referent_name leader_name attendees attendances qualification_gained employer function auditor_emails auditors \
          gross_cost_cents base_cents cost_cents documented_cents rate_cents exact_rate",
    ),
    // public
    (
        "S0",
        "api authorisation code codes commune_codes docs fund label label_en label_fr openapi programme_period siren siret \
         public_holiday title version url \
         description themes theme_labels type_label target_criteria target_criteria_labels territory provider \
         places_left innovative lot",
    ),
    // internal
    ("S1", include_str!("internal.txt")),
];

/// Names that mean something else in one schema.
const APART: &[(&str, &str)] = &[
    ("PartnerStructureIn.email", "S0"),
    ("PartnerStructurePatch.email", "S0"),
    ("PartnerStructureView.email", "S0"),
    ("PartnerStructureIn.phone", "S0"),
    ("PartnerStructurePatch.phone", "S0"),
    ("PartnerStructureView.phone", "S0"),
    ("SiteIn.address", "S0"),
    ("SitePatch.address", "S0"),
    ("SiteView.address", "S0"),
    ("ObstacleView.severity", "S1"),
    ("ObstacleItemView.severity", "S1"),
    ("EntryFileSummary.objectives", "S4"),
    ("ReportSnapshotIn.report", "S1"),
    ("ReportSnapshotView.report", "S1"),
    ("ReportSnapshotView.answer", "S1"),
    ("SnapshotParameters.exit_reason", "S1"),
    ("SnapshotParameters.theme", "S1"),
    ("StageReviewIn.result", "S4"),
    ("StageReviewView.result", "S4"),
    ("ProposeExitIn.reason", "S3"),
    ("PathwayExit.reason", "S3"),
    ("SuspendIn.reason", "S3"),
    // words of every kind of constraint but one of health, which is a code
    ("ConstraintIn.value", "S4"),
    ("ConstraintPatch.value", "S4"),
    ("ConstraintView.value", "S4"),
    // words about a person: why something became of them, or of what was agreed with them
    ("CancelPathwayIn.reason", "S4"),
    ("InterviewReasonIn.reason", "S4"),
    ("InterviewRescheduleIn.reason", "S4"),
    ("MilestoneResult.reason", "S4"),
    ("ObjectiveIn.reason", "S4"),
    ("ObjectivePatch.reason", "S4"),
    ("ObjectiveView.reason", "S4"),
    ("PathwayEventView.reason", "S4"),
    ("ReturnEntryFileIn.reason", "S4"),
    ("ReturnFromJobIn.reason", "S4"),
    ("StageCancelIn.reason", "S4"),
    ("StageRefuseIn.reason", "S4"),
    ("ConstraintIn.commune_codes", "S2"),
    ("ConstraintPatch.commune_codes", "S2"),
    ("ConstraintView.commune_codes", "S2"),
    ("OpportunityMatchView.obstacles", "S3"),
];

/// Levels by name, and by schema and name.
type ByName = HashMap<&'static str, &'static str>;

fn by_name() -> ByName {
    let named = LEVELS.iter().rev().flat_map(|(level, names)| names.split_whitespace().map(move |name| (name, *level)));
    named.chain(APART.iter().copied()).collect()
}

/// Marks every property of every schema.
///
/// # Errors
/// The properties that have no level.
pub(super) fn mark(document: &mut Value) -> Result<(), String> {
    let (levels, mut missing) = (by_name(), Vec::new());
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for (name, schema) in schemas.into_iter().flatten() {
        walk(&levels, name, schema, &mut missing);
    }
    if missing.is_empty() {
        return Ok(());
    }
    missing.dedup();
    Err(format!("no x-sensitivity (src/http/openapi/sensitivity.rs) for {}", missing.join(", ")))
}

fn walk(levels: &ByName, name: &str, schema: &mut Value, missing: &mut Vec<String>) {
    match schema {
        Value::Array(all) => all.iter_mut().for_each(|one| walk(levels, name, one, missing)),
        Value::Object(object) => {
            for (property, inner) in object.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
                let full = format!("{name}.{property}");
                let level = levels.get(full.as_str()).or_else(|| levels.get(property.as_str()));
                match (level.copied(), inner.as_object_mut()) {
                    (Some(level), Some(inner)) => drop(inner.insert("x-sensitivity".to_owned(), level.into())),
                    _ => missing.push(full),
                }
                walk(levels, name, inner, missing);
            }
            for key in ["items", "allOf", "oneOf", "anyOf", "additionalProperties"] {
                if let Some(inner) = object.get_mut(key) {
                    walk(levels, name, inner, missing);
                }
            }
        }
        _ => {}
    }
}
