//! The pathway as the things that hang on it see it: whose it is, and whether it still takes anything.

use diesel::prelude::*;

use super::rules::PathwayStatus;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::schema::{entry_files, participants, pathways, referent_assignments};
use crate::failure::{Failure, Outcome};
use crate::ids::{ParticipantId, PathwayId, PlieId, SiteId, TerritoryId, UserId};
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

/// The participants in reach, as a sub-select of their identifiers; where `reach.all` holds, leave it out.
pub(super) fn people(cx: &Ctx<'_>, reach: &Reach) -> reached {
    // an account that nobody has follows nobody
    let user = if reach.own { reach.user } else { UserId::of(uuid::Uuid::nil()) };
    reached(cx.plie(), cx.today, user, reach.territories.clone(), reach.sites.clone())
}

#[diesel::dsl::auto_type]
fn reached(plie: PlieId, today: Day, user: UserId, territories: Vec<TerritoryId>, sites: Vec<SiteId>) -> _ {
    let followed = referent_assignments::table
        .filter(referent_assignments::plie_id.eq(plie))
        .filter(referent_assignments::user_id.eq(user))
        .filter(referent_assignments::starts_on.le(today))
        .filter(referent_assignments::ends_on.is_null().or(referent_assignments::ends_on.ge(today)))
        .select(referent_assignments::participant_id);
    let welcomed = entry_files::table
        .filter(entry_files::plie_id.eq(plie))
        .filter(entry_files::referent_user_id.eq(user))
        .filter(entry_files::status.ne("decided"))
        .select(entry_files::participant_id);
    participants::table
        .filter(participants::plie_id.eq(plie))
        .filter(
            participants::id
                .eq_any(followed)
                .or(participants::id.eq_any(welcomed))
                .or(participants::territory_id.eq_any(territories))
                .or(participants::site_id.eq_any(sites)),
        )
        .select(participants::id)
}

/// The pathway, in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: PathwayId) -> Outcome<Parent> {
    let mut query = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::id.eq(id))
        .select(Parent::as_select())
        .into_boxed();
    if !reach.all {
        query = query.filter(pathways::participant_id.eq_any(people(cx, reach)));
    }
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
