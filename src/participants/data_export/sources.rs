//! What is held about a person, table by table.

use crate::participants::vault::What;

/// A table, as the archive shows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source {
    /// Its name in the JSON.
    pub(super) name: &'static str,
    /// Its heading.
    pub(super) title: &'static str,
    /// The table, as `s`.
    pub(super) table: &'static str,
    /// What picks its rows; `{who}` are the person's records.
    pub(super) rows: &'static str,
    /// What orders them.
    pub(super) order: &'static str,
    /// Its columns, each with its form (`store.rs`): `name:form`, or `name:code=list` for a code.
    pub(super) columns: &'static str,
    /// What is sealed of a row, and the member that it opens to, or of words one that tells that there are some.
    pub(super) sealed: Option<(What, &'static str)>,
}

const fn source(
    name: &'static str,
    title: &'static str,
    table: &'static str,
    [rows, order]: [&'static str; 2],
    columns: &'static str,
) -> Source {
    Source { name, title, table, rows, order, columns, sealed: None }
}

const PERSON: &str = "s.participant_id in ({who})";
const PATHWAY: &str = "s.pathway_id in (select id from pathways where plie_id = {plie} and participant_id in ({who}))";

const PARTICIPATION: &str =
    "s.participation_id in (select id from participations where plie_id = {plie} and participant_id in ({who}))";

/// Everything, in the order of the archive.
pub(super) const SOURCES: &[Source] = &[
    source(
        "participants",
        "Identité",
        "participants",
        ["s.id in ({who})", "s.created_at, s.id"],
        "id:id first_name:text last_name:text birth_name:text birth_date:day gender:code=gender email:text phone:text \
         contact_person:text address:json commune_code:text postcode:text external_ids:json france_travail_id:text \
         caf_msa_id:text last_contact_on:day merged_into:id created_at:instant updated_at:instant",
    ),
    source(
        "participant_addresses",
        "Adresses",
        "participant_addresses",
        [PERSON, "s.recorded_at, s.id"],
        "id:id address:json valid_from:day recorded_at:instant",
    ),
    source(
        "situations",
        "Situations",
        "situations",
        [PERSON, "s.as_of, s.recorded_at, s.id"],
        "id:id as_of:day labour_status:code=labour_status unemployment_months:int registered_ft:bool in_education:bool \
         isced:int french_level:code=french_level minimum_incomes:json single_parent:bool \
         housing_situation:code=housing driving_licence:bool source:code=situation_source recorded_at:instant",
    ),
    Source {
        sealed: Some((What::SensitiveFacts, "facts")),
        ..source(
            "sensitive_facts",
            "Données sensibles",
            "sensitive_facts",
            [PERSON, "s.as_of, s.recorded_at, s.id"],
            "id:id participant_id:id as_of:day sealed:sealed recorded_at:instant",
        )
    },
    source(
        "erasure_proposals",
        "Effacement demandé",
        "erasure_proposals",
        [PERSON, "s.participant_id"],
        "participant_id:id reason:text proposed_at:instant",
    ),
    source(
        "criteria",
        "Critères d'éligibilité",
        "participant_criteria",
        [PERSON, "s.criterion, s.id"],
        "id:id criterion:code=criterion issued_on:day valid_until:day evidence_document_id:id",
    ),
    source(
        "eligibility",
        "Justificatifs d'éligibilité",
        "eligibility",
        [PERSON, "s.issued_on, s.id"],
        "id:id criterion:code=criterion issued_on:day evidence_document_id:id created_at:instant",
    ),
    Source {
        sealed: Some((What::Orientation, "comment")),
        ..source(
            "orientations",
            "Orientations",
            "orientations",
            [PERSON, "s.received_at, s.id"],
            "id:id partner_structure_id:id external_id:text prescriber:json candidate:json motives:json criteria:json \
             orientation_type:code=orientation_type comment:text status:text status_reason:text alternative:text \
             received_at:instant closed_at:instant words_sealed:sealed",
        )
    },
    source(
        "orientation_events",
        "Suites des orientations",
        "orientation_events",
        [
            "s.orientation_id in (select id from orientations where plie_id = {plie} and participant_id in ({who}))",
            "s.at, s.id",
        ],
        "id:id orientation_id:id from_status:text to_status:text at:instant reason:text",
    ),
    Source {
        sealed: Some((What::EntryFile, "diagnosis")),
        ..source(
            "entry_files",
            "Dossiers d'entrée",
            "entry_files",
            [PERSON, "s.created_at, s.id"],
            "id:id orientation_id:id status:text diagnosis:json criteria:json barriers:json objectives:json \
             consent_to_enter:json notices:json department_opinion:code=department_opinion signed_by_candidate:bool \
             signed_by_prescriber:bool out_of_area_reason:text returned_reason:text completed_at:instant \
             submitted_at:instant decided_at:instant words_sealed:sealed",
        )
    },
    source(
        "agenda_items",
        "Passages en commission",
        "agenda_items",
        [PERSON, "s.created_at, s.id"],
        "id:id session_id:id kind:code=agenda_item_kind entry_file_id:id pathway_id:id created_at:instant",
    ),
    source(
        "decisions",
        "Décisions de la commission",
        "decisions",
        [PERSON, "s.created_at, s.id"],
        "id:id session_id:id outcome:code=decision_outcome motive:text alternative:text effective_on:day is_final:bool \
         created_at:instant",
    ),
    source(
        "pathways",
        "Parcours",
        "pathways",
        [PERSON, "s.created_at, s.id"],
        "id:id status:text status_reason:text activated_on:day planned_end_on:day exit_on:day \
         exit_reason:code=exit_reason exit_category:code=exit_category exit_provisional_on:day exit_validated_on:day \
         exit_evidence:json exit_target_structure_id:id previous_pathway_id:id out_of_area_reason:text rsa_referent:bool last_interview_on:day \
         next_milestone_due_on:day next_interview_due_on:day",
    ),
    source(
        "pathway_events",
        "Suites du parcours",
        "pathway_events",
        [PATHWAY, "s.at, s.id"],
        "id:id pathway_id:id from_status:text to_status:text at:instant effective_on:day reason:text",
    ),
    Source {
        sealed: Some((What::Assignment, "handover_note")),
        ..source(
            "referent_assignments",
            "Référents",
            "referent_assignments",
            [PERSON, "s.starts_on, s.id"],
            "id:id pathway_id:id user_id:id starts_on:day ends_on:day reason:text handover_note:text words_sealed:sealed",
        )
    },
    source(
        "suspensions",
        "Suspensions",
        "suspensions",
        [PATHWAY, "s.starts_on, s.id"],
        "id:id pathway_id:id reason:code=suspension_reason starts_on:day planned_end_on:day ended_on:day",
    ),
    source(
        "objectives",
        "Objectifs",
        "objectives",
        [PATHWAY, "s.set_on, s.id"],
        "id:id pathway_id:id text:text theme:code=barrier set_on:day due_on:day result:code=objective_result reason:text",
    ),
    source(
        "barriers",
        "Freins",
        "barriers",
        [PATHWAY, "s.opened_on, s.id"],
        "id:id pathway_id:id theme:code=barrier severity:int opened_on:day lifted_on:day",
    ),
    source(
        "constraints",
        "Contraintes",
        "participant_constraints",
        [PERSON, "s.valid_from, s.id"],
        "id:id pathway_id:id kind:text value:text rules_out:json commune_codes:json valid_from:day valid_to:day",
    ),
    source(
        "stages",
        "Étapes",
        "stages",
        [PERSON, "s.created_at, s.id"],
        "id:id pathway_id:id type:code=stage_type action_id:id provider_structure_id:id \
         resource_origin:code=resource_origin planned_starts_on:day started_on:day ended_on:day hours:int rome:text \
         status:text status_reason:text",
    ),
    Source {
        sealed: Some((What::StageReview, "result")),
        ..source(
            "stage_reviews",
            "Bilans d'étape",
            "stage_reviews",
            [
                "s.stage_id in (select id from stages where plie_id = {plie} and participant_id in ({who}))",
                "s.held_on, s.id",
            ],
            "id:id stage_id:id held_on:day kind:code=stage_review_kind result:text participant_view:text recorded_at:instant words_sealed:sealed",
        )
    },
    Source {
        sealed: Some((What::InterviewReport, "report")),
        ..source(
            "interviews",
            "Entretiens",
            "interviews",
            [PERSON, "s.starts_at, s.id"],
            "id:id pathway_id:id participant_id:id user_id:id type:code=interview_type modality:code=modality \
             starts_at:instant ends_at:instant place:text outcome:code=interview_outcome outcome_reason:text \
             report:text report_sealed:sealed information_given:json recorded_at:instant late:bool",
        )
    },
    source(
        "milestones",
        "Bilans intermédiaires",
        "milestones",
        [PERSON, "s.held_on, s.id"],
        "id:id pathway_id:id due_on:day held_on:day status:text results:json next_due_on:day validated_on:day",
    ),
    source(
        "employment_contracts",
        "Contrats de travail",
        "employment_contracts",
        [PERSON, "s.starts_on, s.id"],
        "id:id pathway_id:id employer_name:text employer_siret:text type:code=contract_type starts_on:day ends_on:day \
         weekly_minutes:int full_time_minutes:int rome:text document_state:code=document_state broken_on:day",
    ),
    source(
        "job_follow_ups",
        "Suivis en emploi",
        "job_follow_ups",
        [PATHWAY, "s.starts_on, s.id"],
        "id:id pathway_id:id employment_contract_id:id starts_on:day due_on:day ended_on:day end_reason:text",
    ),
    source(
        "follow_up_checks",
        "Points de suivi en emploi",
        "follow_up_checks",
        [PERSON, "s.checked_on, s.id"],
        "id:id pathway_id:id checked_on:day reached:text still_employed:bool qualification_gained:bool \
         channel:code=channel evidence_document_id:id",
    ),
    source(
        "engagement_contracts",
        "Contrats d'engagement",
        "engagement_contracts",
        [PERSON, "s.starts_on, s.id"],
        "id:id pathway_id:id kind:code=engagement_contract_kind signed_on:day starts_on:day ends_on:day \
         weekly_hours:int department_file_no:text",
    ),
    Source {
        sealed: Some((What::LiaisonNote, "text")),
        ..source(
            "liaison_notes",
            "Notes de liaison",
            "liaison_notes",
            [PERSON, "s.noted_on, s.id"],
            "id:id pathway_id:id theme:code=barrier noted_on:day text:text structure_id:id contact:text words_sealed:sealed",
        )
    },
    Source {
        sealed: Some((What::ReviewItem, "summary")),
        ..source(
            "quarterly_review_items",
            "Points trimestriels",
            "quarterly_review_items",
            [PERSON, "s.review_id, s.position"],
            "review_id:id pathway_id:id summary:text next_step:text words_sealed:sealed",
        )
    },
    source(
        "attendances",
        "Présences aux séances et événements",
        "attendances",
        [PERSON, "s.created_at, s.id"],
        "id:id session_id:id event_id:id pathway_id:id outcome:text signature_id:id",
    ),
    source(
        "opportunity_notices",
        "Offres transmises",
        "opportunity_notices",
        [PERSON, "s.notified_at, s.id"],
        "id:id opportunity_id:id channel:code=channel notified_at:instant result:text",
    ),
    source(
        "signatures",
        "Signatures",
        "signatures",
        [
            "(s.signer_id in ({who}) or s.object_id in (select id from interviews where plie_id = {plie} and participant_id in ({who})
              union all select id from entry_files where plie_id = {plie} and participant_id in ({who})
              union all select id from orientations where plie_id = {plie} and participant_id in ({who})))",
            "s.signed_at, s.id",
        ],
        "id:id object_type:text object_id:id kind:code=signature_kind signer_type:code=signer_type signer_name:text \
         signed_at:instant method:text refused_reason:text document_id:id void_at:instant void_reason:text",
    ),
    source(
        "documents",
        "Documents",
        "documents",
        [PERSON, "s.id"],
        "id:id kind:code=document_kind content_type:text size_bytes:int sha256:text retention_class:text \
         created_at:instant",
    ),
    // of a group's time the words may be another's
    source(
        "time_records",
        "Temps que l'équipe vous a consacré",
        "time_records",
        [
            "s.superseded_by is null and s.id in (select time_record_id from time_record_participants where plie_id = {plie} and participant_id in ({who}))",
            "s.date, s.id",
        ],
        "id:id user_id:id date:day duration_minutes:int task:code=task modality:text status:text",
    ),
    source(
        "time_record_words",
        "Commentaires de ces temps",
        "time_records",
        [
            "s.superseded_by is null and s.comment is not null and s.attribution = 'P' and s.id in (select time_record_id from time_record_participants where plie_id = {plie} and participant_id in ({who}))",
            "s.date, s.id",
        ],
        "id:id comment:text",
    ),
    source(
        "participations",
        "Participations aux opérations du FSE",
        "participations",
        [PERSON, "s.entered_on, s.id"],
        "id:id operation_id:id pathway_id:id entered_on:day exited_on:day six_month_on:day complete_entry:bool \
         complete_exit:bool complete_six_month:bool voided_at:instant void_reason:text created_at:instant",
    ),
    source(
        "participation_records",
        "Ce que vous avez déclaré pour le FSE",
        "participation_records",
        [PARTICIPATION, "s.recorded_at, s.id"],
        "id:id participation_id:id moment:text on_day:day as_of:day withdrawn:bool carried_over:bool not_reached:bool \
         labour_status:code=labour_status labour_class:text unemployment_months:int in_education:bool isced:int \
         housing_situation:code=housing housing_exclusion:bool single_adult:bool jobless_household:bool \
         dependent_children:bool rural:bool gender:code=gender age:int searching:bool qualification_gained:bool \
         improved:bool source:code=situation_source declined:json recorded_at:instant",
    ),
    source(
        "esf_codes",
        "Codes sensibles comptés pour le FSE",
        "esf_codes",
        [
            "s.record_id in (select r.id from participation_records r join participations p on p.plie_id = r.plie_id and p.id = r.participation_id where p.plie_id = {plie} and p.participant_id in ({who}))",
            "s.record_id",
        ],
        "record_id:id disabled:text third_country:text foreign_background:text minority:text",
    ),
    source(
        "participation_attempts",
        "Tentatives de vous joindre après la sortie",
        "participation_attempts",
        [PARTICIPATION, "s.attempted_on, s.id"],
        "id:id participation_id:id attempted_on:day channel:text reached:text created_at:instant",
    ),
    source(
        "duplicate_candidates",
        "Fiches rapprochées de la vôtre",
        "duplicate_candidates",
        ["(s.first_id in ({who}) or s.second_id in ({who}))", "s.created_at, s.id"],
        "id:id score:int status:text created_at:instant",
    ),
    source(
        "merges",
        "Fusions de fiches",
        "merges",
        ["(s.source_id in ({who}) or s.target_id in ({who}))", "s.created_at, s.id"],
        "id:id source_id:id target_id:id status:text created_at:instant",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::participants::data_export::words::word;

    #[test]
    fn every_column_is_called_something_in_french() {
        for source in SOURCES {
            for column in source.columns.split_whitespace() {
                let (name, form) = column.split_once(':').unwrap();
                let shown = if form == "sealed" { source.sealed.unwrap().1 } else { name };
                assert!(word(shown).is_some(), "{}.{shown}", source.name);
            }
        }
    }

    #[test]
    fn each_part_has_a_name_of_its_own() {
        let mut names: Vec<&str> = SOURCES.iter().map(|source| source.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SOURCES.len());
    }
}
