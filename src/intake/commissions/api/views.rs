//! Commissions as they go over the wire.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Attended, Member};
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::failure::{Failure, Outcome};
use crate::ids::{
    AgendaItemId, CommissionId, CommissionSessionId, DecisionId, EntryFileId, ParticipantId, PathwayId, TerritoryId,
    UserId,
};
use crate::intake::commissions::flow;
use crate::intake::commissions::rules::decisions::DecisionStatus;
use crate::intake::commissions::rules::{ItemKind, SessionStatus};
use crate::intake::commissions::store::{self, CommissionRow, Decided, ItemRow, KeptOutcome, SessionRow};

/// A commission (CLAS).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "name": "CLAS Grenoble Nord", "territory_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "quorum": 2, "members": [], "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct CommissionView {
    /// Its identifier.
    pub(crate) id: CommissionId,
    /// Its name.
    pub(crate) name: String,
    /// The territory whose people it admits.
    pub(crate) territory_id: TerritoryId,
    /// Voting members that have to be there; 0 is no quorum.
    pub(crate) quorum: i64,
    /// Its members.
    pub(crate) members: Vec<Member>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(CommissionPage, CommissionView);

/// A session of a commission.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "commission_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "starts_at": "2026-03-12T13:00:00Z", "chair_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "status": "planned", "attendance": [], "version": 1}))]
pub(crate) struct CommissionSessionView {
    /// Its identifier.
    pub(crate) id: CommissionSessionId,
    /// The commission.
    pub(crate) commission_id: CommissionId,
    /// When it starts.
    pub(crate) starts_at: Instant,
    /// Where.
    #[schema(required = true)]
    pub(crate) place: Option<String>,
    /// The account of the chair.
    pub(crate) chair_id: UserId,
    /// Where it stands.
    pub(crate) status: SessionStatus,
    /// Who came, once it is held.
    pub(crate) attendance: Vec<Attended>,
    /// Whether enough voting members were there; null until it is held.
    #[schema(required = true)]
    pub(crate) quorum_met: Option<bool>,
    /// When the agenda was frozen.
    #[schema(required = true)]
    pub(crate) frozen_at: Option<Instant>,
    /// When it was recorded as held.
    #[schema(required = true)]
    pub(crate) held_at: Option<Instant>,
    /// When the chair validated the minutes.
    #[schema(required = true)]
    pub(crate) minutes_validated_at: Option<Instant>,
    /// The account that did.
    #[schema(required = true)]
    pub(crate) minutes_validated_by: Option<UserId>,
    /// Why it was cancelled.
    #[schema(required = true)]
    pub(crate) cancelled_reason: Option<String>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(CommissionSessionPage, CommissionSessionView);

/// The person an item is about.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "first_name": "Nadia", "last_name": "Benali"}))]
pub(crate) struct AgendaPerson {
    /// The participant.
    pub(crate) id: ParticipantId,
    /// First name.
    pub(crate) first_name: String,
    /// Last name.
    pub(crate) last_name: String,
}

/// A decision of a commission.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "agenda_item_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "session_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "outcome": "admitted", "status": "effective", "motive": "Projet solide", "alternative": null, "effective_on": "2026-03-12", "final": false, "version": 1}))]
pub(crate) struct DecisionView {
    /// Its identifier.
    pub(crate) id: DecisionId,
    /// The item that was decided.
    pub(crate) agenda_item_id: AgendaItemId,
    /// The session that decided it.
    pub(crate) session_id: CommissionSessionId,
    /// The person it is about.
    #[schema(required = true)]
    pub(crate) participant_id: Option<ParticipantId>,
    /// The entry file, for an admission.
    #[schema(required = true)]
    pub(crate) entry_file_id: Option<EntryFileId>,
    /// The pathway that was reviewed, or that the admission opened.
    #[schema(required = true)]
    pub(crate) pathway_id: Option<PathwayId>,
    /// What was decided.
    pub(crate) outcome: KeptOutcome,
    /// Where the decision stands.
    pub(crate) status: DecisionStatus,
    /// Why.
    pub(crate) motive: String,
    /// What is proposed instead, on a refusal or redirection.
    #[schema(required = true)]
    pub(crate) alternative: Option<String>,
    /// From which day.
    pub(crate) effective_on: Day,
    /// The decision of a later session that takes its place.
    #[schema(required = true)]
    pub(crate) superseded_by: Option<DecisionId>,
    /// Whether the minutes that hold it are validated.
    #[serde(rename = "final")]
    pub(crate) is_final: bool,
    /// When the département's word was recorded.
    #[schema(required = true)]
    pub(crate) department_confirmed_at: Option<Instant>,
    /// The account that recorded it.
    #[schema(required = true)]
    pub(crate) department_confirmed_by: Option<UserId>,
    /// Account that recorded the decision.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(DecisionPage, DecisionView);

/// An item of an agenda, with its decision.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "session_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "kind": "admission", "entry_file_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "pathway_id": null, "position": 1, "outcome": null, "decision": null, "version": 1}))]
pub(crate) struct AgendaItemView {
    /// Its identifier.
    pub(crate) id: AgendaItemId,
    /// The session.
    pub(crate) session_id: CommissionSessionId,
    /// What it is about.
    pub(crate) kind: ItemKind,
    /// The entry file it is about.
    #[schema(required = true)]
    pub(crate) entry_file_id: Option<EntryFileId>,
    /// The pathway it is about.
    #[schema(required = true)]
    pub(crate) pathway_id: Option<PathwayId>,
    /// The person it is about.
    #[schema(required = true)]
    pub(crate) participant: Option<AgendaPerson>,
    /// Its place on the agenda, from 1.
    pub(crate) position: i64,
    /// What was decided; null until it is.
    #[schema(required = true)]
    pub(crate) outcome: Option<KeptOutcome>,
    /// The decision; null until it is taken.
    #[schema(required = true)]
    pub(crate) decision: Option<DecisionView>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(AgendaItemPage, AgendaItemView);

/// A file that could not be put on the agenda.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pointer": "/entry-files/01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "code": "entry_file_not_complete", "message": "Ce dossier n'est plus complet."}))]
pub(crate) struct LeftOut {
    /// Which.
    pub(crate) pointer: String,
    /// Stable code.
    pub(crate) code: String,
    /// Why.
    pub(crate) message: String,
}

/// What was put on an agenda.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"session_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "items": [], "left_out": []}))]
pub(crate) struct BuiltAgenda {
    /// The session.
    pub(crate) session_id: CommissionSessionId,
    /// The items that were added; with `dry_run`, those that would be.
    pub(crate) items: Vec<AgendaItemView>,
    /// The files that are not ready after all.
    pub(crate) left_out: Vec<LeftOut>,
}

/// Items with the people they are about and their decisions.
pub(crate) fn item_views(cx: &mut Ctx<'_>, rows: Vec<ItemRow>) -> Outcome<Vec<AgendaItemView>> {
    let ids: Vec<AgendaItemId> = rows.iter().map(|r| r.id).collect();
    let people: Vec<ParticipantId> = rows.iter().filter_map(|r| r.participant_id).collect();
    let people = store::people(cx, &people)?;
    let mut decisions = store::decisions_of_items(cx, &ids)?;
    let view = |row: ItemRow| {
        let decision = decisions.remove(&row.id).map(DecisionView::from);
        let participant = row.participant_id.and_then(|id| {
            let (first_name, last_name) = people.get(&id).cloned()?;
            Some(AgendaPerson { id, first_name, last_name })
        });
        AgendaItemView {
            id: row.id,
            session_id: row.session_id,
            kind: row.kind,
            entry_file_id: row.entry_file_id,
            pathway_id: row.pathway_id,
            participant,
            position: row.position,
            outcome: decision.as_ref().map(|d| d.outcome),
            decision,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One item with the person it is about and its decision.
pub(crate) fn item_view(cx: &mut Ctx<'_>, row: ItemRow) -> Outcome<AgendaItemView> {
    item_views(cx, vec![row])?.pop().ok_or(Failure::NotFound)
}

impl From<CommissionRow> for CommissionView {
    fn from(row: CommissionRow) -> Self {
        Self {
            members: row.members.read().unwrap_or_default(),
            id: row.id,
            name: row.name,
            territory_id: row.territory_id,
            quorum: row.quorum,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<SessionRow> for CommissionSessionView {
    fn from(row: SessionRow) -> Self {
        Self {
            attendance: row.attendance.read().unwrap_or_default(),
            id: row.id,
            commission_id: row.commission_id,
            starts_at: row.starts_at,
            place: row.place,
            chair_id: row.chair_id,
            status: row.status,
            quorum_met: row.quorum_met,
            frozen_at: row.frozen_at,
            held_at: row.held_at,
            minutes_validated_at: row.minutes_validated_at,
            minutes_validated_by: row.minutes_validated_by,
            cancelled_reason: row.cancelled_reason,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<Decided> for DecisionView {
    fn from(d: Decided) -> Self {
        let status = flow::status_of(&d.row);
        let row = d.row;
        Self {
            id: row.id,
            agenda_item_id: row.agenda_item_id,
            session_id: row.session_id,
            participant_id: row.participant_id,
            entry_file_id: d.entry_file_id,
            pathway_id: d.pathway_id,
            outcome: row.outcome,
            status,
            motive: row.motive,
            alternative: row.alternative,
            effective_on: row.effective_on,
            superseded_by: row.superseded_by,
            is_final: row.is_final,
            department_confirmed_at: row.department_confirmed_at,
            department_confirmed_by: row.department_confirmed_by,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
