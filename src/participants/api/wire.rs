//! Participants as they go over the wire.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::schema::{orientations, pathways};
use crate::db::{Day, Instant, Json};
use crate::http::patched;
use crate::http::text::{Code, CommuneCode, Email, Phone, Postcode, Text};
use crate::ids::{
    OrientationId, ParticipantId, PartnerStructureId, PathwayId, ReferentId, SiteId, TerritoryId, UserId,
};
use crate::participants::flow::NewParticipant;
use crate::participants::rules::EXTERNAL_ID_MAX;
use crate::participants::situations::SituationView;
use crate::participants::store::ParticipantRow;
use crate::pathways::rules::PathwayStatus;

/// A given or family name of a person.
pub(crate) type PersonName = Text<1, 100>;
/// Somebody who can reach the person, with how.
pub(crate) type ContactPerson = Text<1, 200>;
/// A number that an administration gave.
pub(crate) type Number = Text<1, 50>;
/// A number that another system gave.
pub(crate) type ExternalId = Text<1, EXTERNAL_ID_MAX>;

/// Where a person lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"line": "12 rue des Alpes", "postcode": "38000", "commune_code": "38185", "qpv": true}))]
pub(crate) struct Address {
    /// Number, street and what follows.
    pub(crate) line: Text<1, 300>,
    /// Postcode.
    pub(crate) postcode: Postcode,
    /// INSEE code of the commune; it decides the territory.
    pub(crate) commune_code: CommuneCode,
    /// Whether it lies in a priority district (QPV); null: not known.
    #[serde(default)]
    pub(crate) qpv: Option<bool>,
    /// Whether it lies in a rural revitalisation zone (FRR); null: not known.
    #[serde(default)]
    pub(crate) frr: Option<bool>,
    /// Since when; the day it is recorded, if left out.
    #[serde(default)]
    pub(crate) valid_from: Option<Day>,
}

impl Address {
    /// The address, valid from `day` where it says nothing else.
    pub(crate) fn dated(mut self, day: Day) -> Self {
        self.valid_from = self.valid_from.or(Some(day));
        self
    }
}

/// What changes of an address; as a whole where none was known yet.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"qpv": true}))]
pub(crate) struct AddressPatch {
    /// Number, street and what follows.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) line: Option<Text<1, 300>>,
    /// Postcode.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) postcode: Option<Postcode>,
    /// INSEE code of the commune; it decides the territory.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) commune_code: Option<CommuneCode>,
    /// Whether it lies in a priority district (QPV).
    #[serde(default, deserialize_with = "patched")]
    pub(crate) qpv: Option<Option<bool>>,
    /// Whether it lies in a rural revitalisation zone (FRR).
    #[serde(default, deserialize_with = "patched")]
    pub(crate) frr: Option<Option<bool>>,
    /// Since when.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) valid_from: Option<Option<Day>>,
}

/// A new participant.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"first_name": "Nadia", "last_name": "Benali", "birth_date": "1987-04-12", "gender": "woman", "phone": "0612345678"}))]
pub(crate) struct ParticipantIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<ParticipantId>,
    /// Given name.
    pub(crate) first_name: PersonName,
    /// Family name in use.
    pub(crate) last_name: PersonName,
    /// Family name at birth.
    #[serde(default)]
    pub(crate) birth_name: Option<PersonName>,
    /// Day of birth.
    pub(crate) birth_date: Day,
    /// Code of the list `gender`.
    pub(crate) gender: Code,
    /// E-mail address. One of e-mail, phone and contact person is needed before entry (R7.5).
    #[serde(default)]
    pub(crate) email: Option<Email>,
    /// Phone number.
    #[serde(default)]
    pub(crate) phone: Option<Phone>,
    /// Somebody who can reach the person, with how.
    #[serde(default)]
    pub(crate) contact_person: Option<ContactPerson>,
    /// Where the person lives.
    #[serde(default)]
    pub(crate) address: Option<Address>,
    /// Numbers in other systems: the system's short name and the number there. One number is one person's.
    #[serde(default)]
    #[validate(length(max = 20))]
    pub(crate) external_ids: Option<BTreeMap<String, ExternalId>>,
    /// France Travail number; one person's.
    #[serde(default)]
    pub(crate) france_travail_id: Option<Number>,
    /// CAF or MSA number; a household's.
    #[serde(default)]
    pub(crate) caf_msa_id: Option<Number>,
    /// Whether the caller has looked at the possible doubles and this is another person.
    #[serde(default)]
    pub(crate) confirm_new: bool,
}

