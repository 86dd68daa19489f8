//! Task, operation, number of participants, comment: what the record says by itself (§ 5.15, § 6.2).

use super::{Attribution, COMMENT_MAX, CharterTask, Facts, Proposed};
use crate::civil::french;
use crate::participants::nir_faults;
use crate::refusal::Fault;

/// The task of the record in its charter.
pub(super) fn task<'f>(p: &Proposed, f: &'f Facts) -> Option<&'f CharterTask> {
    f.charter.as_ref().and_then(|c| c.tasks.iter().find(|t| t.code == p.task))
}

/// Whom the minutes are for: what the task says, or what the linked record says for a task that may
/// be linked to one (travel inherits, § 5.15).
pub fn effective_attribution(task: &CharterTask, linked: Option<Attribution>) -> Attribution {
    linked.filter(|_| task.linked_types.iter().any(|t| t == "time_record")).unwrap_or(task.attribution)
}

pub(super) fn attribution(p: &Proposed, f: &Facts) -> Option<Attribution> {
    task(p, f).map(|t| effective_attribution(t, f.linked_attribution))
}

pub(super) fn check(p: &Proposed, f: &Facts, faults: &mut Vec<Fault>) {
    match attribution(p, f) {
        None => faults.push(not_in_charter(p, f)),
        Some(attribution) => {
            if attribution != Attribution::N && p.operation.is_none() {
                faults.push(Fault::new(
                    "/operation_id",
                    "required",
                    format!("La tâche « {} » ({attribution}) demande une opération.", p.task),
                    format!("The task \"{}\" ({attribution}) needs an operation.", p.task),
                ));
            }
            faults.extend(heads(p, attribution));
        }
    }
    // a batch and an import answer record by record
    faults.extend(nir_faults(&[("/comment", p.comment.as_deref())]));
    let length = p.comment.as_ref().map_or(0, |c| c.chars().count());
    if length > COMMENT_MAX {
        faults.push(Fault::new(
            "/comment",
            "too_long",
            format!("Le commentaire a {length} caractères, {COMMENT_MAX} au plus."),
            format!("The comment has {length} characters, {COMMENT_MAX} at most."),
        ));
    }
}

/// A record is linked to the kinds of object that its task names; to any where it names none.
pub fn linked_type(p: &Proposed, f: &Facts) -> Option<Fault> {
    let (given, _) = p.linked.as_ref()?;
    let known = &task(p, f)?.linked_types;
    if known.is_empty() || known.contains(given) {
        return None;
    }
    let mut fault = Fault::new(
        "/linked/type",
        "rule_linked_type",
        format!("La tâche « {} » ne se lie pas à un objet « {given} ».", p.task),
        format!("The task \"{}\" is not linked to an object \"{given}\".", p.task),
    );
    fault.allowed.clone_from(known);
    Some(fault)
}

fn not_in_charter(p: &Proposed, f: &Facts) -> Fault {
    let (day_fr, day_en) = (french(p.date), p.date);
    let Some(charter) = &f.charter else {
        return Fault::new(
            "/task",
            "rule_task_not_in_charter",
            format!("Aucune charte n'est en vigueur le {day_fr}."),
            format!("No charter is in force on {day_en}."),
        );
    };
    let mut fault = Fault::new(
        "/task",
        "rule_task_not_in_charter",
        format!("La tâche « {} » n'est pas dans la charte en vigueur le {day_fr}.", p.task),
        format!("The task \"{}\" is not in the charter in force on {day_en}.", p.task),
    );
    fault.allowed = charter.tasks.iter().map(|t| t.code.clone()).collect();
    fault
}

fn heads(p: &Proposed, attribution: Attribution) -> Option<Fault> {
    let n = p.participants.len();
    let mut distinct = p.participants.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let (fr, en) = match attribution {
        Attribution::P if n != 1 => ("exactement un participant", "exactly one participant"),
        Attribution::G if n == 0 => ("au moins un participant", "at least one participant"),
        Attribution::O | Attribution::N if n != 0 => ("aucun participant", "no participant"),
        _ if distinct.len() != n => ("chaque participant une seule fois", "each participant once"),
        _ => return None,
    };
    Some(Fault::new(
        "/participant_ids",
        "rule_participants",
        format!("La tâche « {} » ({attribution}) demande {fr} ; {n} donné(s).", p.task),
        format!("The task \"{}\" ({attribution}) needs {en}; {n} given.", p.task),
    ))
}
