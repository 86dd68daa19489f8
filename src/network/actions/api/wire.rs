//! Actions as they go over the wire.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::{Day, Instant};
use crate::http::patched;
use crate::http::text::{Code, Name, Note, Paragraph};
use crate::ids::{ActionId, OperationId, PartnerStructureId, ProcurementContractId, TerritoryId, UserId};
use crate::network::actions::rules::ActionStatus;
use crate::network::actions::store::ActionRow;

/// An action of the PLIE.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "title": "Permis solidaire", "type": "barrier_lifting", "themes": ["mobility"], "description": null, "territory_id": null, "provider_structure_id": null, "operation_id": null, "procurement_contract_id": null, "fund": "esf_plus", "capacity": 12, "places_taken": 3, "places_left": 9, "starts_on": "2026-04-01", "ends_on": "2026-06-30", "place": "Maison de l'emploi", "innovative": false, "target_criteria": ["rsa"], "status": "open", "opened_at": "2026-03-02T08:00:00Z", "recorded_by": null, "version": 3, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct ActionView {
    /// Its identifier.
    pub(crate) id: ActionId,
    /// Its title.
    pub(crate) title: String,
    /// What it is, a code of `stage_type`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The barriers it lifts, codes of `barrier`.
    pub(crate) themes: Vec<String>,
    /// What it is about.
    #[schema(required = true)]
    pub(crate) description: Option<String>,
    /// The territory it is for; the whole PLIE if null.
    #[schema(required = true)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// The structure that provides it.
    #[schema(required = true)]
    pub(crate) provider_structure_id: Option<PartnerStructureId>,
    /// The operation that pays for it.
    #[schema(required = true)]
    pub(crate) operation_id: Option<OperationId>,
    /// The procurement contract under which it is bought.
    #[schema(required = true)]
    pub(crate) procurement_contract_id: Option<ProcurementContractId>,
    /// The fund, a code of `fund`.
    #[schema(required = true)]
    pub(crate) fund: Option<String>,
    /// Places in all; without limit if null.
    #[schema(required = true)]
    pub(crate) capacity: Option<i64>,
    /// Places that stages take: those under way and those completed.
    pub(crate) places_taken: i64,
    /// Places left; without limit if null.
    #[schema(required = true)]
    pub(crate) places_left: Option<i64>,
    /// First day.
    #[schema(required = true)]
    pub(crate) starts_on: Option<Day>,
    /// Last day.
    #[schema(required = true)]
    pub(crate) ends_on: Option<Day>,
    /// Where.
    #[schema(required = true)]
    pub(crate) place: Option<String>,
    /// Whether it is an innovative one (S0.22).
    pub(crate) innovative: bool,
    /// The publics it is made for, codes of `criterion`; all if empty.
    pub(crate) target_criteria: Vec<String>,
    /// Where it stands.
    pub(crate) status: ActionStatus,
    /// When it was opened.
    #[schema(required = true)]
    pub(crate) opened_at: Option<Instant>,
    /// The account that recorded it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(ActionPage, ActionView);

/// A new action: an idea.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Permis solidaire", "type": "barrier_lifting", "themes": ["mobility"], "capacity": 12, "starts_on": "2026-04-01", "ends_on": "2026-06-30", "target_criteria": ["rsa"]}))]
pub(crate) struct ActionIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<ActionId>,
    /// Its title.
    pub(crate) title: Name,
    /// What it is, a code of `stage_type`.
    #[serde(rename = "type")]
    pub(crate) kind: Code,
    /// The barriers it lifts, codes of `barrier`.
    #[serde(default)]
    #[schema(max_items = 13)]
    #[validate(length(max = 13))]
    pub(crate) themes: Option<Vec<Code>>,
    /// What it is about.
    #[serde(default)]
    pub(crate) description: Option<Paragraph>,
    /// The territory it is for; the whole PLIE if left out, which is for those alone whose role names no territory.
    #[serde(default)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// The structure that provides it.
    #[serde(default)]
    pub(crate) provider_structure_id: Option<PartnerStructureId>,
    /// The operation that pays for it.
    #[serde(default)]
    pub(crate) operation_id: Option<OperationId>,
    /// The procurement contract under which it is bought.
    #[serde(default)]
    pub(crate) procurement_contract_id: Option<ProcurementContractId>,
    /// The fund, a code of `fund`.
    #[serde(default)]
    pub(crate) fund: Option<Code>,
    /// Places in all; without limit if left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10000)]
    #[validate(range(min = 1, max = 10_000))]
    pub(crate) capacity: Option<i64>,
    /// First day.
    #[serde(default)]
    pub(crate) starts_on: Option<Day>,
    /// Last day.
    #[serde(default)]
    pub(crate) ends_on: Option<Day>,
    /// Where.
    #[serde(default)]
    pub(crate) place: Option<Note>,
    /// Whether it is an innovative one (S0.22); no if left out.
    #[serde(default)]
    pub(crate) innovative: Option<bool>,
    /// The publics it is made for, codes of `criterion`; all if left out.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) target_criteria: Option<Vec<Code>>,
}

