//! Deciding on an item, and what the département says afterwards (R4.4–R4.7).

use super::effects::{self, Told};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome};
use crate::faults;
use crate::ids::{AgendaItemId, DecisionId};
use crate::intake::commissions::api::{ConfirmDepartmentIn, DecideIn};
use crate::intake::commissions::rules::decisions::{self, Case, DecisionStatus, Effect, Ruling};
use crate::intake::commissions::rules::{ItemKind, SessionStatus};
use crate::intake::commissions::store::{self, Decided, DecisionRow, ItemRow, KeptOutcome, SessionRow};
use crate::intake::entry_files::{self, DepartmentOpinion};
use crate::intake::known;
use crate::participants::nir_faults;
use crate::pathways::parent;
use crate::refusal::{Fault, Refusal};

pub(in crate::intake::commissions) fn decide(cx: &mut Ctx<'_>, id: AgendaItemId, body: &DecideIn) -> Outcome<ItemRow> {
    let item = store::find_item(cx, &cx.reach.clone(), id)?;
    known::lock(cx.conn, "commission_sessions", cx.plie(), item.session_id)?;
    parent::hold(cx, item.pathway_id)?;
    if let Some(file) = item.entry_file_id {
        known::lock(cx.conn, "entry_files", cx.plie(), file)?;
    }
    // read again behind the locks: another decision may have been taken meanwhile, or its person merged
    let mut item = store::find_item(cx, &cx.reach.clone(), id)?;
    let session = store::find_session(cx, &Reach::everything(), item.session_id)?;
    let case = case(cx, &item, &session)?;
    let actor = cx.actor.user().unwrap_or(cx.reach.user);
    let ruling = Ruling {
        actor,
        outcome: body.outcome,
        motive: Some(body.motive.as_str()),
        alternative: body.alternative.as_ref().map(|t| t.as_str()),
        effective_on: Some(body.effective_on),
        today: cx.today,
    };
    if case.decided {
        // who comes second is told so, whatever the version they had read
        decisions::decide(&case, &ruling)?;
    }
    cx.guard(item.version)?;
    let (status, effect) = decisions::decide(&case, &ruling)?;
    let row = DecisionRow {
        plie_id: cx.plie(),
        id: DecisionId::new(),
        agenda_item_id: item.id,
        session_id: session.id,
        participant_id: item.participant_id,
        outcome: match status {
            DecisionStatus::AdmittedPendingDepartment => KeptOutcome::AdmittedPendingDepartment,
            _ => body.outcome.into(),
        },
        motive: body.motive.as_str().to_owned(),
        alternative: body.alternative.clone().map(String::from),
        effective_on: body.effective_on,
        superseded_by: None,
        is_final: false,
        department_confirmed_at: None,
        department_confirmed_by: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    item.version += 1;
    item.updated_at = cx.now;
    store::update_item(cx, &item)?;
    let entry = Entry::changed("agenda_items", item.id, item.version).about(item.participant_id);
    cx.record(entry.fields(&["decision"]));
    store::insert_decision(cx, &row)?;
    cx.record(Entry::created("decisions", row.id).about(row.participant_id));
    let earlier = supersede(cx, &item, &session, &row)?;
    let told = Told { decision: &row, item: &item, until: body.ends_on, earlier: &earlier };
    effects::carry_out(cx, effect, &told)?;
    Ok(item)
}

/// What the rules look at.
fn case(cx: &mut Ctx<'_>, item: &ItemRow, session: &SessionRow) -> Outcome<Case> {
    let decided = store::decisions_of_items(cx, &[item.id])?.contains_key(&item.id);
    let mut case = Case {
        session: session.status,
        quorum_met: session.quorum_met.unwrap_or(false),
        kind: item.kind,
        decided,
        file_referent: None,
        rsa: false,
        opinion: DepartmentOpinion::None,
    };
    if let Some(id) = item.entry_file_id.filter(|_| item.kind == ItemKind::Admission) {
        let file = entry_files::find(cx, &Reach::everything(), id)?;
        case.file_referent = Some(file.referent_user_id);
        case.rsa = entry_files::receives_rsa(cx, &file)?;
        case.opinion = file.department_opinion;
    }
    Ok(case)
}

/// Where a decision stands.
pub(in crate::intake::commissions) fn status_of(row: &DecisionRow) -> DecisionStatus {
    match (row.superseded_by, row.outcome, row.department_confirmed_at) {
        (Some(_), ..) => DecisionStatus::Superseded,
        (None, KeptOutcome::AdmittedPendingDepartment, None) => DecisionStatus::AdmittedPendingDepartment,
        (None, KeptOutcome::AdmittedPendingDepartment, Some(_)) => DecisionStatus::RefusedByDepartment,
        _ => DecisionStatus::Effective,
    }
}

/// The decisions of earlier sessions on the same file or pathway give way (R4.7). What an admission corrects must
/// come from an earlier session; two reviews of one session stand beside each other. An adjournment decides nothing,
/// so that it takes the place of no decision, and another of the same day may follow it.
fn supersede(cx: &mut Ctx<'_>, item: &ItemRow, session: &SessionRow, by: &DecisionRow) -> Outcome<Vec<DecisionRow>> {
    if by.outcome == KeptOutcome::Adjourned {
        return Ok(Vec::new());
    }
    let on = civil::day_of(session.starts_at);
    let mut given_way = Vec::new();
    for (mut old, at) in store::standing(cx, item.entry_file_id, item.pathway_id)? {
        let from = status_of(&old);
        if old.id == by.id || from == DecisionStatus::RefusedByDepartment {
            continue;
        }
        let stands_beside = item.kind != ItemKind::Admission || old.outcome == KeptOutcome::Adjourned;
        if stands_beside && civil::day_of(at) >= on {
            continue;
        }
        decisions::supersede(from, civil::day_of(at), on)?;
        old.superseded_by = Some(by.id);
        old.version += 1;
        old.updated_at = cx.now;
        store::update_decision(cx, &old)?;
        let entry = Entry::changed("decisions", old.id, old.version).about(old.participant_id);
        cx.record(entry.fields(&["superseded_by"]));
        given_way.push(old);
    }
    Ok(given_way)
}

/// The PLIE's own people record the département's word; a social worker gives it for the département's own service alone.
fn speaks_for_department(cx: &mut Ctx<'_>, id: DecisionId) -> Outcome<()> {
    let inside = Reach { shared: Vec::new(), ..cx.reach.clone() };
    if !inside.is_empty() && store::found(store::find_decision(cx, &inside, id))? {
        return Ok(());
    }
    let structures = cx.reach.shared.clone();
    if super::known::of_the_department(cx, &structures)? {
        return Ok(());
    }
    Err(Failure::Forbidden { right: cx.call.op.id.to_owned() })
}

/// `confirm-department`: what was pending takes effect, or is refused (R4.6).
pub(in crate::intake::commissions) fn confirm_department(
    cx: &mut Ctx<'_>,
    id: DecisionId,
    body: &ConfirmDepartmentIn,
) -> Outcome<Decided> {
    known::lock(cx.conn, "decisions", cx.plie(), id)?;
    let Decided { mut row, .. } = store::find_decision(cx, &cx.reach.clone(), id)?;
    speaks_for_department(cx, id)?;
    cx.guard(row.version)?;
    let favourable = body.opinion.is_favourable();
    let (_, effect) = decisions::confirm_department(status_of(&row), favourable)?;
    let alternative = body.alternative.as_ref().map(|t| t.as_str());
    let mut found = nir_faults(&[("/alternative", alternative)]);
    if !favourable && faults::blank(alternative) {
        found.push(Fault::new(
            "/alternative",
            "rule_alternative",
            "Un refus ou une réorientation propose une autre solution (R4.5).",
            "A refusal or redirection proposes an alternative (R4.5).",
        ));
    }
    Refusal::unless_empty(found)?;
    let item = store::find_item(cx, &Reach::everything(), row.agenda_item_id)?;
    if favourable && let Some(file) = item.entry_file_id {
        entry_files::still_wanted(cx, file)?;
    }
    let session = store::find_session(cx, &Reach::everything(), row.session_id)?;
    if session.status == SessionStatus::Cancelled {
        return Err(Failure::defect("a decision of a cancelled session"));
    }
    if favourable {
        row.outcome = KeptOutcome::Admitted;
        // an admission takes effect with the département's word, and not before it is recorded (R4.6)
        row.effective_on = row.effective_on.max(cx.today);
    } else {
        row.alternative = alternative.map(str::to_owned);
    }
    row.department_confirmed_at = Some(cx.now);
    row.department_confirmed_by = cx.actor.user();
    row.version += 1;
    row.updated_at = cx.now;
    store::update_decision(cx, &row)?;
    let entry = Entry::changed("decisions", row.id, row.version).about(row.participant_id);
    cx.record(entry.fields(&["outcome", "effective_on", "department_confirmed_at"]));
    let opinion = if favourable { DepartmentOpinion::Favourable } else { DepartmentOpinion::Unfavourable };
    if let Some(file) = item.entry_file_id {
        entry_files::opinion_given(cx, file, opinion)?;
    }
    let told = Told { decision: &row, item: &item, until: None, earlier: &[] };
    match effect {
        Effect::AdmitPathway => effects::admit(cx, &told)?,
        _ => effects::refuse_late(cx, &told)?,
    }
    store::find_decision(cx, &Reach::everything(), id)
}
