//! Names of the national lists, as in `/v1/reference-lists/{list}`.

macro_rules! names {
    ($($name:ident $text:literal $doc:literal),+ $(,)?) => {
        $( #[doc = $doc] pub(crate) const $name: &str = $text; )+
        /// Every national list.
        pub(crate) const ALL: &[&str] = &[$($name),+];
    };
}

names! {
    GENDER "gender" "Gender (§ 7.2).",
    CRITERION "criterion" "Eligibility criteria (§ 5.1), age of the proof in months (§ 4.3).",
    BARRIER "barrier" "Barriers to work (§ 5.2).",
    STAGE_FAMILY "stage_family" "Families of stage types (§ 5.3).",
    STAGE_TYPE "stage_type" "Stage types (§ 5.3).",
    RESOURCE_ORIGIN "resource_origin" "Where the resource of a stage comes from (§ 5.4, S3.16).",
    CONTRACT_TYPE "contract_type" "Employment contract types (§ 5.5).",
    INTERVIEW_TYPE "interview_type" "Interview types (§ 5.6).",
    MODALITY "modality" "Interview modalities (§ 5.6).",
    INTERVIEW_OUTCOME "interview_outcome" "Interview outcomes (§ 5.6).",
    INTERVIEW_INITIATOR "interview_initiator" "Who asked for the interview (§ 5.6).",
    EXIT_CATEGORY "exit_category" "Categories of exit (§ 5.7).",
    EXIT_REASON "exit_reason" "Exit reasons with category and what validates them (§ 5.7).",
    MOTIVE "motive" "Motives of an orientation (§ 5.8).",
    ORIENTATION_TYPE "orientation_type" "Legal orientation type of RSA recipients (§ 5.8).",
    REFUSAL_REASON "refusal_reason" "Reasons of refusal, redirection or withdrawal of an orientation (§ 5.8).",
    SUSPENSION_REASON "suspension_reason" "Reasons of suspension (§ 5.9).",
    PARTNER_KIND "partner_kind" "Kinds of partner structures (§ 5.10).",
    FUND "fund" "Funds and cofunders (§ 5.11).",
    COST_OPTION "cost_option" "Ways of justifying costs (§ 5.11).",
    COST_MODE "cost_mode" "How staff time on an operation is justified (§ 6.1).",
    EDUCATION_LEVEL "education_level" "Highest level attained (§ 5.12).",
    ESF_CLASS "esf_class" "Labour-market classes of the ESF (§ 7.2): one of three.",
    LABOUR_STATUS "labour_status" "Labour-market status (§ 5.13) with its ESF class.",
    HOUSING "housing" "Housing situation (§ 5.14).",
    TASK "task" "Task categories of time records (§ 5.15): P one participant, G a list, O operation, N outside. Absences are a list of their own.",
    ABSENCE_KIND "absence_kind" "Absences (§ 5.15).",
    TIME_PLACE "time_place" "Places of a time record (§ 6.2).",
    TIME_MODALITY "time_modality" "Modalities of a time record (§ 6.2).",
    FRENCH_LEVEL "french_level" "Level of French, CEFR (§ 10.2).",
    PROJECT_MATURITY "project_maturity" "Maturity of the career project (S3.11).",
    MINIMUM_INCOME "minimum_income" "Minimum incomes and allowances received (§ 7.7).",
    CHANNEL "channel" "Channels of a contact, a notice or an offer.",
    NOTICE_KIND "notice_kind" "Information notices handed to the person (§ 9.1, G2).",
    OBJECTIVE_RESULT "objective_result" "Results of an objective (S3.26).",
    AGENDA_ITEM_KIND "agenda_item_kind" "Kinds of items on a commission's agenda (R4.2).",
    DECISION_OUTCOME "decision_outcome" "Outcomes of a commission's decision (R4.4).",
    RECEPTION_OUTCOME "reception_outcome" "Outcomes of a reception (§ 4.2).",
    HALF_DAY "half_day" "Half-days of a reception slot (S3.10).",
    MEMBER_VOICE "member_voice" "Voices of a commission's members (R4.1).",
    DEPARTMENT_OPINION "department_opinion" "Opinion of the département on an RSA recipient (R4.6).",
    AUTHORISATION "authorisation" "Authorisation of a partner structure (R3.7).",
    SITUATION_SOURCE "situation_source" "Where a situation was learnt (R7.8).",
    DISABILITY_ANSWER "disability_answer" "Answers about disability (§ 10.2).",
    NATIONALITY_CLASS "nationality_class" "Classes of nationality (G5).",
    ENGAGEMENT_CONTRACT_KIND "engagement_contract_kind" "Kinds of engagement contracts (S3.22).",
    STAGE_REVIEW_KIND "stage_review_kind" "Kinds of stage reviews (S3.24, S3.27).",
    DOCUMENT_KIND "document_kind" "Kinds of documents (§ 9.2), with their retention class.",
    DOCUMENT_STATE "document_state" "State of an expected document (S0.16).",
    MEETING_KIND "meeting_kind" "Kinds of meetings (§ 2).",
    OPPORTUNITY_KIND "opportunity_kind" "Kinds of opportunities (S3.18).",
    SIGNATURE_KIND "signature_kind" "Kinds of signatures (§ 6.5).",
    SIGNER_TYPE "signer_type" "Who signs (§ 6.5).",
}

/// Lists whose codes the server itself reads, as states, outcomes or answers: a PLIE relabels them, and adds none.
pub(crate) const CLOSED: &[&str] = &[
    EXIT_CATEGORY,
    ESF_CLASS,
    ORIENTATION_TYPE,
    INTERVIEW_OUTCOME,
    INTERVIEW_INITIATOR,
    COST_MODE,
    NOTICE_KIND,
    OBJECTIVE_RESULT,
    AGENDA_ITEM_KIND,
    DECISION_OUTCOME,
    RECEPTION_OUTCOME,
    HALF_DAY,
    MEMBER_VOICE,
    DEPARTMENT_OPINION,
    AUTHORISATION,
    SITUATION_SOURCE,
    DISABILITY_ANSWER,
    NATIONALITY_CLASS,
    ENGAGEMENT_CONTRACT_KIND,
    STAGE_REVIEW_KIND,
    DOCUMENT_STATE,
    SIGNATURE_KIND,
    SIGNER_TYPE,
];

/// Attributes that are codes of another list: the list, the attribute, that list.
pub(crate) const POINTS_TO: &[(&str, &str, &str)] = &[
    (EXIT_REASON, "category", EXIT_CATEGORY),
    (STAGE_TYPE, "family", STAGE_FAMILY),
    (LABOUR_STATUS, "esf_class", ESF_CLASS),
];

/// Attributes that no rule can do without: a new code of the list says them.
pub(crate) const REQUIRED: &[(&str, &str)] = &[(EXIT_REASON, "category"), (LABOUR_STATUS, "esf_class")];
