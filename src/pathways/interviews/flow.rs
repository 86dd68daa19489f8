//! Commands on interviews: one is planned or recorded, then changed (`flow/change.rs`) or moved by its verbs
//! (`flow/verbs.rs`).

mod change;
mod verbs;

pub(super) use change::update;
pub(crate) use verbs::sign_as;
pub(super) use verbs::{cancel, excuse, hold, no_show, reschedule, sign};

use super::api::InterviewIn;
use super::rules::signing::facts_hash;
use super::rules::{self, Draft, InterviewOutcome};
use super::store::{self, InterviewRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::directory::referents;
use crate::esf::norms;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::faults;
use crate::ids::{InterviewId, PathwayId, UserId};
use crate::participants::{self, nir_faults};
use crate::pathways::{self, PathwayRow, parent};
use crate::reference::names;
use crate::refusal::{Fault, Refusal, Warning};

pub(super) fn create(cx: &mut Ctx<'_>, pathway: PathwayId, new: InterviewIn) -> Outcome<InterviewRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let outcome = new.outcome.unwrap_or(InterviewOutcome::Planned);
    let user = new.user_id.or_else(|| performer(cx, &of));
    let mut row = InterviewRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(InterviewId::new),
        pathway_id: pathway,
        participant_id: of.participant_id,
        user_id: user.unwrap_or(cx.reach.user),
        type_: new.kind.into_string(),
        modality: new.modality.into_string(),
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        day: civil::day_of(new.starts_at),
        place: new.place.map(Into::into),
        outcome,
        outcome_reason: new.outcome_reason.map(Into::into),
        report: new.report.map(Into::into),
        information_given: Json::of(&new.information_given.unwrap_or_default()).map_err(Failure::defect)?,
        recorded_at: None,
        late: false,
        facts_hash: None,
        signature_id: None,
        rescheduled_from: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
        report_sealed: None,
    };
    if new.id.is_some()
        && let Some(first) = store::by_id(cx, row.id)?
    {
        return if same(&first, &row) { Ok(first) } else { Err(parent::taken()) };
    }
    still_meeting(&of, &row)?;
    let mut found = draft_faults(&row);
    found.extend(code_faults(cx, &row, true, true));
    found.extend(match user {
        None => vec![faults::required("/user_id")],
        Some(user) => performer_faults(cx, &row, user)?,
    });
    found.extend(rules::outcome_fault("/outcome", outcome));
    Refusal::unless_empty(found)?;
    came_about(cx, &mut row)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("interviews", row.id).about(row.participant_id).owned_by(row.user_id));
    if row.outcome == InterviewOutcome::Held {
        contact(cx, &row)?;
    }
    look_out(cx, &row)?;
    Ok(row)
}

/// An outcome given at once is held to the same guards as its verb.
fn came_about(cx: &mut Ctx<'_>, row: &mut InterviewRow) -> Outcome<()> {
    let planned = InterviewOutcome::Planned;
    match row.outcome {
        InterviewOutcome::Held => {
            rules::hold(planned, row.starts_at, row.ends_at, cx.now)?;
            row.facts_hash = Some(facts_hash(&row.facts()));
        }
        InterviewOutcome::NoShow => drop(rules::no_show(planned, row.starts_at, cx.now)?),
        InterviewOutcome::Planned
        | InterviewOutcome::Excused
        | InterviewOutcome::CancelledByService
        | InterviewOutcome::Rescheduled => {}
    }
    if row.outcome != planned {
        recorded(cx, row)?;
    }
    Ok(())
}

/// Whether an interview sent again is the one made first, which may have moved since.
fn same(a: &InterviewRow, b: &InterviewRow) -> bool {
    let what = |r: &InterviewRow| (r.pathway_id, r.user_id, r.starts_at, r.ends_at);
    what(a) == what(b) && (&a.type_, &a.modality, &a.place) == (&b.type_, &b.modality, &b.place)
}

/// Whose interview it is when nobody is named: the caller's own, or that of the pathway's referent on whose behalf
/// it is recorded (S0.18).
fn performer(cx: &Ctx<'_>, of: &PathwayRow) -> Option<UserId> {
    let own = cx.actor.user().filter(|user| !cx.reach.all || of.current_referent_user_id == Some(*user));
    own.or(of.current_referent_user_id.filter(|_| cx.reach.all))
}

