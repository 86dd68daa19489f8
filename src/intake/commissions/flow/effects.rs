//! What a decision does to the file, the orientation and the pathway, in its own transaction.

use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::{Failure, Outcome};
use crate::ids::{EntryFileId, PathwayId};
use crate::intake::commissions::rules::decisions::{self, Effect};
use crate::intake::commissions::store::{DecisionRow, ItemRow, KeptOutcome};
use crate::intake::entry_files::{self, EntryFileRow, rules::EntryFileStatus};
use crate::intake::orientations;
use crate::participants;
use crate::pathways::objectives::Agreed;
use crate::pathways::{self, Admission};

/// A decision that was taken.
pub(super) struct Told<'a> {
    pub(super) decision: &'a DecisionRow,
    pub(super) item: &'a ItemRow,
    /// Until when a suspension or an extension lasts.
    pub(super) until: Option<Day>,
    /// The decisions that gave way to this one.
    pub(super) earlier: &'a [DecisionRow],
}

impl Told<'_> {
    fn file(&self) -> Outcome<EntryFileId> {
        self.item.entry_file_id.ok_or_else(|| Failure::defect("an admission without entry file"))
    }
    fn pathway(&self) -> Outcome<PathwayId> {
        self.item.pathway_id.ok_or_else(|| Failure::defect("a review without pathway"))
    }
}

pub(super) fn carry_out(cx: &mut Ctx<'_>, effect: Effect, told: &Told<'_>) -> Outcome<()> {
    let (on, motive) = (told.decision.effective_on, told.decision.motive.as_str());
    if decisions::withdraws_exit(told.item.kind, effect) {
        pathways::withdraw_exit(cx, told.pathway()?)?;
    }
    match effect {
        Effect::AdmitPathway => {
            undo_admission(cx, told)?;
            decided(cx, told)?;
            admit(cx, told)
        }
        Effect::AwaitDepartment => {
            undo_admission(cx, told)?;
            decided(cx, told)
        }
        Effect::RefuseOrientation => {
            undo_admission(cx, told)?;
            decided(cx, told)?;
            close_orientation(cx, told, "refused-by-commission")
        }
        Effect::RedirectOrientation => {
            undo_admission(cx, told)?;
            decided(cx, told)?;
            close_orientation(cx, told, "redirected-by-commission")
        }
        Effect::ReturnEntryFile => return_file(cx, told),
        Effect::KeepPathway | Effect::ClosePathway => {
            pathways::keep_by_decision(cx, told.pathway()?, on, motive).map(drop)
        }
        Effect::ReorientPathway => pathways::reorient_by_decision(cx, told.pathway()?, on, motive).map(drop),
        Effect::SuspendPathway => pathways::suspend_by_decision(cx, told.pathway()?, on, told.until, motive).map(drop),
        Effect::ExtendPathway => pathways::extend_by_decision(cx, told.pathway()?, on, told.until, motive).map(drop),
    }
}

/// Opens the pathway that an admission in effect gives right to.
pub(super) fn admit(cx: &mut Ctx<'_>, told: &Told<'_>) -> Outcome<()> {
    let file = entry_files::find(cx, &Reach::everything(), told.file()?)?;
    let person = participants::find(cx, &Reach::everything(), file.participant_id)?;
    let rsa_referent = entry_files::receives_rsa(cx, &file)?;
    let pathway = pathways::admit(
        cx,
        Admission {
            participant_id: file.participant_id,
            entry_file_id: Some(file.id),
            decision_id: Some(told.decision.id),
            effective_on: told.decision.effective_on,
            rsa_referent,
            territory_id: person.territory_id,
            out_of_area_reason: file.out_of_area_reason.clone(),
        },
    )?;
    let (id, on) = (pathway.id, told.decision.effective_on);
    let steps = entry_files::first_steps(&file)?;
    for (theme, severity) in &steps.barriers {
        pathways::barriers::note(cx, id, file.participant_id, theme, *severity, on)?;
    }
    for (text, theme) in &steps.objectives {
        let agreed = Agreed { text, theme: theme.as_deref(), set_on: on, due_on: None };
        pathways::objectives::agree(cx, id, file.participant_id, &agreed)?;
    }
    close_orientation_of(cx, &file, told, "admitted")
}

/// The département does not validate: the orientation is refused, with the alternative (R4.6).
pub(super) fn refuse_late(cx: &mut Ctx<'_>, told: &Told<'_>) -> Outcome<()> {
    close_orientation(cx, told, "refused-by-commission")
}

/// The file is decided; one that was is corrected by this decision and stays so (R4.7).
fn decided(cx: &mut Ctx<'_>, told: &Told<'_>) -> Outcome<()> {
    let file = entry_files::find(cx, &Reach::everything(), told.file()?)?;
    if file.status == EntryFileStatus::Decided {
        return Ok(());
    }
    entry_files::decided(cx, file.id)
}

/// The file goes back for more; of one that was decided before, the decision simply stands.
fn return_file(cx: &mut Ctx<'_>, told: &Told<'_>) -> Outcome<()> {
    let file = entry_files::find(cx, &Reach::everything(), told.file()?)?;
    if file.status != EntryFileStatus::Submitted {
        return Ok(());
    }
    entry_files::returned(cx, file.id, told.decision.motive.as_str())
}

fn close_orientation(cx: &mut Ctx<'_>, told: &Told<'_>, event: &str) -> Outcome<()> {
    let file = entry_files::find(cx, &Reach::everything(), told.file()?)?;
    close_orientation_of(cx, &file, told, event)
}

fn close_orientation_of(cx: &mut Ctx<'_>, file: &EntryFileRow, told: &Told<'_>, event: &str) -> Outcome<()> {
    let Some(orientation) = file.orientation_id else { return Ok(()) };
    let (motive, alternative) = (told.decision.motive.as_str(), told.decision.alternative.as_deref());
    orientations::decided(cx, orientation, event, motive, alternative)
}

/// A correction takes back the pathway of the admission it supersedes, while nobody has started it.
fn undo_admission(cx: &mut Ctx<'_>, told: &Told<'_>) -> Outcome<()> {
    for old in told.earlier.iter().filter(|d| d.outcome == KeptOutcome::Admitted) {
        pathways::withdraw_admission(cx, old.id, &told.decision.motive)?;
    }
    Ok(())
}
