//! The pathway as the things that hang on it see it: whether it still takes anything.

use super::rules::PathwayStatus;
use super::rules::exits::ExitCategory;
use super::store::PathwayRow;
use crate::db::Day;
use crate::failure::Failure;
use crate::refusal::Refusal;

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