/// A referent records their own; on behalf of others it is for who reaches the whole PLIE (S0.18).
fn performer_faults(cx: &mut Ctx<'_>, row: &InterviewRow, user: UserId) -> Outcome<Vec<Fault>> {
    if cx.actor.user() == Some(user) && cx.reach.own {
        return Ok(Vec::new());
    }
    if !cx.reach.all {
        return Ok(vec![Fault::new(
            "/user_id",
            "rule_performed_by",
            "Vous ne saisissez que vos propres entretiens (S0.18).",
            "You record your own interviews only (S0.18).",
        )]);
    }
    let terms = referents::of_user(cx, user, row.day)?;
    Ok(if terms.is_some() { Vec::new() } else { vec![reference_fault("/user_id")] })
}

/// An exited pathway still takes what was held before the exit, never something new.
fn still_meeting(of: &PathwayRow, row: &InterviewRow) -> Outcome<()> {
    let past =
        row.outcome != InterviewOutcome::Planned && parent::supported_until(of).is_some_and(|last| row.day <= last);
    if past {
        parent::still_written(of)?
    } else {
        parent::still_open(of)?
    };
    Ok(())
}

fn draft_faults(row: &InterviewRow) -> Vec<Fault> {
    let mut found = rules::draft_faults(&Draft {
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        place: row.place.as_deref(),
        report: row.report.as_deref(),
    });
    found.extend(nir_faults(&[("/outcome_reason", row.outcome_reason.as_deref())]));
    let given: Vec<String> = row.information_given.read().unwrap_or_default();
    for (n, text) in given.iter().enumerate() {
        found.extend(nir_faults(&[(format!("/information_given/{n}").as_str(), Some(text.as_str()))]));
    }
    found
}

fn code_faults(cx: &Ctx<'_>, row: &InterviewRow, kind: bool, modality: bool) -> Vec<Fault> {
    let mut found = Vec::new();
    if kind {
        found.extend(cx.lists().faults_for(names::INTERVIEW_TYPE, cx.today, &[("/type", &row.type_)]));
    }
    if modality {
        found.extend(cx.lists().faults_for(names::MODALITY, cx.today, &[("/modality", &row.modality)]));
    }
    found
}

/// The file is completed now; late after the PLIE's delay (§ 6.4), which is accepted, flagged and counted.
fn recorded(cx: &mut Ctx<'_>, row: &mut InterviewRow) -> Outcome<()> {
    let days = norms::of_pathway(cx, row.pathway_id, row.day)?.file_completion_days;
    let contact = matches!(row.outcome, InterviewOutcome::Held | InterviewOutcome::NoShow | InterviewOutcome::Excused);
    row.recorded_at = Some(cx.now);
    row.late = contact && rules::is_late(row.ends_at, cx.now, days);
    if row.late {
        cx.warn(rules::late_warning("/report", days));
    }
    Ok(())
}

/// T1 starts again, and the person was met (§ 4.6, § 9.2).
fn contact(cx: &mut Ctx<'_>, row: &InterviewRow) -> Outcome<()> {
    pathways::contact_held(cx, row.pathway_id, row.day)?;
    participants::touch_contact(cx, row.participant_id, row.day)
}

/// What is accepted but worth a look: two meetings at once, a meeting of a person one does not follow that day.
fn look_out(cx: &mut Ctx<'_>, row: &InterviewRow) -> Outcome<()> {
    let takes_time = matches!(row.outcome, InterviewOutcome::Planned | InterviewOutcome::Held);
    if takes_time && store::overlaps(cx, row)? {
        cx.warn(Warning::new(
            "/starts_at",
            "interview_overlap",
            "Ce référent a un autre entretien à cette heure.",
            "This referent has another interview at this time.",
        ));
    }
    if !store::is_assigned(cx, row)? {
        cx.warn(Warning::new(
            "/user_id",
            "not_assigned",
            format!("Cette personne n'est pas le référent du parcours le {}.", civil::french(row.day)),
            format!("This person is not the pathway's referent on {}.", row.day),
        ));
    }
    Ok(())
}

/// The interview within reach, its pathway held and still written, and the version that the caller has read. Who closes
/// the pathway looks at its signatures, and waits until this one is written.
fn load(cx: &mut Ctx<'_>, id: InterviewId) -> Outcome<(InterviewRow, PathwayRow)> {
    let found = store::find(cx, &cx.reach.clone(), id)?;
    parent::hold(cx, [found.pathway_id])?;
    // read again behind the lock: its person may have been merged meanwhile
    let row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let of = pathways::find(cx, &Reach::everything(), row.pathway_id)?;
    parent::still_written(&of)?;
    Ok((row, of))
}

fn save(cx: &mut Ctx<'_>, mut row: InterviewRow, fields: &[&'static str]) -> Outcome<InterviewRow> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    let entry = Entry::changed("interviews", row.id, row.version).about(row.participant_id).owned_by(row.user_id);
    cx.record(entry.fields(fields));
    Ok(row)
}
