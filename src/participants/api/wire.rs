//! Participants as they are sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::Day;
use crate::http::patched;
use crate::http::text::{Code, CommuneCode, Email, Phone, Postcode, Text};
use crate::ids::{ParticipantId, ReferentId, SiteId, TerritoryId};
use crate::participants::flow::NewParticipant;
use crate::participants::rules::EXTERNAL_ID_MAX;
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

impl From<Address> for AddressPatch {
    fn from(given: Address) -> Self {
        Self {
            line: Some(given.line),
            postcode: Some(given.postcode),
            commune_code: Some(given.commune_code),
            qpv: given.qpv.map(Some),
            frr: given.frr.map(Some),
            valid_from: given.valid_from.map(Some),
        }
    }
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
#[derive(Debug, Clone, Default, Deserialize, ToSchema, Validate)]
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

impl From<ParticipantIn> for ParticipantPatch {
    /// What was given of a person; what was left out stays.
    fn from(given: ParticipantIn) -> Self {
        Self {
            first_name: Some(given.first_name),
            last_name: Some(given.last_name),
            birth_name: given.birth_name.map(Some),
            birth_date: Some(given.birth_date),
            gender: Some(given.gender),
            email: given.email.map(Some),
            phone: given.phone.map(Some),
            contact_person: given.contact_person.map(Some),
            address: given.address.map(|address| Some(address.into())),
            external_ids: given
                .external_ids
                .map(|numbers| Some(numbers.into_iter().map(|(system, number)| (system, Some(number))).collect())),
            france_travail_id: given.france_travail_id.map(Some),
            caf_msa_id: given.caf_msa_id.map(Some),
        }
    }
}

/// Which participants are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
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
