//! The state machines as data: which states there are, which verbs lead from one to the next, what
//! must hold besides, and who may. Read from the very tables that decide, and from the policy grid.

mod api;

use crate::http::routes::Routes;
use crate::machine::{State, Step, verbs};

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_transitions).service(api::get_transitions);
}

/// A state of a machine and the verbs that it knows.
#[derive(Debug, Clone)]
struct Known {
    code: &'static str,
    verbs: Vec<&'static str>,
}

/// An arrow of a machine.
#[derive(Debug, Clone)]
struct Arrow {
    verb: &'static str,
    from: Vec<&'static str>,
    to: &'static str,
    guard: &'static str,
}

/// A machine, whatever its states are.
#[derive(Debug, Clone)]
struct Machine {
    resource: &'static str,
    states: Vec<Known>,
    arrows: Vec<Arrow>,
}

impl Machine {
    fn of<S: State>(resource: &'static str, states: &[S], steps: &[Step<S>]) -> Self {
        let arrow = |s: &Step<S>| Arrow {
            verb: s.verb,
            from: s.from.iter().map(|state| state.code()).collect(),
            to: s.to.code(),
            guard: s.guard,
        };
        Self {
            resource,
            states: states.iter().map(|s| Known { code: s.code(), verbs: verbs(steps, *s) }).collect(),
            arrows: steps.iter().map(arrow).collect(),
        }
    }
}

/// Every machine, in the order in which a person meets them.
fn machines() -> Vec<Machine> {
    use crate::directory::rules as directory;
    use crate::esf::time_records::rules::correction;
    use crate::esf::{absences, agenda_weeks, audit_missions, claims, time_records, timesheets};
    use crate::identity::{api_clients, users};
    use crate::intake::commissions::rules::decisions;
    use crate::intake::{commissions, entry_files, orientations};
    use crate::network::actions;
    use crate::participants::{duplicates, merges};
    use crate::pathways::{self, interviews, milestones, stages};
    use crate::platform::imports;
    vec![
        Machine::of("users", users::rules::UserStatus::ALL, users::rules::STEPS),
        Machine::of("api_clients", api_clients::rules::ApiClientStatus::ALL, api_clients::rules::STEPS),
        Machine::of("partner_structures", directory::Authorisation::ALL, directory::AUTHORISATION_STEPS),
        Machine::of("duplicate_candidates", duplicates::rules::PairStatus::ALL, duplicates::rules::STEPS),
        Machine::of("merges", merges::rules::MergeStatus::ALL, merges::rules::STEPS),
        Machine::of("orientations", orientations::rules::OrientationStatus::ALL, orientations::rules::STEPS),
        Machine::of("entry_files", entry_files::rules::EntryFileStatus::ALL, entry_files::rules::STEPS),
        Machine::of("commission_sessions", commissions::rules::SessionStatus::ALL, commissions::rules::STEPS),
        Machine::of("decisions", decisions::DecisionStatus::ALL, decisions::DECISION_STEPS),
        Machine::of("pathways", pathways::rules::PathwayStatus::ALL, pathways::rules::STEPS),
        Machine::of("stages", stages::rules::StageStatus::ALL, stages::rules::STEPS),
        Machine::of("interviews", interviews::rules::InterviewOutcome::ALL, interviews::rules::STEPS),
        Machine::of("milestones", milestones::rules::MilestoneStatus::ALL, milestones::rules::STEPS),
        Machine::of("actions", actions::rules::ActionStatus::ALL, actions::rules::STEPS),
        Machine::of("time_records", time_records::rules::TimeStatus::ALL, time_records::rules::STEPS),
        Machine::of("time_corrections", correction::CorrectionStatus::ALL, correction::CORRECTION_STEPS),
        Machine::of("agenda_weeks", agenda_weeks::rules::AgendaStatus::ALL, agenda_weeks::rules::STEPS),
        Machine::of("timesheets", timesheets::rules::TimesheetStatus::ALL, timesheets::rules::STEPS),
        Machine::of("absences", absences::rules::AbsenceStatus::ALL, absences::rules::STEPS),
        Machine::of("claims", claims::rules::ClaimStatus::ALL, claims::rules::STEPS),
        Machine::of("audit_findings", audit_missions::rules::AuditFindingStatus::ALL, audit_missions::rules::STEPS),
        Machine::of("imports", imports::rules::ImportStatus::ALL, imports::rules::STEPS),
        Machine::of("jobs", crate::jobs::rules::JobState::ALL, crate::jobs::rules::STEPS),
    ]
}

/// Whether a path is that of a verb of a resource, itself nested or not: `/v1/pathways/{id}/stages/{stage_id}/accept`.
fn is_verb_of(path: &str, resource: &str, verb: &str) -> bool {
    let mut parts = path.rsplit('/');
    parts.next() == Some(verb) && parts.find(|p| !p.starts_with('{')) == Some(resource)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_leads_between_states_of_its_machine() {
        for machine in machines() {
            let known = |code: &str| machine.states.iter().any(|s| s.code == code);
            for arrow in &machine.arrows {
                assert!(known(arrow.to) && arrow.from.iter().all(|s| known(s)), "{} {}", machine.resource, arrow.verb);
            }
        }
    }

    #[test]
    fn a_verb_is_found_under_its_resource_alone() {
        assert!(is_verb_of("/v1/orientations/{id}/triage", "orientations", "triage"));
        assert!(is_verb_of("/v1/pathways/{id}/stages/{stage_id}/accept", "stages", "accept"));
        assert!(is_verb_of("/v1/agenda-weeks/{user_id}/{week}/submit", "agenda-weeks", "submit"));
        assert!(!is_verb_of("/v1/pathways/{id}/stages/{stage_id}/cancel", "pathways", "cancel"));
        assert!(!is_verb_of("/v1/entry-files/{id}/submit", "agenda-weeks", "submit"));
    }
}
