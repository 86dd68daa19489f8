//! Proposing and validating an exit (§ 5.7), and closing the pathway (§ 4.5).

use super::{Happening, changed, load, moved};
use crate::audit::Entry;
use crate::auth::role::Role;
use crate::ctx::Ctx;
use crate::db::{Day, Json};
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::PathwayId;
use crate::pathways::api::ProposeExitIn;
use crate::pathways::rules::PathwayStatus;
use crate::pathways::rules::exits::{self, ExitCategory, OutcomeFacts, Proposal, Validation};
use crate::pathways::store::{self, PathwayRow};
use crate::reference::names::EXIT_REASON;
use crate::refusal::Refusal;

const REORIENTED: &str = "reoriented";

pub(in crate::pathways) fn propose_exit(cx: &mut Ctx<'_>, id: PathwayId, body: &ProposeExitIn) -> Outcome<PathwayRow> {
    let row = load(cx, id)?;
    // nothing can be attached yet, so that an identifier names nothing the caller may see
    let unknown = body.evidence_document_ids.iter().enumerate();
    let unknown = unknown.map(|(i, _)| reference_fault(format!("/evidence_document_ids/{i}"))).collect();
    Refusal::unless_empty(unknown)?;
    let evidence = Json::of(&body.evidence_document_ids).map_err(Failure::defect)?;
    propose(cx, row, body.reason.as_str(), body.on, Some(evidence))
}

/// The exit that a reorientation by the commission calls for.
pub(super) fn propose_reorientation(cx: &mut Ctx<'_>, row: PathwayRow, on: Day) -> Outcome<PathwayRow> {
    propose(cx, row, REORIENTED, on, None)
}

fn propose(
    cx: &mut Ctx<'_>,
    mut row: PathwayRow,
    reason: &str,
    on: Day,
    evidence: Option<Json>,
) -> Outcome<PathwayRow> {
    let asked = Proposal {
        reason,
        on,
        activated_on: row.activated_on.unwrap_or(on),
        by_data_manager: cx.actor.is(Role::DataManager),
    };
    Refusal::unless_empty(super::code_faults(cx, EXIT_REASON, "/reason", reason))?;
    let category = exits::propose(row.status, &asked, &categories(cx))?;
    row.exit_reason = Some(reason.to_owned());
    // what was entered by error counts nowhere, so that it has no category (§ 5.7)
    row.exit_category = (category != ExitCategory::Excluded).then_some(category);
    row.exit_provisional_on = Some(on);
    row.exit_evidence = evidence;
    super::tell(cx, &row, Some(row.status), on, Some(reason))?;
    changed(cx, row, &["exit"])
}

/// The reasons that may be given today, with what each counts as.
fn categories(cx: &Ctx<'_>) -> Vec<(String, ExitCategory)> {
    let lists = cx.lists();
    let codes = lists.codes(EXIT_REASON).unwrap_or_default();
    codes
        .into_iter()
        .filter(|(code, _)| lists.check(EXIT_REASON, code, cx.today).is_ok())
        .filter_map(|(code, _)| {
            let category = lists.attr_str(EXIT_REASON, code, "category").and_then(ExitCategory::parse)?;
            Some((code.to_owned(), category))
        })
        .collect()
}

pub(in crate::pathways) fn validate_exit(cx: &mut Ctx<'_>, id: PathwayId, on: Day) -> Outcome<PathwayRow> {
    let mut row = load(cx, id)?;
    let from = row.status;
    let reason = row.exit_reason.clone();
    let proposed = reason.as_ref().map(|_| row.exit_category.unwrap_or(ExitCategory::Excluded));
    let settings = cx.settings();
    let (follow_up, longest) = (months(settings.follow_up_months), months(settings.suspension_max_months));
    // no job, business or course is recorded yet: a positive exit is told everything it lacks
    let assessment =
        exits::assess(reason.as_deref().unwrap_or_default(), &OutcomeFacts::default(), follow_up, cx.today);
    let suspension = match row.suspended_from.filter(|_| from == PathwayStatus::Suspended) {
        Some(day) => Some((day, store::commission_closes(cx, id)?)),
        None => None,
    };
    row.status = exits::validate(
        from,
        &Validation {
            proposed,
            assessment: Some(&assessment),
            on,
            activated_on: row.activated_on.unwrap_or(on),
            today: cx.today,
            suspension,
            suspension_max_months: longest,
        },
    )?;
    end_suspension(cx, &mut row, on)?;
    row.status_reason.clone_from(&reason);
    row.exit_on = Some(on);
    row.exit_validated_on = Some(cx.today);
    row.next_interview_due_on = None;
    row.next_milestone_due_on = None;
    let fields = ["status", "exit", "next_interview_due_on", "next_milestone_due_on"];
    moved(cx, row, Happening { from: Some(from), effective_on: on, reason: reason.as_deref(), fields: &fields })
}

fn months(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(6)
}

/// Who leaves while suspended is no longer suspended.
fn end_suspension(cx: &mut Ctx<'_>, row: &mut PathwayRow, on: Day) -> Outcome<()> {
    row.suspended_from = None;
    row.suspended_until = None;
    let known = store::suspensions(cx, row.id)?;
    for mut last in known.into_iter().filter(|s| s.ended_on.is_none()) {
        last.ended_on = Some(on.max(last.starts_on));
        last.version += 1;
        last.updated_at = cx.now;
        store::update_suspension(cx, &last)?;
        let entry = Entry::changed("suspensions", last.id, last.version).about(row.participant_id);
        cx.record(entry.fields(&["ended_on"]));
    }
    Ok(())
}

pub(in crate::pathways) fn close(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<PathwayRow> {
    let mut row = load(cx, id)?;
    let from = row.status;
    let unfinished = store::unfinished(cx, &row)?;
    row.status = exits::close(from, &unfinished)?;
    row.current_referent_id = None;
    row.current_referent_user_id = None;
    let effective_on = cx.today;
    let fields = ["status", "referent"];
    let row = moved(cx, row, Happening { from: Some(from), effective_on, reason: None, fields: &fields })?;
    for mut last in store::assignments(cx, id)?.into_iter().filter(|a| a.ends_on.is_none()) {
        last.ends_on = Some(effective_on.max(last.starts_on));
        last.version += 1;
        last.updated_at = cx.now;
        store::update_assignment(cx, &last)?;
        let entry = Entry::changed("referent_assignments", last.id, last.version).about(row.participant_id);
        cx.record(entry.owned_by(last.user_id).fields(&["ends_on"]));
    }
    Ok(row)
}
