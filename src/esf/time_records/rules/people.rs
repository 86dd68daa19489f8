//! The participants that a record names and the contact it is linked to (§ 6.2).

use super::contact::mismatch;
use super::content::{attribution, task};
use super::{Attribution, FILE_DAYS, Facts, ParticipantFacts, Proposed};
use crate::civil::{add_days, french};
use crate::refusal::{Fault, Warning};

/// The task that may still be recorded in the week after an exit (§ 6.2).
const FILE_UPDATE: &str = "file_update";

pub(super) fn check(
    p: &Proposed,
    f: &Facts,
    minutes: Option<i64>,
    faults: &mut Vec<Fault>,
    warnings: &mut Vec<Warning>,
) {
    let named: Vec<(usize, &ParticipantFacts)> = p
        .participants
        .iter()
        .enumerate()
        .filter_map(|(i, id)| f.participants.iter().find(|facts| facts.id == *id).map(|facts| (i, facts)))
        .collect();
    faults.extend(named.iter().filter_map(|(i, facts)| closed(p, *i, facts)));
    if attribution(p, f) == Some(Attribution::P) {
        faults.extend(named.iter().find_map(|(_, facts)| other_operation(p, f, facts)));
    }
    warnings.extend(not_assigned(p, &named));
    warnings.extend(no_signature(p, f));
    warnings.extend(mismatch(p, f, minutes));
}

fn closed(p: &Proposed, i: usize, facts: &ParticipantFacts) -> Option<Fault> {
    if facts.open {
        return None;
    }
    let pointer = format!("/participant_ids/{i}");
    let (date_fr, date) = (french(p.date), p.date);
    let Some(exit) = facts.exited_on else {
        return Some(Fault::new(
            pointer,
            "rule_participants",
            format!("Ce participant n'a ni parcours ni orientation en cours le {date_fr}."),
            format!("This participant has no open pathway or orientation on {date}."),
        ));
    };
    let until = add_days(exit, FILE_DAYS);
    if p.task == FILE_UPDATE && p.date <= until {
        return None;
    }
    Some(Fault::new(
        pointer,
        "rule_participants",
        format!(
            "Le parcours est clos depuis le {} : seule la tâche « {FILE_UPDATE} » se saisit encore, jusqu'au {}.",
            french(exit),
            french(until)
        ),
        format!(
            "The pathway is closed since {exit}: only the task \"{FILE_UPDATE}\" is still recorded, until {until}."
        ),
    ))
}

/// Time for one person is on the operation that their pathway is on (§ 6.2). Nothing is refused of somebody whom nobody has
/// entered in any operation of that day, nor on an operation that counts no participants: neither says on which they are.
fn other_operation(p: &Proposed, f: &Facts, facts: &ParticipantFacts) -> Option<Fault> {
    let named = p.operation.filter(|_| f.operation.as_ref().is_some_and(|o| o.counts_people))?;
    let elsewhere = !facts.operations.is_empty() && !facts.operations.contains(&named);
    elsewhere.then(|| {
        Fault::new(
            "/operation_id",
            "rule_outside_operation",
            "Le parcours du participant relève ce jour-là d'une autre opération.",
            "The participant's pathway is on another operation that day.",
        )
    })
}

fn not_assigned(p: &Proposed, named: &[(usize, &ParticipantFacts)]) -> Option<Warning> {
    let elsewhere: Vec<usize> =
        named.iter().filter(|(_, facts)| facts.assigned_to.is_some_and(|user| user != p.user)).map(|n| n.0).collect();
    let pointer = match elsewhere.as_slice() {
        [] => return None,
        [only] => format!("/participant_ids/{only}"),
        _ => "/participant_ids".to_owned(),
    };
    let (n, all) = (elsewhere.len(), named.len());
    Some(Warning::new(
        &pointer,
        "not_assigned",
        format!("{n} participant(s) sur {all} ont un autre référent ce jour-là."),
        format!("{n} of {all} participant(s) had another referent that day."),
    ))
}

fn no_signature(p: &Proposed, f: &Facts) -> Option<Warning> {
    let by_task = task(p, f).is_some_and(|t| t.signature_required);
    let unsigned = match f.contact {
        Some(c) => !c.signed && !c.planned && (c.signature_required || by_task),
        None => by_task,
    };
    unsigned.then(|| {
        Warning::new(
            "/linked",
            "no_signature",
            format!("La tâche « {} » demande un émargement, qui manque.", p.task),
            format!("The task \"{}\" needs a signature, which is missing.", p.task),
        )
    })
}
