//! An engagement contract as both have signed it: what the template reads, in French.

use serde_json::{Value, json};

use super::rules::{self, EngagementKind};
use super::store::EngagementRow;
use crate::auth::role::Reach;
use crate::civil::{french, french_long};
use crate::ctx::Ctx;
use crate::esf::operations;
use crate::failure::Outcome;
use crate::identity::{plies, users};
use crate::participants;
use crate::pathways::PathwayRow;
use crate::pathways::objectives::{self, ObjectiveResult, ObjectiveView};
use crate::pathways::store::referent_on;

/// The data of the template `engagement-contract`, for a pathway that was found in reach.
pub(super) fn printed(cx: &mut Ctx<'_>, pathway: &PathwayRow, row: &EngagementRow) -> Outcome<Value> {
    // whoever reaches the pathway reaches its person
    let people = participants::names(cx, &Reach::everything(), &[row.participant_id])?;
    let referent = referent_on(cx, pathway, row.signed_on)?;
    let staff = users::names(cx, &referent.into_iter().collect::<Vec<_>>())?;
    let called = |name: Option<&(String, String)>| name.map(|(first, last)| format!("{first} {last}"));
    let signed = |o: &ObjectiveView| o.set_on <= row.ends_on && o.result != ObjectiveResult::Dropped;
    let agreed: Vec<ObjectiveView> = objectives::of_pathway(cx, pathway.id)?.into_iter().filter(signed).collect();
    let texts: Vec<&str> = agreed.iter().map(|o| o.text.as_str()).collect();
    let operation = operations::funding_statement(cx, row.signed_on)?;
    let (person, referent) = (called(people.values().next()), called(staff.values().next()));
    Ok(json!({
        "title": title(row.kind),
        "plie": plies::name(cx)?,
        "funding": operation,
        "reference": format!("Contrat {}", row.id),
        "dated": row.signed_on.to_string(),
        "kind": row.kind,
        "person": person,
        "referent": referent,
        "period": format!("du {} au {}", french(row.starts_on), french(row.ends_on)),
        "weekly_hours": row.weekly_hours.map(|hours| format!("{hours} h par semaine")),
        "file_no": row.department_file_no,
        "signed_on": french_long(row.signed_on),
        "objectives": agreed.iter().map(objective).collect::<Vec<_>>(),
        "rule": "Ce contrat se renouvelle ; un changement donne lieu à un nouveau contrat (S3.22).",
        "other_party": other_party(row.kind),
        "signed": format!("Signé le {}", french_long(row.signed_on)),
        "hash": rules::content_hash(&row.engagement(), row.kind, row.id, &texts),
    }))
}

fn objective(o: &ObjectiveView) -> Value {
    json!({"text": o.text, "set_on": french(o.set_on), "due_on": o.due_on.map(french)})
}

fn title(kind: EngagementKind) -> &'static str {
    match kind {
        EngagementKind::Plie => "Contrat d’engagement dans le PLIE",
        EngagementKind::Cer => "Contrat d’engagements réciproques",
        EngagementKind::ContratEngagement => "Contrat d’engagement",
    }
}

fn other_party(kind: EngagementKind) -> &'static str {
    match kind {
        EngagementKind::Plie => "Pour le PLIE : référent·e",
        EngagementKind::Cer | EngagementKind::ContratEngagement => "Pour le département : référent·e",
    }
}
