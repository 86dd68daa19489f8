//! The participants that a record names and the contact it is linked to (§ 6.2).

use super::content::{attribution, task};
use super::shape::clock;
use super::{Attribution, FILE_DAYS, Facts, LinkedContact, ParticipantFacts, Proposed};
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
        faults.extend(named.iter().find_map(|(_, facts)| other_operation(p, facts)));
    }
    warnings.extend(not_assigned(p, &named));
    warnings.extend(no_signature(p, f));
    warnings.extend(f.contact.and_then(|c| mismatch(p, f, minutes, &c)));
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

fn other_operation(p: &Proposed, facts: &ParticipantFacts) -> Option<Fault> {
    let differs = p.operation.zip(facts.operation).is_some_and(|(named, own)| named != own);
    differs.then(|| {
        Fault::new(
            "/operation_id",
            "rule_outside_operation",
            "Le parcours du participant relève d'une autre opération.",
            "The participant's pathway is on another operation.",
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

fn mismatch(p: &Proposed, f: &Facts, minutes: Option<i64>, c: &LinkedContact) -> Option<Warning> {
    let step = f.charter.as_ref().map_or(1, |charter| charter.step_minutes);
    let apart = |a: i64, b: i64| (a - b).abs() > step;
    let times = match p.start.zip(p.end) {
        Some((start, end)) => apart(start, c.start) || apart(end, c.end),
        None => minutes.is_some_and(|n| apart(n, c.end - c.start)),
    };
    let stranger = c.participant.is_some_and(|who| !p.participants.contains(&who));
    if c.date == p.date && !times && !stranger {
        return None;
    }
    let (from, to) = (clock(c.start), clock(c.end));
    let who = if stranger { (", avec un autre participant", ", with another participant") } else { ("", "") };
    Some(Warning::new(
        "/linked",
        "interview_mismatch",
        format!(
            "L'entretien lié est du {} de {from} à {to}{} : la saisie diffère (tolérance {step} minutes).",
            french(c.date),
            who.0
        ),
        format!(
            "The linked interview is on {} from {from} to {to}{}: the record differs (tolerance {step} minutes).",
            c.date, who.1
        ),
    ))
}
