//! What a commission may decide, and what each decision does (R4.4–R4.7).

use super::{ItemKind, SessionStatus};
use crate::db::Day;
use crate::faults;
use crate::ids::UserId;
use crate::intake::entry_files::DepartmentOpinion;
use crate::machine::{self, Step};
use crate::participants::nir_faults;
use crate::refusal::{Fault, Refusal};

crate::text_enum! {
    /// What is decided of an agenda item (R4.4).
    pub enum DecisionOutcome {
        Admitted = "admitted",
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

crate::text_enum! {
    /// Where a decision stands (R4.6, R4.7).
    pub enum DecisionStatus {
        Effective = "effective",
        AdmittedPendingDepartment = "admitted_pending_department",
        RefusedByDepartment = "refused_by_department",
        Superseded = "superseded",
    }
}

/// The machine of a decision: `confirm-department` leads where the département's opinion says.
pub static DECISION_STEPS: &[Step<DecisionStatus>] = &[
    Step {
        verb: "confirm-department",
        from: &[DecisionStatus::AdmittedPendingDepartment],
        to: DecisionStatus::Effective,
        guard: "the département validates (R4.6)",
    },
    Step {
        verb: "confirm-department",
        from: &[DecisionStatus::AdmittedPendingDepartment],
        to: DecisionStatus::RefusedByDepartment,
        guard: "the département does not validate (R4.6)",
    },
    Step {
        verb: "supersede",
        from: &[DecisionStatus::Effective, DecisionStatus::AdmittedPendingDepartment],
        to: DecisionStatus::Superseded,
        guard: "a decision of a later session on the same file or pathway (R4.7)",
    },
];

/// What the flow has to carry out once a decision is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The file is decided, the orientation admitted, a pathway opens on the day of effect.
    AdmitPathway,
    /// The file is decided; the rest waits for the département (R4.6).
    AwaitDepartment,
    /// The file is decided, the orientation refused.
    RefuseOrientation,
    /// The file is decided, the orientation redirected.
    RedirectOrientation,
    /// The file goes back for more (§ 4.3, `returned`).
    ReturnEntryFile,
    /// The pathway goes on as it is.
    KeepPathway,
    /// The pathway goes on towards another scheme: the referent proposes the exit `reoriented` (§ 5.7).
    ReorientPathway,
    /// The pathway is suspended from the day of effect.
    SuspendPathway,
    /// The pathway may last longer.
    ExtendPathway,
    /// The commission's opinion for the exit is given.
    ClosePathway,
}

/// The outcomes an item of this kind may have (R4.4): those of an admission, or those of a review; an information
/// is not decided.
pub fn outcomes_of(kind: ItemKind) -> &'static [DecisionOutcome] {
    use DecisionOutcome as O;
    match kind {
        ItemKind::Admission => &[O::Admitted, O::Refused, O::Adjourned, O::Redirected],
        ItemKind::PathwayReview | ItemKind::Extension | ItemKind::Suspension | ItemKind::ExitProposal => {
            &[O::Continue, O::Reorient, O::Suspend, O::Extend, O::Close]
        }
        ItemKind::Information => &[],
    }
}

/// The item under decision, and the room it is decided in.
#[derive(Debug, Clone)]
pub struct Case {
    /// Where the session stands.
    pub session: SessionStatus,
    /// Whether enough voting members are there (R4.1).
    pub quorum_met: bool,
    /// What the item is about.
    pub kind: ItemKind,
    /// Whether it was already decided.
    pub decided: bool,
    /// The account of the referent who made the entry file, for an admission.
    pub file_referent: Option<UserId>,
    /// The person receives RSA.
    pub rsa: bool,
    /// What the département says.
    pub opinion: DepartmentOpinion,
}

/// What is decided.
#[derive(Debug, Clone)]
pub struct Ruling<'a> {
    /// Who decides or records it.
    pub actor: UserId,
    /// The outcome.
    pub outcome: DecisionOutcome,
    /// Why.
    pub motive: Option<&'a str>,
    /// What is proposed instead, on a refusal or redirection.
    pub alternative: Option<&'a str>,
    /// From which day.
    pub effective_on: Option<Day>,
    /// The day on which it is recorded.
    pub today: Day,
}

/// `decide`: where the decision stands and what it does.
///
/// # Errors
/// `Conflict` when the session, the quorum, the person deciding, the département or an earlier decision forbids
/// it; `Invalid` with every fault of the ruling.
pub fn decide(case: &Case, ruling: &Ruling<'_>) -> Result<(DecisionStatus, Effect), Refusal> {
    may_decide(case, ruling.actor)?;
    Refusal::unless_empty(ruling_faults(case.kind, ruling))?;
    let effect = match ruling.outcome {
        DecisionOutcome::Admitted => admission(case)?,
        DecisionOutcome::Refused => Effect::RefuseOrientation,
        DecisionOutcome::Redirected => Effect::RedirectOrientation,
        DecisionOutcome::Adjourned => Effect::ReturnEntryFile,
        DecisionOutcome::Continue => Effect::KeepPathway,
        DecisionOutcome::Reorient => Effect::ReorientPathway,
        DecisionOutcome::Suspend => Effect::SuspendPathway,
        DecisionOutcome::Extend => Effect::ExtendPathway,
        DecisionOutcome::Close => Effect::ClosePathway,
    };
    let status = match effect {
        Effect::AwaitDepartment => DecisionStatus::AdmittedPendingDepartment,
        _ => DecisionStatus::Effective,
    };
    Ok((status, effect))
}

