//! Giving a pathway its referent, the first or the next one (S3.8, § 4.5).

use super::{Happening, load, moved, set_dues};
use crate::audit::Entry;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::directory;
use crate::esf::norms;
use crate::failure::{Failure, Outcome};
use crate::ids::{AssignmentId, PathwayId};
use crate::participants::nir_faults;
use crate::pathways::api::AssignIn;
use crate::pathways::rules::{self, Assigned, Assignment, PathwayStatus, Relay};
use crate::pathways::store::{self, AssignmentRow, PathwayRow, ReferentTerms};
use crate::refusal::{Refusal, Warning};

pub(in crate::pathways) fn assign(cx: &mut Ctx<'_>, id: PathwayId, body: &AssignIn) -> Outcome<PathwayRow> {
    let row = load(cx, id)?;
    let Some(terms) = store::referent(cx, body.referent_id)? else {
        return Err(Failure::reference("/referent_id"));
    };
    let (reason, note) = (body.reason.as_ref().map(|t| t.as_str()), body.handover_note.as_ref().map(|t| t.as_str()));
    Refusal::unless_empty(nir_faults(&[("/reason", reason), ("/handover_note", note)]))?;
    let decided = decide(cx, &row, &terms, body)?;
    let warnings = decided.done.warnings.clone();
    let row = relay(cx, row, decided, &terms, body)?;
    warnings.into_iter().for_each(|w| cx.warn(w));
    warn_above_target(cx, &terms, body.starts_on)?;
    Ok(row)
}

/// A change of referent that the rules allow, not yet written.
#[derive(Debug)]
pub(in crate::pathways) struct Decided {
    done: Assigned,
    /// The assignment before the one asked for.
    current: Option<AssignmentRow>,
    /// Those that were arranged, have not begun and give way.
    arranged: Vec<AssignmentRow>,
}

/// Whether a referent may take a pathway over (S3.8).
pub(in crate::pathways) fn decide(
    cx: &mut Ctx<'_>,
    row: &PathwayRow,
    terms: &ReferentTerms,
    body: &AssignIn,
) -> Outcome<Decided> {
    let mut known = store::assignments(cx, row.id)?;
    let period =
        |a: &AssignmentRow| Assignment { referent_id: a.referent_id, starts_on: a.starts_on, ends_on: a.ends_on };
    let periods: Vec<Assignment> = known.iter().map(period).collect();
    let arranged = known.split_off(rules::staying(&periods, body.starts_on, cx.today));
    let current = known.pop();
    let admitted_on = store::events(cx, row.id)?.first().map_or(body.starts_on, |e| e.effective_on);
    let relay = Relay {
        referent_id: terms.id,
        starts_on: body.starts_on,
        in_service: (terms.valid_from, terms.valid_to),
        reason: body.reason.as_ref().map(|t| t.as_str()),
        handover_note: body.handover_note.as_ref().map(|t| t.as_str()),
        today: cx.today,
        replaces: !arranged.is_empty(),
    };
    let in_place = current.as_ref().map(period);
    let done = rules::assign(row.status, admitted_on, in_place.as_ref(), &relay)?;
    Ok(Decided { done, current, arranged })
}

/// Writes a change of referent that was decided.
pub(in crate::pathways) fn relay(
    cx: &mut Ctx<'_>,
    mut row: PathwayRow,
    decided: Decided,
    terms: &ReferentTerms,
    body: &AssignIn,
) -> Outcome<PathwayRow> {
    let Decided { done, current, arranged } = decided;
    let from = row.status;
    row.status = done.status;
    // until the day comes, the one in place is who answers; `relays` follows the date
    let still = current.as_ref().filter(|_| body.starts_on > cx.today);
    let (referent, account) = still.map_or((terms.id, terms.user_id), |a| (a.referent_id, a.user_id));
    row.current_referent_id = Some(referent);
    row.current_referent_user_id = Some(account);
    let mut fields = vec!["referent"];
    if let Some(day) = done.activated_on {
        let before = row.activated_on.replace(day);
        set_dues(cx, &mut row, &[])?;
        fields.extend(["status", "activated_on", "next_interview_due_on", "next_milestone_due_on"]);
        // a pathway lasts as long as the PLIE lets it, until the commission extends it (§ 4.5)
        if let Some(most) = cx.settings().max_pathway_months {
            let lasts = |from: Day| civil::add_months(from, super::months(most));
            if row.planned_end_on.is_none() || row.planned_end_on == before.map(lasts) {
                row.planned_end_on = Some(lasts(day));
                fields.push("planned_end_on");
            }
        }
    }
    let reason = body.reason.as_ref().map(|t| t.as_str());
    let happening = Happening { from: Some(from), effective_on: body.starts_on, reason, fields: &fields };
    let row = moved(cx, row, happening)?;
    for gone in &arranged {
        give_way(cx, gone)?;
    }
    let goes_on = current.is_some() && done.current_ends_on.is_none();
    if let Some(old) = current {
        end(cx, old, done.current_ends_on)?;
    }
    if !goes_on {
        begin(cx, &row, terms, body)?;
    }
    Ok(row)
}

