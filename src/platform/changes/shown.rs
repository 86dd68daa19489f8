//! Which changes a caller hears of: those of the objects that the lists show it, kind by kind.

use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::audit::Change;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::MultiBackend;
use crate::db::schema::{audit_entries as t, orientations};
use crate::directory;
use crate::esf;
use crate::esf::staff;
use crate::failure::Outcome;
use crate::ids::{AnyId, Id};
use crate::intake;
use crate::participants::in_reach;

/// What an object hangs on, which tells who is told of its change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hangs {
    /// On nobody: whoever reads one of the kind is told of all.
    Nobody,
    /// On nobody, and its list shows some to some: those are told of.
    Listed,
    /// On a participant.
    Participant,
    /// On a member of staff.
    Staff,
    /// On who made it: they alone are told, beside whoever reads all.
    Author,
}

use Hangs::{Author, Listed, Nobody, Participant, Staff};

/// Each kind of object of the journal, the operation that shows it, and what it hangs on. A kind that does not stand
/// here is told to nobody.
const KINDS: &[(&str, &str, Hangs)] = &[
    ("absences", "list_absences", Staff),
    ("actions", "list_actions", Nobody),
    ("collective_sessions", "list_collective_sessions", Staff),
    ("employers", "list_employers", Nobody),
    ("events", "list_events", Nobody),
    ("export_profiles", "list_export_profiles", Nobody),
    ("liaison_notes", "list_liaison_notes", Participant),
    ("meetings", "list_meetings", Nobody),
    ("opportunities", "list_opportunities", Nobody),
    ("opportunity_notices", "list_opportunity_notices", Participant),
    ("procurement_contracts", "list_procurement_contracts", Nobody),
    ("quarterly_reviews", "list_quarterly_reviews", Staff),
    ("agenda_items", "list_agenda_items", Participant),
    ("agenda_weeks", "list_agenda_weeks", Staff),
    ("api_clients", "list_api_clients", Nobody),
    ("audit_findings", "list_audit_findings", Listed),
    ("audit_missions", "list_audit_missions", Listed),
    ("barriers", "list_barriers", Participant),
    ("charters", "list_charters", Nobody),
    ("commission_sessions", "list_commission_sessions", Participant),
    ("commissions", "list_commissions", Listed),
    ("decisions", "list_decisions", Participant),
    ("documents", "list_documents", Participant),
    ("duplicate_candidates", "list_duplicate_candidates", Nobody),
    ("eligibility", "list_eligibility", Participant),
    ("employment_contracts", "list_employment_contracts", Participant),
    ("engagement_contracts", "list_engagement_contracts", Participant),
    ("entry_files", "list_entry_files", Participant),
    ("follow_up_checks", "list_follow_up_checks", Participant),
    ("interviews", "list_interviews", Participant),
    ("job_follow_ups", "get_pathway_history", Participant),
    ("merges", "get_merge", Nobody),
    ("milestones", "list_milestones", Participant),
    ("objectives", "list_objectives", Participant),
    ("operations", "list_operations", Listed),
    ("orientations", "list_orientations", Participant),
    ("participant_constraints", "list_constraints", Participant),
    ("participants", "list_participants", Participant),
    ("operation_outputs", "get_operation_outputs", Listed),
    ("participation_attempts", "list_participation_attempts", Participant),
    ("participations", "list_participations", Participant),
    ("partner_structures", "list_partner_structures", Nobody),
    ("pathways", "list_pathways", Participant),
    ("plies", "get_plie", Nobody),
    ("reception_slots", "list_reception_slots", Nobody),
    ("reference_codes", "list_reference_lists", Nobody),
    ("report_snapshots", "list_report_snapshots", Author),
    ("referent_assignments", "list_pathway_assignments", Participant),
    ("referents", "list_referents", Listed),
    ("signatures", "get_signature", Participant),
    ("sites", "list_sites", Listed),
    ("situations", "list_situations", Participant),
    ("stage_reviews", "list_stages", Participant),
    ("stages", "list_stages", Participant),
    ("suspensions", "get_pathway_history", Participant),
    ("territories", "list_territories", Listed),
    ("time_records", "list_time_records", Staff),
    ("timesheets", "list_timesheets", Staff),
    ("users", "list_users", Nobody),
    ("staff_assignments", "list_staff_assignments", Listed),
    ("mission_letters", "list_mission_letters", Staff),
    ("employment_costs", "list_employment_costs", Listed),
    ("hourly_rates", "list_hourly_rates", Listed),
    ("claims", "list_claims", Listed),
    ("time_corrections", "list_time_corrections", Staff),
];

/// What the journal keeps and the feed never tells, not even that it is there (`trust.md` § 6.1).
#[cfg(test)]
const UNTOLD: &[&str] = &["sensitive_facts"];

type Filter = Box<dyn BoxableExpression<t::table, MultiBackend, SqlType = Bool>>;