fn may_decide(case: &Case, actor: UserId) -> Result<(), Refusal> {
    let (code, fr, en) = match case.session {
        SessionStatus::MinutesValidated => (
            "conflict_minutes_validated",
            "Le compte rendu est validé : une correction se décide dans une séance suivante (R4.7).",
            "The minutes are validated: a correction is decided in a later session (R4.7).",
        ),
        SessionStatus::Planned | SessionStatus::Convened | SessionStatus::Cancelled => (
            "conflict_session_not_held",
            "On ne décide que dans une séance tenue (§ 4.4).",
            "Decisions are taken in a session that is held (§ 4.4).",
        ),
        SessionStatus::Held if case.decided => (
            "conflict_already_decided",
            "Ce point est déjà décidé ; une séance suivante peut revenir dessus (R4.7).",
            "This item is already decided; a later session may come back to it (R4.7).",
        ),
        SessionStatus::Held if !case.quorum_met => {
            ("conflict_quorum", "Le quorum n'est pas atteint (R4.1).", "The quorum is not met (R4.1).")
        }
        SessionStatus::Held if case.file_referent == Some(actor) => (
            "conflict_own_file",
            "On ne décide pas d'un dossier d'entrée dont on est le référent (§ 4.4).",
            "Nobody decides on an entry file of which they are the referent (§ 4.4).",
        ),
        SessionStatus::Held => return Ok(()),
    };
    Err(Refusal::conflict(code, fr, en))
}

fn ruling_faults(kind: ItemKind, r: &Ruling<'_>) -> Vec<Fault> {
    let mut out = Vec::new();
    let allowed = outcomes_of(kind);
    if !allowed.contains(&r.outcome) {
        let mut fault = Fault::new(
            "/outcome",
            "rule_outcome",
            format!("« {} » ne se décide pas d'un point « {kind} » (R4.4).", r.outcome),
            format!("'{}' can't be decided of an item '{kind}' (R4.4).", r.outcome),
        );
        fault.allowed = allowed.iter().map(|o| o.code().to_owned()).collect();
        out.push(fault);
    }
    out.extend(faults::required_text("/motive", r.motive));
    if matches!(r.outcome, DecisionOutcome::Refused | DecisionOutcome::Redirected) && faults::blank(r.alternative) {
        out.push(Fault::new(
            "/alternative",
            "rule_alternative",
            "Un refus ou une réorientation propose une autre solution (R4.5).",
            "A refusal or redirection proposes an alternative (R4.5).",
        ));
    }
    if r.effective_on.is_none() {
        out.push(faults::required("/effective_on"));
    }
    out.extend(suspension_ahead(r));
    out.extend(nir_faults(&[("/motive", r.motive), ("/alternative", r.alternative)]));
    out
}

/// A suspension stops the timers as it is recorded: one decided ahead would freeze a pathway that still goes on
/// (§ 4.5).
fn suspension_ahead(r: &Ruling<'_>) -> Option<Fault> {
    let ahead = r.outcome == DecisionOutcome::Suspend && r.effective_on.is_some_and(|on| on > r.today);
    ahead.then(|| {
        Fault::new(
            "/effective_on",
            "rule_future",
            "Une suspension prend effet au plus tard le jour où la décision est enregistrée, dès le jour de la séance.",
            "A suspension takes effect by the day its decision is recorded, from the day of the session on.",
        )
    })
}

/// R4.4: whether the exit that was proposed falls with what the commission decides of it: the pathway goes on.
pub fn withdraws_exit(kind: ItemKind, effect: Effect) -> bool {
    kind == ItemKind::ExitProposal && matches!(effect, Effect::KeepPathway | Effect::ExtendPathway)
}

/// R4.6: for an RSA recipient the département has its say first; an opinion asked is waited for in any case.
fn admission(case: &Case) -> Result<Effect, Refusal> {
    match case.opinion {
        DepartmentOpinion::Favourable => Ok(Effect::AdmitPathway),
        DepartmentOpinion::Pending => Ok(Effect::AwaitDepartment),
        DepartmentOpinion::None if case.rsa => Ok(Effect::AwaitDepartment),
        DepartmentOpinion::None => Ok(Effect::AdmitPathway),
        DepartmentOpinion::Unfavourable => Err(Refusal::conflict(
            "conflict_department_unfavourable",
            "Le département ne valide pas cette entrée (R4.6).",
            "The département does not validate this entry (R4.6).",
        )),
    }
}

/// `confirm-department`: what was pending takes effect, or is refused (R4.6).
///
/// # Errors
/// `Illegal` unless pending.
pub fn confirm_department(from: DecisionStatus, favourable: bool) -> Result<(DecisionStatus, Effect), Refusal> {
    let effective = machine::step(DECISION_STEPS, from, "confirm-department")?;
    Ok(if favourable {
        (effective, Effect::AdmitPathway)
    } else {
        (DecisionStatus::RefusedByDepartment, Effect::RefuseOrientation)
    })
}

/// A new decision takes the place of an earlier one on the same file or pathway (R4.7).
///
/// # Errors
/// `Illegal` when it no longer holds, `Conflict` unless the new session is later.
pub fn supersede(from: DecisionStatus, decided_on: Day, session_on: Day) -> Result<DecisionStatus, Refusal> {
    let to = machine::step(DECISION_STEPS, from, "supersede")?;
    if session_on > decided_on {
        return Ok(to);
    }
    Err(Refusal::conflict(
        "conflict_not_later",
        format!("Une décision du {decided_on} se corrige dans une séance postérieure (R4.7)."),
        format!("A decision of {decided_on} is corrected in a later session (R4.7)."),
    ))
}
