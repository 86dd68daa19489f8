//! Where the events of a timeline come from: each kind of object with the operation that shows it. A test holds the
//! tables that name a participant or a pathway against it.

/// A kind of object, the operation that shows it, and where its events are: their instant (or `day ` and a column,
/// where only the day is known), what happened, a code; `s` is the row whose object it is.
pub(super) struct Source {
    pub(super) kind: &'static str,
    pub(super) operation: &'static str,
    pub(super) at: &'static str,
    pub(super) what: &'static str,
    pub(super) detail: &'static str,
    pub(super) from: &'static str,
    /// Whose they are: `{plie}` and `{person}` are filled in, and what narrows them for the caller.
    pub(super) whose: &'static str,
}

const fn source(
    kind: &'static str,
    operation: &'static str,
    [at, what, detail]: [&'static str; 3],
    from: &'static str,
    whose: &'static str,
) -> Source {
    Source { kind, operation, at, what, detail, from, whose }
}

/// Named by the row itself.
const NAMED: &str = "s.participant_id = {person}";
/// Of one of the person's pathways.
const ON_PATHWAY: &str =
    "s.pathway_id in (select id from pathways where plie_id = {plie} and participant_id = {person})";
/// As `ON_PATHWAY`, without those of health for whom only enters forms.
const BARRIER: &str =
    "s.pathway_id in (select id from pathways where plie_id = {plie} and participant_id = {person}){health}";
/// What the journal says was done to a stage. It is read in two pieces, since its lines are indexed once they are numbered.
const STAGE_VERB: &str = "case e.operation when 'accept_stage' then 'accepted' when 'plan_stage' then 'planned' \
     when 'start_stage' then 'started' when 'complete_stage' then 'completed' when 'interrupt_stage' then 'interrupted' \
     when 'cancel_stage' then 'cancelled' else 'refused' end";
const STAGE_NUMBERED: &str =
    "stages s join audit_entries e on e.plie_id = s.plie_id and e.object_id = s.id and e.seq is not null";
const STAGE_PENDING: &str =
    "stages s join audit_entries e on e.plie_id = s.plie_id and e.object_id = s.id and e.seq is null";
const STAGE_MOVED: &str = "s.participant_id = {person} and e.resource = 'stages' and e.operation in ('accept_stage', \
     'plan_stage', 'start_stage', 'complete_stage', 'interrupt_stage', 'cancel_stage', 'refuse_stage')";

/// Where events are.
pub(super) const SOURCES: &[Source] = &[
    source(
        "orientations",
        "list_orientations",
        ["e.at", "e.to_status", "null"],
        "orientations s join orientation_events e on e.plie_id = s.plie_id and e.orientation_id = s.id",
        NAMED,
    ),
    source("entry_files", "list_entry_files", ["s.created_at", "'opened'", "null"], "entry_files s", NAMED),
    source("entry_files", "list_entry_files", ["s.completed_at", "'completed'", "null"], "entry_files s", NAMED),
    source("entry_files", "list_entry_files", ["s.submitted_at", "'submitted'", "null"], "entry_files s", NAMED),
    source("entry_files", "list_entry_files", ["s.decided_at", "'decided'", "null"], "entry_files s", NAMED),
    source("decisions", "list_decisions", ["s.created_at", "'decided'", "s.outcome"], "decisions s", NAMED),
    source(
        "pathways",
        "get_pathway_history",
        ["e.at", "e.to_status", "null"],
        "pathways s join pathway_events e on e.plie_id = s.plie_id and e.pathway_id = s.id",
        NAMED,
    ),
    source(
        "referent_assignments",
        "list_pathway_assignments",
        ["s.created_at", "'assigned'", "null"],
        "referent_assignments s",
        NAMED,
    ),
    source("interviews", "list_interviews", ["s.starts_at", "s.outcome", "s.type"], "interviews s", NAMED),
    source("stages", "list_stages", ["s.created_at", "'created'", "s.type"], "stages s", NAMED),
    source("stages", "list_stages", ["e.at", STAGE_VERB, "s.type"], STAGE_NUMBERED, STAGE_MOVED),
    source("stages", "list_stages", ["e.at", STAGE_VERB, "s.type"], STAGE_PENDING, STAGE_MOVED),
    source(
        "stage_reviews",
        "list_stages",
        ["s.recorded_at", "'held'", "s.kind"],
        "stage_reviews s",
        "s.stage_id in (select id from stages where plie_id = {plie} and participant_id = {person})",
    ),
    source("situations", "list_situations", ["s.recorded_at", "'recorded'", "s.labour_status"], "situations s", NAMED),
    source("eligibility", "list_eligibility", ["s.created_at", "'recorded'", "s.criterion"], "eligibility s", NAMED),
    source("documents", "list_documents", ["s.created_at", "'received'", "s.kind"], "documents s", NAMED),
    source(
        "participations",
        "list_participations",
        ["e.recorded_at", "e.moment", "null"],
        "participations s join participation_records e on e.plie_id = s.plie_id and e.participation_id = s.id",
        NAMED,
    ),
    source(
        "sensitive_facts",
        "get_sensitive_facts",
        ["s.recorded_at", "'recorded'", "null"],
        "sensitive_facts s",
        NAMED,
    ),
    source(
        "participants",
        "get_participant",
        ["s.created_at", "'created'", "null"],
        "participants s",
        "s.id = {person}",
    ),
    source("merges", "get_merge", ["s.created_at", "'merged'", "null"], "merges s", "s.target_id = {person}"),
    source("merges", "get_merge", ["s.undone_at", "'undone'", "null"], "merges s", "s.target_id = {person}"),
    source("objectives", "list_objectives", ["s.created_at", "'created'", "null"], "objectives s", ON_PATHWAY),
    source("barriers", "list_barriers", ["s.created_at", "'recorded'", "s.theme"], "barriers s", BARRIER),
    source("barriers", "list_barriers", ["day s.lifted_on", "'lifted'", "s.theme"], "barriers s", BARRIER),
    source("milestones", "list_milestones", ["s.created_at", "'held'", "null"], "milestones s", ON_PATHWAY),
    source("milestones", "list_milestones", ["day s.validated_on", "'validated'", "null"], "milestones s", ON_PATHWAY),
    source(
        "employment_contracts",
        "list_employment_contracts",
        ["s.created_at", "'recorded'", "s.type"],
        "employment_contracts s",
        ON_PATHWAY,
    ),
    source(
        "employment_contracts",
        "list_employment_contracts",
        ["day s.broken_on", "'broken'", "s.type"],
        "employment_contracts s",
        ON_PATHWAY,
    ),
    source(
        "follow_up_checks",
        "list_follow_up_checks",
        ["s.created_at", "'recorded'", "null"],
        "follow_up_checks s",
        ON_PATHWAY,
    ),
    source(
        "engagement_contracts",
        "list_engagement_contracts",
        ["day s.signed_on", "'signed'", "s.kind"],
        "engagement_contracts s",
        ON_PATHWAY,
    ),
    source(
        "constraints",
        "list_constraints",
        ["s.created_at", "'recorded'", "null"],
        "participant_constraints s",
        ON_PATHWAY,
    ),
    // that it was written, never what it is about
    source(
        "liaison_notes",
        "list_liaison_notes",
        ["s.created_at", "'recorded'", "null"],
        "liaison_notes s",
        ON_PATHWAY,
    ),
    source(
        "quarterly_reviews",
        "list_quarterly_reviews",
        ["s.created_at", "case when s.held_on is null then 'planned' else 'held' end", "null"],
        "quarterly_reviews s join quarterly_review_items e on e.plie_id = s.plie_id and e.review_id = s.id",
        "e.participant_id = {person}{staff:s.user_id}",
    ),
    source(
        "collective_sessions",
        "list_collective_sessions",
        ["s.starts_at", "e.outcome", "null"],
        "collective_sessions s join attendances e on e.plie_id = s.plie_id and e.session_id = s.id",
        "e.participant_id = {person}{staff:s.leader_id}",
    ),
    source(
        "events_calendar",
        "list_events",
        ["s.starts_at", "e.outcome", "null"],
        "events s join attendances e on e.plie_id = s.plie_id and e.event_id = s.id",
        "e.participant_id = {person}",
    ),
    source(
        "opportunity_notices",
        "list_opportunity_notices",
        ["s.notified_at", "'notified'", "s.channel"],
        "opportunity_notices s",
        NAMED,
    ),
    source(
        "signatures",
        "get_signature",
        ["s.signed_at", "case when s.refused_reason is null then 'signed' else 'refused' end", "s.object_type"],
        "signatures s",
        "s.object_type in ('interview', 'entry_file') and s.object_id in (
           select id from interviews where plie_id = {plie} and participant_id = {person}
           union all select id from entry_files where plie_id = {plie} and participant_id = {person})",
    ),
    source(
        "time_records",
        "list_time_records",
        ["s.recorded_at", "'recorded'", "s.task"],
        "time_records s",
        "s.superseded_by is null{mine} and s.id in (
           select time_record_id from time_record_participants where plie_id = {plie} and participant_id = {person})",
    ),
];