impl ParticipantIn {
    pub(crate) fn into_new(self) -> NewParticipant {
        NewParticipant {
            id: self.id,
            first_name: self.first_name.into_string(),
            last_name: self.last_name.into_string(),
            birth_name: self.birth_name.map(String::from),
            birth_date: self.birth_date,
            gender: Some(self.gender.into_string()),
            email: self.email.map(String::from),
            phone: self.phone.map(String::from),
            contact_person: self.contact_person.map(String::from),
            address: self.address,
            external_ids: numbers(self.external_ids.unwrap_or_default()),
            france_travail_id: self.france_travail_id.map(String::from),
            caf_msa_id: self.caf_msa_id.map(String::from),
        }
    }
}

fn numbers(given: BTreeMap<String, ExternalId>) -> BTreeMap<String, String> {
    given.into_iter().map(|(system, number)| (system, number.into_string())).collect()
}

/// What changes of a participant.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"phone": "0612345678", "external_ids": {"viesion": "A-12"}}))]
pub(crate) struct ParticipantPatch {
    /// Given name.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) first_name: Option<PersonName>,
    /// Family name in use.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) last_name: Option<PersonName>,
    /// Family name at birth.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) birth_name: Option<Option<PersonName>>,
    /// Day of birth.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) birth_date: Option<Day>,
    /// Code of the list `gender`.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) gender: Option<Code>,
    /// E-mail address.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) email: Option<Option<Email>>,
    /// Phone number.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) phone: Option<Option<Phone>>,
    /// Somebody who can reach the person, with how.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) contact_person: Option<Option<ContactPerson>>,
    /// Where the person lives; members that are left out stay.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) address: Option<Option<AddressPatch>>,
    /// Numbers in other systems; those left out stay, null takes one away.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<BTreeMap<String, Option<String>>>)]
    pub(crate) external_ids: Option<Option<BTreeMap<String, Option<ExternalId>>>>,
    /// France Travail number.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) france_travail_id: Option<Option<Number>>,
    /// CAF or MSA number.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) caf_msa_id: Option<Option<Number>>,
}

/// Which participants are listed.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParticipantFilter {
    /// Those that this referent follows.
    #[param(required = false)]
    pub(crate) referent_id: Option<ReferentId>,
    /// Those followed at this site.
    #[param(required = false)]
    pub(crate) site_id: Option<SiteId>,
    /// Those who live in this territory.
    #[param(required = false)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Those whose current pathway has this status.
    #[param(required = false)]
    pub(crate) pathway_status: Option<PathwayStatus>,
    /// Those with this criterion, a code of the list `criterion`.
    #[param(required = false)]
    pub(crate) criterion: Option<Code>,
    /// The beginning of each word of their names, whatever the case and accents; two characters at least.
    #[param(required = false)]
    pub(crate) q: Option<String>,
}

/// The current pathway of a participant; more of it with `expand=current_pathway`.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = pathways)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d1", "status": "active"}))]
pub(crate) struct CurrentPathway {
    /// The pathway.
    pub(crate) id: PathwayId,
    /// Where it stands.
    pub(crate) status: PathwayStatus,
    /// When it was activated (expanded).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) activated_on: Option<Day>,
    /// When it should end (expanded).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) planned_end_on: Option<Day>,
    /// When the last interview was held (expanded).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) last_interview_on: Option<Day>,
    /// When the next interview is due (expanded).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) next_interview_due_on: Option<Day>,
    /// When the next milestone is due (expanded).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) next_milestone_due_on: Option<Day>,
    /// When it was left (expanded).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) exit_on: Option<Day>,
    /// Why it was left, a code of the list `exit_reason` (expanded).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) exit_reason: Option<String>,
}

impl CurrentPathway {
    fn brief(id: PathwayId, status: PathwayStatus) -> Self {
        Self {
            id,
            status,
            activated_on: None,
            planned_end_on: None,
            last_interview_on: None,
            next_interview_due_on: None,
            next_milestone_due_on: None,
            exit_on: None,
            exit_reason: None,
        }
    }
}

/// An orientation that led to a participant.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = orientations)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d7", "partner_structure_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d8", "status": "admitted", "received_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct OrientationBrief {
    /// The orientation.
    pub(crate) id: OrientationId,
    /// The structure that sent it.
    pub(crate) partner_structure_id: PartnerStructureId,
    /// Where it stands.
    pub(crate) status: String,
    /// When it was received.
    pub(crate) received_at: Instant,
}

