//! Opportunities as they go over the wire.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::{Day, Instant};
use crate::http::text::{Code, CommuneCode, Name, Note, Paragraph};
use crate::http::{Text, patched};
use crate::ids::{EmployerId, OpportunityId, PathwayId, UserId};
use crate::network::opportunities::rules::{NoticeResult, OpportunityConstraintKind};
use crate::pathways::constraints::rules::Demand;

/// The employer behind an opportunity: one of the PLIE's by its identifier, or another by its name.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca"}))]
pub(crate) struct EmployerRef {
    /// An employer of the PLIE.
    #[serde(default)]
    pub(crate) id: Option<EmployerId>,
    /// The name of another; not beside an identifier.
    #[serde(default)]
    pub(crate) name: Option<Name>,
}

/// The employer behind an opportunity.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "name": "Transports Alpins", "siret": "73282932000074"}))]
pub(crate) struct EmployerOfView {
    /// Its identifier, where the PLIE knows it.
    #[schema(required = true)]
    pub(crate) id: Option<EmployerId>,
    /// Its name.
    pub(crate) name: String,
    /// SIRET of the establishment.
    #[schema(required = true)]
    pub(crate) siret: Option<String>,
}

/// Something that an offer asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "hours", "code": "night_work", "value": "Équipes de nuit"}))]
pub(crate) struct Constraint {
    /// What it is about; `driving_licence` without a code asks for the licence.
    pub(crate) kind: OpportunityConstraintKind,
    /// What exactly, so that it is held against what people rule out; of an area the commune of the offer says it.
    #[serde(default)]
    pub(crate) code: Option<Demand>,
    /// The same in words, or what no code says.
    #[serde(default)]
    pub(crate) value: Option<Note>,
}

/// A job, a training or another step offered (S3.18).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "title": "Préparateur de commandes", "description": null, "kind": "job", "employer": {"id": null, "name": "Transports Alpins", "siret": null}, "rome": "N1103", "commune_code": "38185", "target_criteria": [], "blocking_barriers": ["mobility"], "constraints": [{"kind": "hours", "code": "night_work", "value": "Équipes de nuit"}], "closes_on": "2026-04-30", "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct OpportunityView {
    /// Its identifier.
    pub(crate) id: OpportunityId,
    /// Its title.
    pub(crate) title: String,
    /// What it is about.
    #[schema(required = true)]
    pub(crate) description: Option<String>,
    /// What it is, a code of `opportunity_kind`.
    pub(crate) kind: String,
    /// Who offers it.
    #[schema(required = true)]
    pub(crate) employer: Option<EmployerOfView>,
    /// ROME code of the occupation.
    #[schema(required = true)]
    pub(crate) rome: Option<String>,
    /// INSEE code of the commune where it is.
    #[schema(required = true)]
    pub(crate) commune_code: Option<String>,
    /// The publics it is for, codes of `criterion`.
    pub(crate) target_criteria: Vec<String>,
    /// The barriers that rule it out while they are open and felt (severity 2 or more), codes of `barrier`.
    pub(crate) blocking_barriers: Vec<String>,
    /// What it asks for; what has a code is held against what people rule out.
    pub(crate) constraints: Vec<Constraint>,
    /// Last day; open if null.
    #[schema(required = true)]
    pub(crate) closes_on: Option<Day>,
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

crate::page_of!(OpportunityPage, OpportunityView);

/// A new opportunity.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Préparateur de commandes", "kind": "job", "employer": {"name": "Transports Alpins"}, "rome": "N1103", "blocking_barriers": ["mobility"], "constraints": [{"kind": "hours", "code": "night_work"}]}))]
pub(crate) struct OpportunityIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<OpportunityId>,
    /// Its title.
    pub(crate) title: Name,
    /// What it is about.
    #[serde(default)]
    pub(crate) description: Option<Paragraph>,
    /// What it is, a code of `opportunity_kind`.
    pub(crate) kind: Code,
    /// Who offers it.
    #[serde(default)]
    pub(crate) employer: Option<EmployerRef>,
    /// ROME code of the occupation.
    #[serde(default)]
    pub(crate) rome: Option<Text<5, 5>>,
    /// INSEE code of the commune where it is.
    #[serde(default)]
    pub(crate) commune_code: Option<CommuneCode>,
    /// The publics it is for, codes of `criterion`.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) target_criteria: Option<Vec<Code>>,
    /// The barriers that rule it out, codes of `barrier`.
    #[serde(default)]
    #[schema(max_items = 13)]
    #[validate(length(max = 13))]
    pub(crate) blocking_barriers: Option<Vec<Code>>,
    /// What it asks for.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20))]
    pub(crate) constraints: Option<Vec<Constraint>>,
    /// Last day; open if left out.
    #[serde(default)]
    pub(crate) closes_on: Option<Day>,
}

/// What changes of an opportunity.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"closes_on": "2026-05-31"}))]
pub(crate) struct OpportunityPatch {
    /// Its title.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) title: Option<Name>,
    /// What it is about.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) description: Option<Option<Paragraph>>,
    /// What it is, a code of `opportunity_kind`.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) kind: Option<Code>,
    /// Who offers it.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) employer: Option<Option<EmployerRef>>,
    /// ROME code of the occupation.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) rome: Option<Option<Text<5, 5>>>,
    /// INSEE code of the commune where it is.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) commune_code: Option<Option<CommuneCode>>,
    /// The publics it is for; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) target_criteria: Option<Vec<Code>>,
    /// The barriers that rule it out; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 13)]
    #[validate(length(max = 13))]
    pub(crate) blocking_barriers: Option<Vec<Code>>,
    /// What it asks for; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 20)]
    #[validate(length(max = 20))]
    pub(crate) constraints: Option<Vec<Constraint>>,
    /// Last day.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) closes_on: Option<Option<Day>>,
}

/// Which opportunities are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpportunityFilter {
    /// Only those of this kind.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) kind: Option<Code>,
    /// Only those of this occupation.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) rome: Option<Text<5, 5>>,
    /// Only those of this employer.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) employer_id: Option<EmployerId>,
    /// Only those still open today, or only the others.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) open: Option<bool>,
}

/// Whom to list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct MatchFilter {
    /// Those whom it fits, or with `false` the others and what stands in their way.
    #[serde(default)]
    #[param(required = false, nullable = false, default = true)]
    pub(crate) fits: Option<bool>,
}

/// Whom an opportunity is passed on to.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"pathway_ids": ["01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb"], "channel": "sms"}))]
pub(crate) struct OpportunityNotifyIn {
    /// The pathways of the people who hear of it.
    #[schema(min_items = 1, max_items = 500)]
    #[validate(length(min = 1, max = 500))]
    pub(crate) pathway_ids: Vec<PathwayId>,
    /// How they hear of it, a code of `channel`.
    pub(crate) channel: Code,
}

/// What changes of a notice.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"result": "applied"}))]
pub(crate) struct OpportunityNoticePatch {
    /// What came of it.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) result: Option<NoticeResult>,
}

/// Which notices are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeFilter {
    /// Only that of this pathway.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) pathway_id: Option<PathwayId>,
    /// Only those of which this came.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) result: Option<NoticeResult>,
}