/// What was arranged and has not begun is as if it never had been.
fn give_way(cx: &mut Ctx<'_>, gone: &AssignmentRow) -> Outcome<()> {
    store::delete_assignment(cx, gone)?;
    let entry = Entry::erased("referent_assignments", gone.id, gone.version + 1).about(gone.participant_id);
    cx.record(entry.owned_by(gone.user_id));
    Ok(())
}

/// A pathway is closed on a day: who is in place ends with it, and what was arranged for later never begins, so that
/// nobody comes to reach a closed file.
pub(super) fn close(cx: &mut Ctx<'_>, id: PathwayId, on: Day) -> Outcome<()> {
    for row in store::assignments(cx, id)? {
        if row.starts_on > on {
            give_way(cx, &row)?;
        } else if row.ends_on.is_none_or(|last| last > on) {
            end(cx, row, Some(on))?;
        }
    }
    Ok(())
}

/// The one in place ends the day before the next begins, or goes on where there is none any more.
fn end(cx: &mut Ctx<'_>, mut old: AssignmentRow, ends_on: Option<Day>) -> Outcome<()> {
    old.ends_on = ends_on;
    old.version += 1;
    old.updated_at = cx.now;
    store::update_assignment(cx, &old)?;
    let entry = Entry::changed("referent_assignments", old.id, old.version).about(old.participant_id);
    cx.record(entry.owned_by(old.user_id).fields(&["ends_on"]));
    Ok(())
}

fn begin(cx: &mut Ctx<'_>, row: &PathwayRow, terms: &ReferentTerms, body: &AssignIn) -> Outcome<()> {
    let new = AssignmentRow {
        plie_id: row.plie_id,
        id: AssignmentId::new(),
        pathway_id: row.id,
        participant_id: row.participant_id,
        referent_id: terms.id,
        user_id: terms.user_id,
        starts_on: body.starts_on,
        ends_on: None,
        reason: body.reason.clone().map(String::from),
        handover_note: body.handover_note.clone().map(String::from),
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
        words_sealed: None,
    };
    store::insert_assignment(cx, &new)?;
    cx.record(Entry::created("referent_assignments", new.id).about(row.participant_id).owned_by(new.user_id));
    Ok(())
}

/// S2.3: above the target a referent is warned about, never refused.
pub(in crate::pathways) fn warn_above_target(cx: &mut Ctx<'_>, terms: &ReferentTerms, starts_on: Day) -> Outcome<()> {
    let settings = norms::of_staff(cx, terms.user_id, starts_on)?;
    let (per_fte, suspended, follow_up) =
        (settings.caseload_per_fte, settings.suspended_in_caseload, settings.follow_up_in_caseload);
    let counted: Vec<PathwayStatus> =
        PathwayStatus::ALL.iter().copied().filter(|s| s.counts_in_caseload(suspended, follow_up)).collect();
    let followed = store::caseload(cx, terms.id, &counted, starts_on.max(cx.today))?;
    let target = directory::rules::caseload_target(per_fte, terms.fte_participant_support_e4);
    if directory::rules::capacity_left(target, followed) < 0 {
        cx.warn(Warning::new(
            "/referent_id",
            "caseload_above_target",
            format!("Ce référent suit {followed} personnes pour un objectif de {target} (S2.3)."),
            format!("This referent follows {followed} people for a target of {target} (S2.3)."),
        ));
    }
    Ok(())
}