/// The referent of a participant.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d2", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d3"}))]
pub(crate) struct CurrentReferent {
    /// The referent.
    pub(crate) id: ReferentId,
    /// Their account.
    #[schema(required = true)]
    pub(crate) user_id: Option<UserId>,
}

/// A participant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "first_name": "Nadia", "last_name": "Benali", "birth_name": null, "birth_date": "1987-04-12", "gender": "woman", "email": null, "phone": "0612345678", "contact_person": null, "address": null, "external_ids": {"viesion": "A-12"}, "france_travail_id": null, "caf_msa_id": null, "territory_id": null, "site_id": null, "last_contact_on": "2026-02-27", "current_pathway": {"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d1", "status": "active"}, "referent": {"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d2", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d3"}, "merged_into": null, "recorded_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d3", "version": 3, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-02-27T15:40:00Z"}))]
pub(crate) struct ParticipantView {
    /// Its identifier.
    pub(crate) id: ParticipantId,
    /// Given name.
    pub(crate) first_name: String,
    /// Family name in use.
    pub(crate) last_name: String,
    /// Family name at birth.
    #[schema(required = true)]
    pub(crate) birth_name: Option<String>,
    /// Day of birth.
    pub(crate) birth_date: Day,
    /// Code of the list `gender`; null where a prescriber did not say.
    #[schema(required = true)]
    pub(crate) gender: Option<String>,
    /// E-mail address.
    #[schema(required = true)]
    pub(crate) email: Option<String>,
    /// Phone number.
    #[schema(required = true)]
    pub(crate) phone: Option<String>,
    /// Somebody who can reach the person, with how.
    #[schema(required = true)]
    pub(crate) contact_person: Option<String>,
    /// Where the person lives.
    #[schema(required = true, value_type = Option<Address>)]
    pub(crate) address: Option<Json>,
    /// Numbers in other systems.
    #[schema(value_type = BTreeMap<String, String>)]
    pub(crate) external_ids: Json,
    /// France Travail number.
    #[schema(required = true)]
    pub(crate) france_travail_id: Option<String>,
    /// CAF or MSA number.
    #[schema(required = true)]
    pub(crate) caf_msa_id: Option<String>,
    /// The territory of the commune.
    #[schema(required = true)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// The site where the person is followed.
    #[schema(required = true)]
    pub(crate) site_id: Option<SiteId>,
    /// When the person was last met or reached.
    #[schema(required = true)]
    pub(crate) last_contact_on: Option<Day>,
    /// The current pathway, or the last.
    #[schema(required = true)]
    pub(crate) current_pathway: Option<CurrentPathway>,
    /// Who follows the person now.
    #[schema(required = true)]
    pub(crate) referent: Option<CurrentReferent>,
    /// The participant that this one was merged into.
    #[schema(required = true)]
    pub(crate) merged_into: Option<ParticipantId>,
    /// The account that recorded the person.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
    /// The newest situations, 50 at most, with `expand=situations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) situations: Option<Vec<SituationView>>,
    /// The newest orientations, 50 at most, with `expand=orientations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) orientations: Option<Vec<OrientationBrief>>,
}

crate::page_of!(ParticipantPage, ParticipantView);

impl From<ParticipantRow> for ParticipantView {
    fn from(row: ParticipantRow) -> Self {
        let pathway = row.current_pathway_id.zip(row.pathway_status);
        let user_id = row.current_referent_user_id;
        Self {
            id: row.id,
            first_name: row.first_name,
            last_name: row.last_name,
            birth_name: row.birth_name,
            birth_date: row.birth_date,
            gender: row.gender,
            email: row.email,
            phone: row.phone,
            contact_person: row.contact_person,
            address: row.address,
            external_ids: row.external_ids,
            france_travail_id: row.france_travail_id,
            caf_msa_id: row.caf_msa_id,
            territory_id: row.territory_id,
            site_id: row.site_id,
            last_contact_on: row.last_contact_on,
            current_pathway: pathway.map(|(id, status)| CurrentPathway::brief(id, status)),
            referent: row.current_referent_id.map(|id| CurrentReferent { id, user_id }),
            merged_into: row.merged_into,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            situations: None,
            orientations: None,
        }
    }
}
