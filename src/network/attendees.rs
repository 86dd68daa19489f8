//! Who takes part in a meeting or a review: an account, or somebody of a structure by name.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::known;
use crate::ctx::Ctx;
use crate::failure::{Outcome, reference_fault};
use crate::faults;
use crate::http::text::Name;
use crate::ids::{PartnerStructureId, UserId};
use crate::participants::nir_faults;
use crate::refusal::Fault;

/// Somebody who is invited or came: an account, a structure, or a person by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"structure_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "name": "Agnès Roux", "attended": true}))]
pub(crate) struct Attendee {
    /// Their account, where they have one.
    #[serde(default)]
    #[schema(required = false)]
    pub(crate) user_id: Option<UserId>,
    /// The structure they speak for.
    #[serde(default)]
    #[schema(required = false)]
    pub(crate) structure_id: Option<PartnerStructureId>,
    /// Their name.
    #[serde(default)]
    #[schema(required = false)]
    pub(crate) name: Option<Name>,
    /// Whether they came; not known yet if null.
    #[serde(default)]
    #[schema(required = false)]
    pub(crate) attended: Option<bool>,
}

impl Attendee {
    fn same_person(&self, other: &Self) -> bool {
        match (self.user_id, other.user_id) {
            (Some(a), Some(b)) => a == b,
            (None, None) => self.name == other.name && self.structure_id == other.structure_id,
            _ => false,
        }
    }
}

/// Every fault of a list of attendees: somebody who is nobody, whom the PLIE does not know, or who stands twice.
pub(super) fn faults(cx: &mut Ctx<'_>, attendees: &[Attendee]) -> Outcome<Vec<Fault>> {
    let users: BTreeSet<UserId> = attendees.iter().filter_map(|a| a.user_id).collect();
    let structures: BTreeSet<PartnerStructureId> = attendees.iter().filter_map(|a| a.structure_id).collect();
    let users = known::accounts(cx, &users)?;
    let structures = known::structures(cx, &structures)?;
    let mut found = Vec::new();
    for (i, one) in attendees.iter().enumerate() {
        if one.user_id.is_none() && one.structure_id.is_none() && one.name.is_none() {
            found.push(faults::required(format!("/attendees/{i}/name")));
        }
        if one.user_id.is_some_and(|id| !users.contains(&id)) {
            found.push(reference_fault(format!("/attendees/{i}/user_id")));
        }
        if one.structure_id.is_some_and(|id| !structures.contains(&id)) {
            found.push(reference_fault(format!("/attendees/{i}/structure_id")));
        }
        if attendees.iter().take(i).any(|other| other.same_person(one)) {
            found.push(Fault::new(
                format!("/attendees/{i}"),
                "rule_attendee_twice",
                "Une personne ne figure qu'une fois.",
                "A person stands once only.",
            ));
        }
        found.extend(nir_faults(&[(&format!("/attendees/{i}/name"), one.name.as_ref().map(Name::as_str))]));
    }
    Ok(found)
}
