//! Rows of commissions, sessions, agenda items and decisions, and how far a caller reaches among them.

use diesel::prelude::*;

use super::api::Member;
use super::rules::decisions::DecisionOutcome;
use super::rules::{ItemKind, SessionStatus};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{
    agenda_items, commission_sessions, commissions, decisions, entry_files, referent_assignments, sites,
};
use crate::db::{Day, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::ids::{
    AgendaItemId, CommissionId, CommissionSessionId, DecisionId, EntryFileId, ParticipantId, PathwayId, PlieId, SiteId,
    TerritoryId, UserId,
};
use crate::intake::entry_files::rules::EntryFileStatus;

mod commission_rows;
mod decision_rows;
mod due_rows;
mod item_rows;
mod session_rows;

pub(super) use commission_rows::{find as find_commission, insert as insert_commission, list as list_commissions};
pub(super) use commission_rows::{same_name, update as update_commission};
pub(super) use decision_rows::{
    Decided, find as find_decision, insert as insert_decision, list as list_decisions, of_items as decisions_of_items,
    standing, update as update_decision,
};
pub(super) use due_rows::{DueRow, Until, reviews as due_reviews};
pub(super) use item_rows::complete_files;
pub(super) use item_rows::{
    delete as delete_item, find as find_item, insert as insert_item, list as list_items,
    of_session as items_of_session, on_an_agenda, people, update as update_item, waiting,
};
pub(super) use session_rows::{
    find as find_session, insert as insert_session, list as list_sessions, next_planned, update as update_session,
};

/// A row of `commissions`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = commissions, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct CommissionRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: CommissionId,
    pub(crate) name: String,
    pub(crate) territory_id: TerritoryId,
    pub(crate) quorum: i64,
    pub(crate) members: Json,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// A row of `commission_sessions`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = commission_sessions, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct SessionRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: CommissionSessionId,
    pub(crate) commission_id: CommissionId,
    pub(crate) starts_at: Instant,
    pub(crate) place: Option<String>,
    pub(crate) chair_id: UserId,
    pub(crate) status: SessionStatus,
    pub(crate) attendance: Json,
    pub(crate) quorum_met: Option<bool>,
    pub(crate) frozen_at: Option<Instant>,
    pub(crate) held_at: Option<Instant>,
    pub(crate) minutes_validated_at: Option<Instant>,
    pub(crate) minutes_validated_by: Option<UserId>,
    pub(crate) cancelled_reason: Option<String>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// A row of `agenda_items`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agenda_items, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ItemRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: AgendaItemId,
    pub(crate) session_id: CommissionSessionId,
    pub(crate) kind: ItemKind,
    pub(crate) entry_file_id: Option<EntryFileId>,
    pub(crate) pathway_id: Option<PathwayId>,
    pub(crate) participant_id: Option<ParticipantId>,
    pub(crate) position: i64,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// A row of `decisions`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = decisions, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct DecisionRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: DecisionId,
    pub(crate) agenda_item_id: AgendaItemId,
    pub(crate) session_id: CommissionSessionId,
    pub(crate) participant_id: Option<ParticipantId>,
    pub(crate) outcome: KeptOutcome,
    pub(crate) motive: String,
    pub(crate) alternative: Option<String>,
    pub(crate) effective_on: Day,
    pub(crate) superseded_by: Option<DecisionId>,
    pub(crate) is_final: bool,
    pub(crate) department_confirmed_at: Option<Instant>,
    pub(crate) department_confirmed_by: Option<UserId>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

crate::text_enum! {
    /// What was decided: the outcomes of R4.4, and an admission that waits for the département (R4.6).
    pub enum KeptOutcome {
        Admitted = "admitted",
        AdmittedPendingDepartment = "admitted_pending_department",
        Refused = "refused",
        Adjourned = "adjourned",
        Redirected = "redirected",
        Continue = "continue",
        Reorient = "reorient",
        Suspend = "suspend",
        Extend = "extend",
        Close = "close",
    }
}

impl From<DecisionOutcome> for KeptOutcome {
    fn from(outcome: DecisionOutcome) -> Self {
        match outcome {
            DecisionOutcome::Admitted => Self::Admitted,
            DecisionOutcome::Refused => Self::Refused,
            DecisionOutcome::Adjourned => Self::Adjourned,
            DecisionOutcome::Redirected => Self::Redirected,
            DecisionOutcome::Continue => Self::Continue,
            DecisionOutcome::Reorient => Self::Reorient,
            DecisionOutcome::Suspend => Self::Suspend,
            DecisionOutcome::Extend => Self::Extend,
            DecisionOutcome::Close => Self::Close,
        }
    }
}

/// The commissions a caller reaches: all, those of its territories, and those whose open sessions it sits in (R4.8).
#[derive(Debug, Clone, Default)]
pub(super) struct Rooms {
    pub(super) all: bool,
    pub(super) whole: Vec<CommissionId>,
    pub(super) seated: Vec<CommissionId>,
}

/// The identifiers of the commissions in reach, for the feed of changes.
pub(crate) fn ids_in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<CommissionId>> {
    let Rooms { whole, seated, .. } = rooms(cx, reach)?;
    Ok(whole.into_iter().chain(seated).collect())
}

/// The commissions of a PLIE are few, so that who sits where is read from their rows.
pub(super) fn rooms(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Rooms> {
    if reach.all {
        return Ok(Rooms { all: true, ..Rooms::default() });
    }
    let mut territories = reach.territories.clone();
    territories.extend(territories_of(cx, &reach.sites)?);
    if territories.is_empty() && !reach.session {
        return Ok(Rooms::default());
    }
    let rows: Vec<(CommissionId, TerritoryId, Json)> = commissions::table
        .filter(commissions::plie_id.eq(cx.plie()))
        .select((commissions::id, commissions::territory_id, commissions::members))
        .load(cx.conn)?;
    let mut rooms = Rooms::default();
    for (id, territory, members) in rows {
        if territories.contains(&territory) {
            rooms.whole.push(id);
        } else if reach.session {
            let members: Vec<Member> = members.read().map_err(Failure::defect)?;
            if members.iter().any(|m| m.user_id == Some(reach.user)) {
                rooms.seated.push(id);
            }
        }
    }
    Ok(rooms)
}

fn territories_of(cx: &mut Ctx<'_>, ids: &[SiteId]) -> Outcome<Vec<TerritoryId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = sites::table
        .filter(sites::plie_id.eq(cx.plie()))
        .filter(sites::id.eq_any(ids.to_vec()))
        .filter(sites::territory_id.is_not_null())
        .select(sites::territory_id.assume_not_null());
    Ok(query.load(cx.conn)?)
}

/// The files that a referent presents: those in progress, and those decided until somebody follows the person. Who
/// has presented a file hears what was decided; from there on it is for whoever follows the person.
#[diesel::dsl::auto_type]
fn presented(plie: PlieId, user: UserId) -> _ {
    let decided: EntryFileStatus = EntryFileStatus::Decided;
    let followed_since = referent_assignments::table
        .filter(referent_assignments::plie_id.eq(plie))
        .filter(referent_assignments::participant_id.eq(entry_files::participant_id))
        .filter(referent_assignments::created_at.ge(entry_files::decided_at.assume_not_null()));
    entry_files::table
        .filter(entry_files::plie_id.eq(plie))
        .filter(entry_files::referent_user_id.eq(user))
        .filter(entry_files::status.ne(decided).or(diesel::dsl::not(diesel::dsl::exists(followed_since))))
        .select(entry_files::id)
}

/// The states of a session in which its members see it (R4.8).
pub(super) fn open_to_members() -> Vec<SessionStatus> {
    SessionStatus::ALL.iter().copied().filter(|s| super::rules::members_see_items(*s)).collect()
}

/// True where a query finds the object, false where it is out of reach.
pub(super) fn found<T>(answer: Outcome<T>) -> Outcome<bool> {
    answer.map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}
