//! What an erasure does, table by table. What can't be said as a column and a value stands in `apart.rs`.

/// What hangs on the person by what: the condition that picks the rows of a table. `{who}` are the person's records.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of {
    Person,
    Pathway,
    Stage,
    Orientation,
    EntryFile,
    Time,
    Correction,
    Adjustment,
    Signed,
    Pair,
    Merge,
    EsfCode,
    Imported,
}

/// Time spent with the person. What a record said before it was changed has no shares in the index, and names its people
/// in its own row.
pub(super) const TIMES: &str =
    "select time_record_id from time_record_participants where plie_id = {plie} and participant_id in ({who})
   union all select id from time_records where plie_id = {plie} and status = 'superseded'
     and exists (select 1 from {shares} where j.value ->> 'participant_id' in ({who_text}))";

impl Of {
    pub(super) const fn condition(self) -> &'static str {
        match self {
            Self::Person => "participant_id in ({who})",
            Self::Pathway => {
                "pathway_id in (select id from pathways where plie_id = {plie} and participant_id in ({who}))"
            }
            Self::Stage => "stage_id in (select id from stages where plie_id = {plie} and participant_id in ({who}))",
            Self::Orientation => {
                "orientation_id in (select id from orientations where plie_id = {plie} and participant_id in ({who}))"
            }
            Self::EntryFile => {
                "entry_file_id in (select id from entry_files where plie_id = {plie} and participant_id in ({who}))"
            }
            Self::Time => "id in ({times})",
            Self::Correction => "time_record_id in ({times})",
            Self::Adjustment => {
                "time_correction_id in (select id from time_corrections where plie_id = {plie} and time_record_id in ({times}))"
            }
            Self::Signed => {
                "(signer_id in ({who}) or object_id in (select id from interviews where plie_id = {plie} and participant_id in ({who})
                 union all select id from entry_files where plie_id = {plie} and participant_id in ({who})
                 union all select id from orientations where plie_id = {plie} and participant_id in ({who})))"
            }
            Self::Pair => "(first_id in ({who}) or second_id in ({who}))",
            Self::EsfCode => {
                "record_id in (select r.id from participation_records r join participations p on p.plie_id = r.plie_id and p.id = r.participation_id
                 where p.plie_id = {plie} and p.participant_id in ({who}))"
            }
            Self::Merge => "(source_id in ({who}) or target_id in ({who}))",
            Self::Imported => "object_id in ({who})",
        }
    }
}

