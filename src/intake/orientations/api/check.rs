//! The rehearsal of a push over HTTP.

use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::wire::CandidateAddress;
use crate::app::App;
use crate::db::Day;
use crate::failure::Outcome;
use crate::http::problem::FieldError;
use crate::http::text::{Code, Paragraph};
use crate::http::{Caller, Reply, Text, Valid};
use crate::ids::{PartnerStructureId, TerritoryId};
use crate::intake::orientations::flow::check;
use crate::intake::orientations::rules::OrientationType;
use crate::participants::rules::likeness::Match;

/// Who would send the person; any member may be missing.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Claire Roux"}))]
pub(crate) struct PrescriberDraft {
    /// First and last name.
    #[serde(default)]
    pub(crate) name: Option<Text<0, 200>>,
    /// E-mail address.
    #[serde(default)]
    pub(crate) email: Option<Text<0, 254>>,
    /// Phone number.
    #[serde(default)]
    pub(crate) phone: Option<Text<0, 30>>,
}

/// What is known of the person; any member may be missing.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"first_name": "Nadia", "last_name": "Benali", "birth_date": "1987-04-12"}))]
pub(crate) struct CandidateDraft {
    /// Given name.
    #[serde(default)]
    pub(crate) first_name: Option<Text<0, 100>>,
    /// Family name in use.
    #[serde(default)]
    pub(crate) last_name: Option<Text<0, 100>>,
    /// Family name at birth.
    #[serde(default)]
    pub(crate) birth_name: Option<Text<0, 100>>,
    /// Day of birth.
    #[serde(default)]
    pub(crate) birth_date: Option<Day>,
    /// Code of the list `gender`.
    #[serde(default)]
    pub(crate) gender: Option<Code>,
    /// E-mail address.
    #[serde(default)]
    pub(crate) email: Option<Text<0, 254>>,
    /// Phone number.
    #[serde(default)]
    pub(crate) phone: Option<Text<0, 30>>,
    /// Somebody who can reach the person.
    #[serde(default)]
    pub(crate) contact_person: Option<Text<0, 200>>,
    /// Where the person lives.
    #[serde(default)]
    pub(crate) address: Option<CandidateAddress>,
    /// France Travail number.
    #[serde(default)]
    pub(crate) france_travail_id: Option<Text<0, 50>>,
}

/// An orientation to rehearse: that of a push, any member of which may be missing.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"candidate": {"first_name": "Nadia", "last_name": "Benali", "birth_date": "1987-04-12"}, "motives": ["job_search"]}))]
pub(crate) struct OrientationCheckIn {
    /// The structure that would send.
    #[serde(default)]
    pub(crate) partner_structure_id: Option<PartnerStructureId>,
    /// The structure's own number for it.
    #[serde(default)]
    pub(crate) external_id: Option<Text<0, 200>>,
    /// Who would send the person.
    #[serde(default)]
    pub(crate) prescriber: Option<PrescriberDraft>,
    /// The person.
    #[serde(default)]
    pub(crate) candidate: Option<CandidateDraft>,
    /// Codes of the list `motive`.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub(crate) motives: Option<Vec<Code>>,
    /// Codes of the list `criterion`.
    #[serde(default)]
    #[validate(length(max = 40))]
    #[schema(max_items = 40)]
    pub(crate) criteria: Option<Vec<Code>>,
    /// Legal orientation type of an RSA recipient.
    #[serde(default)]
    #[expect(dead_code, reason = "its type alone is checked")]
    pub(crate) orientation_type: Option<OrientationType>,
    /// Free words.
    #[serde(default)]
    pub(crate) comment: Option<Paragraph>,
    /// The prescriber states that the person is informed and agrees.
    #[serde(default)]
    pub(crate) data_protection_commitment: Option<bool>,
    /// The territory.
    #[serde(default)]
    pub(crate) territory_id: Option<TerritoryId>,
}

/// What a push would answer, without one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"missing_items": [{"pointer": "/prescriber/name", "code": "required", "message": "Cette information est obligatoire."}], "eligible_criteria": ["senior_50"], "match": "none", "hint": null}))]
pub(crate) struct OrientationCheckView {
    /// What is missing or wrong, each at its place.
    pub(crate) missing_items: Vec<FieldError>,
    /// The criteria given or told by the age that the person meets.
    pub(crate) eligible_criteria: Vec<String>,
    /// Whether the person is known: to a partner, among its own orientations only.
    #[serde(rename = "match")]
    pub(crate) likeness: Match,
    /// Initials and year of birth of the person found.
    #[schema(required = true)]
    pub(crate) hint: Option<String>,
}

/// Rehearse an orientation
///
/// Tells what is missing, which criteria the person meets and whether the person is known; to a partner, among
/// its own orientations only. Writes nothing but its line in the journal. At most 20 an hour.
#[utoipa::path(tag = "orientations", request_body = OrientationCheckIn, responses((status = 200, description = "What a push would meet", body = OrientationCheckView)))]
#[post("/orientations/check")]
pub(crate) async fn check_orientation(app: App, caller: Caller, body: Valid<OrientationCheckIn>) -> Outcome<Reply> {
    app.limit_lookups(caller.claims.sub)?;
    app.write(caller, body, |cx, draft| Reply::value(&check::check(cx, &draft)?)).await
}
