//! The pathway as the things that hang on it see it: whose it is, and whether it still takes anything.

use diesel::prelude::*;

use super::rules::PathwayStatus;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::schema::pathways;
use crate::failure::{Failure, Outcome};
use crate::ids::{ParticipantId, PathwayId, UserId};
use crate::participants::in_reach;
use crate::refusal::Refusal;

/// What is known of the pathway.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = pathways)]
pub(super) struct Parent {
    pub(super) id: PathwayId,
    pub(super) participant_id: ParticipantId,
    pub(super) status: PathwayStatus,
    pub(super) activated_on: Option<Day>,
    pub(super) exit_on: Option<Day>,
    pub(super) current_referent_user_id: Option<UserId>,
}

impl Parent {
    /// A closed file is read-only (§ 4.5).
    pub(super) fn still_written(&self) -> Result<(), Refusal> {
        match self.status {
            PathwayStatus::Closed | PathwayStatus::Cancelled => Err(Refusal::conflict(
                "conflict_pathway_closed",
                "Ce parcours est clos : son dossier ne change plus (§ 4.5).",
                "This pathway is closed: its file no longer changes (§ 4.5).",
            )),
            _ => Ok(()),
        }
    }

    /// After the exit what is under way is finished, and nothing new begins.
    pub(super) fn still_open(&self) -> Result<(), Refusal> {
        self.still_written()?;
        if self.status.is_open() {
            return Ok(());
        }
        Err(Refusal::conflict(
            "conflict_pathway_exited",
            "La personne est sortie du parcours : rien de nouveau n'y commence (§ 4.5).",
            "The person has left the pathway: nothing new begins in it (§ 4.5).",
        ))
    }
}

/// The pathway, in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: PathwayId) -> Outcome<Parent> {
    let query = pathways::table
        .find((cx.plie(), id))
        .filter(in_reach(cx, reach, pathways::participant_id))
        .select(Parent::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the pathway is in reach.
pub(crate) fn may_see(cx: &mut Ctx<'_>, reach: &Reach, id: PathwayId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// A create whose identifier names another thing already.
pub(super) fn taken() -> Failure {
    Failure::conflict(
        "duplicate",
        "Un objet avec cet identifiant et un autre contenu existe déjà.",
        "An object with this identifier and another content exists already.",
    )
}
