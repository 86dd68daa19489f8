//! The pathway as the things that hang on it see it: held while they are written, and whether it still takes anything.

use std::collections::BTreeSet;

use super::rules::PathwayStatus;
use super::rules::exits::ExitCategory;
use super::store::PathwayRow;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::{Failure, Outcome};
use crate::ids::PathwayId;
use crate::refusal::Refusal;

/// Holds these pathways until the transaction ends, in the order of their identifiers, so that no two writers wait for
/// each other: whose they are and where they stand, read after this, is still so when it is written. What names a
/// pathway in its path holds it already. To be asked before any row is held.
///
/// # Errors
/// The database refuses.
pub(crate) fn hold(cx: &mut Ctx<'_>, ids: impl IntoIterator<Item = PathwayId>) -> Outcome<()> {
    let ids: BTreeSet<PathwayId> = ids.into_iter().collect();
    ids.into_iter().try_for_each(|id| crate::db::one_at_a_time(cx.conn, id.0))
}

/// A closed file is read-only (§ 4.5).
pub(crate) fn still_written(pathway: &PathwayRow) -> Result<(), Refusal> {
    match pathway.status {
        PathwayStatus::Closed | PathwayStatus::Cancelled => Err(Refusal::conflict(
            "conflict_pathway_closed",
            "Ce parcours est clos : son dossier ne change plus (§ 4.5).",
            "This pathway is closed: its file does not change any more (§ 4.5).",
        )),
        _ => Ok(()),
    }
}

/// After the exit what is under way is finished, and nothing new begins.
pub(super) fn still_open(pathway: &PathwayRow) -> Result<(), Refusal> {
    still_written(pathway)?;
    if pathway.status.is_open() {
        return Ok(());
    }
    Err(Refusal::conflict(
        "conflict_pathway_exited",
        "La personne est sortie du parcours : rien de nouveau n'y commence (§ 4.5).",
        "The person has left the pathway: nothing new begins in it (§ 4.5).",
    ))
}

/// The last day of the support: that of the exit; where a positive one is dated of the start of the job, the day on
/// which it was validated, until which the job was followed (§ 4.5).
pub(super) fn supported_until(pathway: &PathwayRow) -> Option<Day> {
    match pathway.exit_category {
        Some(ExitCategory::Positive) => pathway.exit_on.max(pathway.exit_validated_on),
        _ => pathway.exit_on,
    }
}

/// A create whose identifier names another thing already.
pub(super) fn taken() -> Failure {
    Failure::conflict(
        "duplicate",
        "Un objet avec cet identifiant et un autre contenu existe déjà.",
        "An object with this identifier and another content exists already.",
    )
}