/// The condition that the caller may see the object that has changed.
pub(super) fn visible(cx: &mut Ctx<'_>) -> Outcome<Filter> {
    if !cx.reach.senders.is_empty() {
        // a partner hears of what it sent, as long as it reads it, and of nothing else
        let sent = orientations::table
            .filter(orientations::plie_id.eq(cx.plie()))
            .filter(orientations::partner_structure_id.eq_any(cx.reach.senders.clone()))
            .filter(orientations::closed_at.is_null().or(orientations::closed_at.ge(cx.partners_read_since())))
            .select(orientations::id);
        let theirs = t::structure_id.assume_not_null().eq_any(cx.reach.senders.clone());
        let read = t::object_id.is_not_null().and(t::object_id.assume_not_null().eq_any(sent));
        return Ok(Box::new(t::resource.eq("orientations").and(t::structure_id.is_not_null()).and(theirs).and(read)));
    }
    let (mut whole, mut listed) = (Vec::new(), Vec::new());
    let mut narrow = Vec::<(Reach, Hangs, Vec<&'static str>)>::new();
    for (kind, shown_by, hangs) in KINDS.iter().copied() {
        // what happens after a handover is told to who follows the person today
        let reach = Reach { followed_since: None, ..cx.reach_in(shown_by) };
        if reach.is_empty() {
            continue;
        }
        if reach.all || hangs == Nobody {
            whole.push(kind);
        } else if hangs == Listed {
            listed.push((kind, reach));
        } else if let Some(alike) = narrow.iter_mut().find(|(r, h, _)| (r, *h) == (&reach, hangs)) {
            alike.2.push(kind);
        } else {
            narrow.push((reach, hangs, vec![kind]));
        }
    }
    let mut filter: Filter = Box::new(t::resource.eq_any(whole));
    if !cx.reach_in("list_participants").is_empty() {
        filter = Box::new(filter.or(gone()));
    }
    for (reach, hangs, kinds) in narrow {
        let ways = match hangs {
            Staff => of_staff(cx, &reach)?,
            Author => mine(&reach),
            Nobody | Listed | Participant => of_people(cx, &reach),
        };
        filter = Box::new(filter.or(t::resource.eq_any(kinds).and(ways)));
    }
    for (kind, reach) in listed {
        if let Some(ways) = in_its_list(cx, kind, &reach)? {
            filter = Box::new(filter.or(t::resource.eq(kind).and(ways)));
        }
    }
    Ok(filter)
}

/// One of those that the list of a kind shows the caller; none where it shows none. These kinds are few: some dozens of
/// each in a PLIE, and asked for by those alone who see but some of them.
fn in_its_list(cx: &mut Ctx<'_>, kind: &str, reach: &Reach) -> Outcome<Option<Filter>> {
    fn ids<T>(of: Vec<Id<T>>) -> Vec<AnyId> {
        of.into_iter().map(Id::cast).collect()
    }
    let shown = match kind {
        "audit_findings" => ids(esf::audit_missions::findings_in_reach(cx, reach)?),
        "audit_missions" => ids(esf::audit_missions::in_reach(cx, reach)?),
        "claims" => esf::claims::ids_in_reach(cx, reach)?,
        "employment_costs" => esf::employment_costs::ids_in_reach(cx, reach)?,
        "hourly_rates" => esf::hourly_rates::ids_in_reach(cx, reach)?,
        "operations" => esf::operations::ids_in_reach(cx, reach)?,
        "operation_outputs" => ids(esf::operation_outputs::ids_in_reach(cx, reach)?),
        "commissions" => ids(intake::commissions::ids_in_reach(cx, reach)?),
        "referents" => directory::referents::ids_in_reach(cx, reach)?,
        "sites" => directory::sites::ids_in_reach(cx, reach)?,
        "staff_assignments" => directory::staff_assignments::ids_in_reach(cx, reach)?,
        "territories" => directory::territories::ids_in_reach(cx, reach)?,
        _ => return Ok(None),
    };
    let one = t::object_id.is_not_null().and(t::object_id.assume_not_null().eq_any(shown));
    Ok(Some(Box::new(one)))
}

/// A person who was erased is in nobody's reach any more, and who mirrors what they read must hear of it: an
/// identifier, which tells nothing to who never read the person.
fn gone() -> Filter {
    let itself = t::subject_id.is_not_null().and(t::subject_id.assume_not_null().eq(t::object_id.assume_not_null()));
    let erased = t::resource.eq("participants").and(t::change.eq(Change::Erased));
    Box::new(erased.and(t::object_id.is_not_null()).and(itself))
}

/// About a participant in reach; or about none yet, and the caller's own doing.
fn of_people(cx: &Ctx<'_>, reach: &Reach) -> Filter {
    let people = t::subject_id.is_not_null().and(in_reach(cx, reach, t::subject_id));
    Box::new(people.or(t::subject_id.is_null().and(mine(reach))))
}

/// The caller's own doing.
fn mine(reach: &Reach) -> Filter {
    Box::new(t::owner_id.is_not_null().and(t::owner_id.assume_not_null().eq(reach.user)))
}

/// Of a member of staff whose time is in reach: one's own in the first place.
fn of_staff(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Filter> {
    let users = staff::in_reach(cx, reach)?.unwrap_or_default();
    Ok(Box::new(t::owner_id.is_not_null().and(t::owner_id.assume_not_null().eq_any(users))))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::auth::policy::RULES;

    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn every_kind_that_the_journal_knows_is_shown_by_an_operation() {
        let mut texts = Vec::new();
        sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut texts);
        let mut journal = BTreeSet::new();
        for text in &texts {
            for verb in ["created", "changed", "erased"] {
                let call = format!("Entry::{verb}(\"");
                journal.extend(text.split(call.as_str()).skip(1).filter_map(|rest| rest.split('"').next()));
            }
        }
        let kinds: BTreeSet<&str> = KINDS.iter().map(|(kind, ..)| *kind).collect();
        journal.retain(|kind| kind.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !UNTOLD.contains(kind));
        assert!(journal.len() > 25, "{journal:?}");
        assert_eq!(journal, kinds);
        for (kind, shown_by, _) in KINDS {
            assert!(RULES.contains_key(shown_by), "{kind} is shown by {shown_by}, which is not in the grid");
        }
    }
}