/// What changes of an action.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"capacity": 15}))]
pub(crate) struct ActionPatch {
    /// Its title.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) title: Option<Name>,
    /// What it is, a code of `stage_type`.
    #[serde(default, deserialize_with = "patched", rename = "type")]
    #[schema(nullable = false)]
    pub(crate) kind: Option<Code>,
    /// The barriers it lifts; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 13)]
    #[validate(length(max = 13))]
    pub(crate) themes: Option<Vec<Code>>,
    /// What it is about.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) description: Option<Option<Paragraph>>,
    /// The territory it is for; the whole PLIE if null.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) territory_id: Option<Option<TerritoryId>>,
    /// The structure that provides it.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) provider_structure_id: Option<Option<PartnerStructureId>>,
    /// The operation that pays for it.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) operation_id: Option<Option<OperationId>>,
    /// The procurement contract under which it is bought.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) procurement_contract_id: Option<Option<ProcurementContractId>>,
    /// The fund, a code of `fund`.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) fund: Option<Option<Code>>,
    /// Places in all; not fewer than are taken (409 `conflict_action_full`).
    #[serde(default, deserialize_with = "patched")]
    #[schema(minimum = 1, maximum = 10000)]
    #[validate(range(min = 1, max = 10_000))]
    pub(crate) capacity: Option<Option<i64>>,
    /// First day.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) starts_on: Option<Option<Day>>,
    /// Last day.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) ends_on: Option<Option<Day>>,
    /// Where.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) place: Option<Option<Note>>,
    /// Whether it is an innovative one (S0.22).
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) innovative: Option<bool>,
    /// The publics it is made for; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) target_criteria: Option<Vec<Code>>,
}

/// Which actions are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActionFilter {
    /// Only those of this territory.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Only those of this type.
    #[serde(default, rename = "type")]
    #[param(required = false, nullable = false)]
    pub(crate) kind: Option<Code>,
    /// Only those that lift barriers of this theme.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) theme: Option<Code>,
    /// Only those that stand so.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) status: Option<ActionStatus>,
    /// Only those that one enters today, open and not over; or only the others.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) open: Option<bool>,
    /// Only those this structure provides.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) provider_structure_id: Option<PartnerStructureId>,
    /// Only innovative ones, or only the others.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) innovative: Option<bool>,
}

/// When an action is planned.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"starts_on": "2026-04-01", "ends_on": "2026-06-30"}))]
pub(crate) struct ActionPlanIn {
    /// First day; the one already known if left out.
    #[serde(default)]
    pub(crate) starts_on: Option<Day>,
    /// Last day; the one already known if left out.
    #[serde(default)]
    pub(crate) ends_on: Option<Day>,
}

impl ActionView {
    /// The action with the places taken in it.
    pub(crate) fn of(row: ActionRow, places_taken: i64) -> Self {
        Self {
            id: row.id,
            themes: row.themes.read().unwrap_or_default(),
            target_criteria: row.target_criteria.read().unwrap_or_default(),
            title: row.title,
            kind: row.type_,
            description: row.description,
            territory_id: row.territory_id,
            provider_structure_id: row.provider_structure_id,
            operation_id: row.operation_id,
            procurement_contract_id: row.procurement_contract_id,
            fund: row.fund,
            capacity: row.capacity,
            places_taken,
            places_left: row.capacity.map(|places| (places - places_taken).max(0)),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            place: row.place,
            innovative: row.innovative,
            status: row.status,
            opened_at: row.opened_at,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