/// What becomes of a column.
#[derive(Debug, Clone, Copy)]
pub(super) enum Set {
    /// Nothing.
    Clear(&'static str),
    /// That there were words, where there were.
    Say(&'static str),
    /// An empty list.
    Empty(&'static str),
    /// An empty object.
    Blank(&'static str),
    /// This code.
    Put(&'static str, &'static str),
    /// The object without this member.
    Without(&'static str, &'static str),
}

impl Set {
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Clear(column) | Self::Say(column) | Self::Empty(column) | Self::Blank(column) => column,
            Self::Put(column, _) | Self::Without(column, _) => column,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Act {
    Delete,
    Change(&'static [Set]),
}

/// When it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Always,
    /// Where no ESF evidence must stay.
    WithoutEvidence,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// The part of the answer.
    pub(super) kind: &'static str,
    pub(super) table: &'static str,
    pub(super) of: Of,
    pub(super) when: When,
    pub(super) act: Act,
    /// The column that names a row.
    pub(super) key: &'static str,
    /// Whether rows have versions, and the feed tells of them.
    pub(super) versioned: bool,
}

const fn step(kind: &'static str, table: &'static str, of: Of, when: When, act: Act) -> Step {
    Step { kind, table, of, when, act, key: "id", versioned: true }
}

/// Of a table without versions, which the feed does not tell of.
const fn quiet(kind: &'static str, table: &'static str, of: Of, key: &'static str, act: Act) -> Step {
    Step { kind, table, of, when: When::Always, act, key, versioned: false }
}

use Act::{Change, Delete};
use Of::{
    Adjustment, Correction, EntryFile, EsfCode, Imported, Merge, Orientation, Pair, Pathway, Person, Signed, Stage,
    Time,
};
use Set::{Blank, Clear, Empty, Put, Say, Without};
use When::{Always, WithoutEvidence};

/// Everything that is done by columns, in this order.
pub(super) const STEPS: &[Step] = &[
    quiet("identity", "participant_names", Person, "participant_id", Delete),
    quiet("contacts", "participant_external_ids", Person, "participant_id", Delete),
    quiet("contacts", "participant_addresses", Person, "id", Delete),
    quiet("identity", "import_rows", Imported, "import_id", Delete),
    step("situations", "situations", Person, WithoutEvidence, Delete),
    step(
        "situations",
        "situations",
        Person,
        Always,
        Change(&[
            Clear("housing_situation"),
            Clear("single_parent"),
            Clear("driving_licence"),
            Clear("french_level"),
            Empty("minimum_incomes"),
        ]),
    ),
    quiet("sensitive_facts", "sensitive_facts", Person, "id", Delete),
    Step { when: WithoutEvidence, ..quiet("eligibility", "participant_criteria", Person, "id", Delete) },
    step("eligibility", "eligibility", Person, WithoutEvidence, Delete),
    step("signatures", "signatures", Signed, WithoutEvidence, Change(&[Say("signer_name"), Clear("document_id")])),
    step("signatures", "signatures", Signed, Always, Change(&[Say("refused_reason")])),
    step(
        "orientations",
        "orientations",
        Person,
        Always,
        Change(&[
            Clear("comment"),
            Clear("words_sealed"),
            Clear("status_reason"),
            Say("alternative"),
            Clear("external_id"),
            Clear("candidate_france_travail_id"),
            Put("candidate_sort_name", ""),
        ]),
    ),
    step(
        "orientations",
        "orientations",
        Person,
        WithoutEvidence,
        Change(&[Empty("criteria"), Empty("motives"), Clear("orientation_type")]),
    ),
    quiet("orientations", "orientation_events", Orientation, "id", Change(&[Clear("reason")])),
    step(
        "entry_files",
        "entry_files",
        Person,
        Always,
        Change(&[
            Clear("diagnosis"),
            Clear("words_sealed"),
            Empty("barriers"),
            Empty("objectives"),
            Clear("returned_reason"),
            Clear("out_of_area_reason"),
        ]),
    ),
    step(
        "entry_files",
        "entry_files",
        Person,
        WithoutEvidence,
        Change(&[Empty("criteria"), Empty("notices"), Clear("consent_to_enter")]),
    ),
    quiet("entry_files", "target_occupations", EntryFile, "entry_file_id", Delete),
    step("decisions", "decisions", Person, Always, Change(&[Say("motive"), Say("alternative")])),
    step("pathways", "pathways", Person, Always, Change(&[Clear("status_reason"), Clear("out_of_area_reason")])),
    step("pathways", "pathways", Person, WithoutEvidence, Change(&[Clear("exit_evidence")])),
    quiet("pathways", "pathway_events", Pathway, "id", Change(&[Clear("reason")])),
    step(
        "pathways",
        "referent_assignments",
        Person,
        Always,
        Change(&[Clear("reason"), Clear("handover_note"), Clear("words_sealed")]),
    ),
    step("pathways", "suspensions", Pathway, Always, Change(&[Put("reason", "other")])),
    step("pathways", "job_follow_ups", Pathway, Always, Change(&[Clear("end_reason")])),
    step("objectives", "objectives", Pathway, Always, Change(&[Say("text"), Say("reason"), Clear("theme")])),
    step("barriers", "barriers", Pathway, Always, Delete),
    step("constraints", "participant_constraints", Person, Always, Delete),
    step("stages", "stages", Person, Always, Change(&[Clear("status_reason"), Empty("barrier_ids")])),
    step(
        "stages",
        "stage_reviews",
        Stage,
        Always,
        Change(&[Say("result"), Clear("participant_view"), Clear("words_sealed")]),
    ),
    step(
        "interviews",
        "interviews",
        Person,
        Always,
        Change(&[Clear("report"), Clear("report_sealed"), Clear("outcome_reason"), Clear("place")]),
    ),
    step("interviews", "interviews", Person, WithoutEvidence, Change(&[Empty("information_given")])),
    step(
        "employment_contracts",
        "employment_contracts",
        Person,
        WithoutEvidence,
        Change(&[Say("employer_name"), Clear("employer_siret")]),
    ),
    step("employment_contracts", "follow_up_checks", Person, WithoutEvidence, Change(&[Clear("evidence_document_id")])),
    step("engagement_contracts", "engagement_contracts", Person, Always, Change(&[Clear("department_file_no")])),
    step("liaison_notes", "liaison_notes", Person, Always, Delete),
    quiet("quarterly_reviews", "quarterly_review_items", Person, "review_id", Delete),
    step("time_records", "time_records", Time, Always, Change(&[Clear("comment"), Say("reason")])),
    quiet(
        "time_records",
        "time_corrections",
        Correction,
        "id",
        Change(&[Say("reason"), Say("refused_reason"), Without("new_values", "comment")]),
    ),
    quiet("time_records", "claim_adjustments", Adjustment, "id", Change(&[Say("reason")])),
    // codes without words stay for the counts; those of a special category only while they are evidence
    step("participations", "participations", Person, Always, Change(&[Say("void_reason")])),
    Step { when: WithoutEvidence, ..quiet("participations", "esf_codes", EsfCode, "record_id", Delete) },
    quiet("duplicates", "duplicate_candidates", Pair, "id", Delete),
    quiet("duplicates", "merges", Merge, "id", Change(&[Blank("kept_before")])),
];

/// What stays is counted by these: the part, its table and what picks its rows.
pub(super) const KEPT: &[(&str, &str, Of)] = &[
    ("situations", "situations", Person),
    ("eligibility", "participant_criteria", Person),
    ("eligibility", "eligibility", Person),
    ("documents", "documents", Person),
    ("signatures", "signatures", Signed),
    ("orientations", "orientations", Person),
    ("entry_files", "entry_files", Person),
    ("decisions", "decisions", Person),
    ("decisions", "agenda_items", Person),
    ("pathways", "pathways", Person),
    ("pathways", "referent_assignments", Person),
    ("objectives", "objectives", Pathway),
    ("stages", "stages", Person),
    ("interviews", "interviews", Person),
    ("milestones", "milestones", Person),
    ("employment_contracts", "employment_contracts", Person),
    ("employment_contracts", "follow_up_checks", Person),
    ("engagement_contracts", "engagement_contracts", Person),
    ("attendances", "attendances", Person),
    ("attendances", "opportunity_notices", Person),
    ("time_records", "time_record_participants", Person),
    ("participations", "participations", Person),
    ("participations", "esf_codes", EsfCode),
    ("duplicates", "merges", Merge),
    ("access_log", "access_log", Person),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::participants::erasure::rules;

    #[test]
    fn every_step_belongs_to_a_part_of_the_answer() {
        let named = STEPS.iter().map(|step| step.kind).chain(KEPT.iter().map(|(kind, ..)| *kind));
        for kind in named {
            assert!(rules::kind(kind).is_some(), "{kind}");
        }
    }

    #[test]
    fn a_table_is_dealt_with_once_for_each_occasion() {
        let mut seen = Vec::new();
        for step in STEPS {
            let deletes = matches!(step.act, Act::Delete);
            assert!(!seen.contains(&(step.table, step.when, deletes)), "{}", step.table);
            seen.push((step.table, step.when, deletes));
        }
    }
}
