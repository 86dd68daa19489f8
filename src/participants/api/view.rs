//! Participants as they are shown.

use serde::Serialize;
use utoipa::ToSchema;

use super::wire::Address;
use crate::auth::role::Reach;
use crate::db::{Day, Instant, Json};
use crate::ids::{
    OrientationId, ParticipantId, PartnerStructureId, PathwayId, ReferentId, SiteId, TerritoryId, UserId,
};
use crate::participants::beside::Whole;
use crate::participants::situations::SituationView;
use crate::participants::store::ParticipantRow;
use crate::pathways::rules::PathwayStatus;

/// The current pathway of a participant; more of it with `expand=current_pathway`.
#[derive(Debug, Clone, Serialize, ToSchema)]
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
#[derive(Debug, Clone, Serialize, ToSchema)]
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
    /// Numbers in other systems; null for who stands beside the support.
    #[schema(required = true, value_type = Option<BTreeMap<String, String>>)]
    pub(crate) external_ids: Option<Json>,
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

impl ParticipantView {
    /// As the caller reads it: whole, or who it is and where they stand.
    pub(crate) fn shown(row: ParticipantRow, whole: &Whole, reach: &Reach) -> Self {
        let in_part = !whole.has(row.id);
        let view = Self::from(row);
        if !in_part {
            return view;
        }
        // its own number is for France Travail alone
        let france_travail_id = view.france_travail_id.clone().filter(|_| !reach.reviewed.is_empty());
        Self { france_travail_id, ..view.in_part() }
    }

    fn in_part(self) -> Self {
        Self {
            gender: None,
            email: None,
            phone: None,
            contact_person: None,
            address: None,
            external_ids: None,
            caf_msa_id: None,
            last_contact_on: None,
            recorded_by: None,
            ..self
        }
    }
}

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
            external_ids: Some(row.external_ids),
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
