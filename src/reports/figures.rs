//! A figure shows how it was made: numerator, denominator, rule, and where its members are listed.
//! Each formula of § 8 has a name, so that a report, its CSV and its page of members agree.

use crate::decimal::Decimal4;

/// An exact quantity: a count, or a mean kept as its sum and the number of its terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    sum: i64,
    terms: i64,
}

impl Quantity {
    /// A count of rows or of minutes.
    pub const fn count(n: i64) -> Self {
        Self { sum: n, terms: 1 }
    }
    /// The mean of some values, such as a caseload at month-ends; 0 without values.
    pub fn mean(values: &[i64]) -> Self {
        let terms = i64::try_from(values.len()).unwrap_or(i64::MAX).max(1);
        Self { sum: values.iter().sum(), terms }
    }
    /// A decimal such as an FTE.
    pub const fn decimal(value: Decimal4) -> Self {
        Self { sum: value.ten_thousandths(), terms: 10_000 }
    }
    /// A sum of exact fractions over one denominator, such as shares of FTEs.
    pub const fn fraction(sum: i64, denominator: i64) -> Self {
        Self { sum, terms: denominator }
    }
    fn shown(self) -> Decimal4 {
        Decimal4::ratio(self.sum.into(), self.terms.into()).unwrap_or_default()
    }
    fn over(self, other: Self) -> Option<Decimal4> {
        let n = i128::from(self.sum).checked_mul(other.terms.into())?;
        let d = i128::from(self.terms).checked_mul(other.sum.into())?;
        Decimal4::ratio(n, d)
    }
}

/// One figure of a report.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(example = json!({"numerator": 21, "denominator": 70, "value": 0.3, "rule": "entries ÷ average caseload at month-ends; norm 0.30 a year (§ 8.2)", "members_url": "/v1/reports/caseload/members?figure=renewal_rate&on=2026-03-02"}))]
pub struct Figure {
    /// What is counted; null where the cell is masked.
    #[schema(required = true)]
    pub numerator: Option<Decimal4>,
    /// What it is set against; 1 for a plain count. Null where the cell is masked.
    #[schema(required = true)]
    pub denominator: Option<Decimal4>,
    /// Numerator over denominator, four digits, rounded half up; null when the denominator is 0, or the cell is masked.
    #[schema(required = true)]
    pub value: Option<Decimal4>,
    /// The formula in words, with its paragraph.
    #[schema(example = "entries ÷ average caseload (§ 8.2)")]
    pub rule: &'static str,
    /// Where the rows counted in the numerator are listed.
    #[schema(required = true, example = "/v1/reports/caseload/members?figure=renewal_rate")]
    pub members_url: Option<String>,
    /// How worrying it is, where the PLIE has thresholds for it (R7.4).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub level: Option<FigureLevel>,
}

crate::text_enum! {
    /// How worrying a figure is.
    pub enum FigureLevel { Fine = "fine", Alert = "alert", Red = "red" }
}

impl FigureLevel {
    /// The level of a share between two thresholds; none without a share.
    pub fn of(share: Option<Decimal4>, alert: Decimal4, red: Decimal4) -> Option<Self> {
        let share = share?;
        Some(if share >= red {
            Self::Red
        } else if share >= alert {
            Self::Alert
        } else {
            Self::Fine
        })
    }
}

impl Figure {
    /// The figure of a formula.
    pub fn new(name: FigureName, numerator: Quantity, denominator: Quantity) -> Self {
        Self {
            numerator: Some(numerator.shown()),
            denominator: Some(denominator.shown()),
            value: numerator.over(denominator),
            rule: name.rule(),
            members_url: None,
            level: None,
        }
    }
    /// A plain count.
    pub fn count(name: FigureName, n: i64) -> Self {
        Self::new(name, Quantity::count(n), Quantity::count(1))
    }
    /// The same figure with the address of its members.
    #[must_use]
    pub fn listed_at(mut self, url: impl Into<String>) -> Self {
        self.members_url = Some(url.into());
        self
    }
}

/// Declares the names with the formula of each.
macro_rules! figure_names {
    ($($(#[$m:meta])* $v:ident = $code:literal : $rule:literal),+ $(,)?) => {
        crate::text_enum! {
            /// The formulas of § 8 by name.
            pub enum FigureName { $(#[doc = $rule] $v = $code),+ }
        }
        impl FigureName {
            /// The formula in words, with its paragraph.
            pub const fn rule(self) -> &'static str { match self { $(Self::$v => $rule),+ } }
        }
    };
}
figure_names! {
    ActiveCaseload = "active_caseload": "pathways active or in job follow-up on the day, assigned to the referent (§ 8.1)",
    CaseloadPerFte = "caseload_per_fte": "active caseload ÷ FTE of participant support; norm 70 (§ 8.1)",
    CaseloadTarget = "caseload_target": "caseload of a full time × FTE of participant support, rounded half up (§ 8.1)",
    CapacityLeft = "capacity_left": "caseload target − active caseload (§ 8.1)",
    Pathways = "pathways": "pathways with this status on the day, assigned to the referent (§ 8.1)",
    AverageCaseload = "average_caseload": "sum of the active caseload at month-ends ÷ month-ends (§ 8.1)",
    Entries = "entries": "admissions taking effect in the period (§ 8.2)",
    Exits = "exits": "exits validated in the period (§ 8.2)",
    RenewalRate = "renewal_rate": "entries ÷ average caseload at month-ends; norm 0.30 a year (§ 8.2)",
    Conversion = "conversion": "admitted ÷ oriented (§ 8.2)",
    RefusalRate = "refusal_rate": "refused ÷ decided (§ 8.2)",
    PositiveExitRate = "positive_exit_rate": "positive ÷ (positive + other), neutral exits left out (§ 8.3)",
    RawPositiveRate = "raw_positive_rate": "positive ÷ all exits (§ 8.3)",
    JobRetention = "job_retention": "still employed 6 months after the start ÷ job starts (§ 8.3)",
    Relapse = "relapse": "returns to active from job follow-up ÷ job starts (§ 8.3)",
    InterviewsHeld = "interviews_held": "interviews held in the period (§ 8.4)",
    NoShows = "no_shows": "interviews that the participant missed without excuse (§ 8.4)",
    StagesStarted = "stages_started": "stages started in the period (§ 8.4)",
    ContactRate = "contact_rate": "participants with a held interview in the month ÷ active caseload (§ 8.4)",
    InterviewsPerParticipant = "interviews_per_participant": "held interviews ÷ average caseload (§ 8.4)",
    NoShowRate = "no_show_rate": "no_show ÷ (held + no_show) (§ 8.4)",
    MilestoneOnTimeRate = "milestone_on_time_rate": "milestones held by their due day ÷ milestones due (§ 8.4)",
    ObjectivesReached = "objectives_reached": "objectives achieved ÷ objectives evaluated (§ 8.4)",
    StagesPerParticipant = "stages_per_participant": "stages started ÷ participants assigned in the period (§ 8.4)",
    WithoutStage = "without_stage": "pathways of 3 months or more without a stage ÷ such pathways (§ 8.4)",
    OnTimeRate = "on_time_rate": "entries recorded within 7 days ÷ all entries (§ 6.4, § 8.4)",
    AgendaOnTimeRate = "agenda_on_time_rate": "agenda weeks complete on time ÷ agenda weeks due (§ 8.4)",
    SignatureRate = "signature_rate": "signed ÷ in-person interviews held (§ 8.4)",
    MinutesWorked = "minutes_worked": "minutes of live time records, absences left out (§ 8.4)",
    MinutesP = "minutes_p": "minutes of tasks for one named participant ÷ minutes worked (§ 8.4)",
    MinutesG = "minutes_g": "minutes of group tasks, each session once ÷ minutes worked (§ 8.4)",
    MinutesO = "minutes_o": "minutes for the operation without participant ÷ minutes worked (§ 8.4)",
    MinutesN = "minutes_n": "minutes outside the operation ÷ minutes worked (§ 8.4)",
    DirectShare = "direct_share": "(P + G) minutes ÷ minutes worked (§ 8.4)",
    MinutesPerParticipant = "minutes_per_participant": "P and allocated G minutes ÷ participants (§ 6.2, § 8.4)",
    MeansFte = "means_fte": "sum at month-ends of the FTE of the terms that hold, on an operation × the share that its mission letter fixes, else × minutes worked on it ÷ minutes worked; ÷ month-ends (§ 8.5, R6.27)",
    MeansFteSupport = "means_fte_participant_support": "as the FTE, of that given to participants ÷ month-ends (§ 8.5)",
    Accompanied = "accompanied": "people whose pathway, or participation in the operation, had begun by the last day and not ended before the first (§ 8.5)",
    StagesEnded = "stages_ended": "stages completed or interrupted in the period (§ 8.5)",
    PeopleWithBarrier = "people_with_barrier": "people with a barrier that stood on some day of the period (§ 8.5)",
    CollectiveSessions = "collective_sessions": "collective sessions held in the period (§ 8.5)",
    CollectiveAttendances = "collective_attendances": "people present at a collective session, each time (§ 8.5)",
    Meetings = "meetings": "meetings held in the period, on an operation those that its time records name (§ 8.5)",
    StagesCompleted = "stages_completed": "stages completed ÷ stages completed or interrupted, of those that ended in the period (§ 8.4)",
    BarriersOpen = "barriers_open": "barriers open at the end of the period (§ 8.4)",
    BarriersLifted = "barriers_lifted": "barriers lifted in the period (§ 8.4)",
    AlertsInterview = "alerts_t1_interview": "alerts of T1, monthly interview, as they stand now (§ 4.6)",
    AlertsMilestone = "alerts_t2_milestone": "alerts of T2, milestone, as they stand now (§ 4.6)",
    AlertsFile = "alerts_t3_file": "alerts of T3, report of a contact, as they stand now (§ 4.6)",
    AlertsAgenda = "alerts_t4_agenda": "alerts of T4, agenda week, as they stand now (§ 4.6)",
    AlertsEmployee = "alerts_t5_timesheet_employee": "alerts of T5, month to be signed by the employee, as they stand now (§ 4.6)",
    AlertsSupervisor = "alerts_t5_timesheet_supervisor": "alerts of T5, month to be countersigned, as they stand now (§ 4.6)",
    AlertsEsfExit = "alerts_t6_esf_exit": "alerts of T6, ESF data of an exit, as they stand now (§ 4.6)",
    AlertsEsfSixMonth = "alerts_t7_esf_six_month": "alerts of T7, ESF situation after six months, as they stand now (§ 4.6)",
    AlertsJobFollowUp = "alerts_t8_job_follow_up": "alerts of T8, follow-up of a job, as they stand now (§ 4.6)",
    AlertsQuarterlyReview = "alerts_t9_quarterly_review": "alerts of T9, quarterly review, as they stand now (§ 4.6)",
    AlertsEngagement = "alerts_t10_engagement_contract": "alerts of T10, engagement contract, as they stand now (§ 4.6)",
    AlertsEngagementMissing = "alerts_t10_engagement_missing": "alerts of T10, pathway without an engagement contract, as they stand now (§ 4.5)",
    AlertsEligibility = "alerts_t11_eligibility": "alerts of T11, evidence before the admission, as they stand now (§ 4.6)",
    AlertsRetention = "alerts_t12_retention_review": "alerts of T12, data of people nobody follows any more, as they stand now (§ 4.6)",
    AlertsPlannedEnd = "alerts_planned_end": "alerts of the planned end of pathways, as they stand now (§ 4.5)",
    Fte = "fte": "sum of the FTE of the terms that hold on the day (S0.4)",
    FteSupport = "fte_participant_support": "sum of the FTE given to participants, of the terms that hold on the day (S2.1, § 8)",
    Staff = "staff": "people with terms that hold on the day (S0.4)",
    AverageFte = "average_fte": "sum of the FTE at month-ends ÷ month-ends (§ 8)",
    AverageFteSupport = "average_fte_participant_support": "sum of the FTE given to participants at month-ends ÷ month-ends (§ 8)",
    FteFixed = "fte_fixed": "sum of FTE of the person × fixed percentage of the mission letter, on the day (§ 6.1)",
    AverageFteFixed = "average_fte_fixed": "sum of FTE × fixed percentage at month-ends ÷ month-ends (§ 6.1, § 8)",
    MinutesScheduled = "minutes_scheduled": "contractual minutes of the days of the period, none on public holidays (R6.1)",
    MinutesAbsent = "minutes_absent": "contractual minutes of the days that absences take (R6.2)",
    WorkedShare = "worked_share": "minutes worked ÷ (minutes scheduled − minutes absent) (§ 6.3, § 8.4)",
    IncompletePeople = "incomplete_people": "people on a pathway of whom something mandatory is missing ÷ people on a pathway (§ 6.11, § 7.7)",
    WithoutContact = "without_contact": "people on a pathway without phone, e-mail or contact person ÷ people on a pathway (R7.5)",
    WithoutGender = "without_gender": "people on a pathway whose gender is not known ÷ people on a pathway (§ 7.7)",
    WithoutAddress = "without_address": "people on a pathway whose commune is not known ÷ people on a pathway (§ 7.7)",
    WithoutSituation = "without_situation": "people on a pathway without any dated situation ÷ people on a pathway (§ 7.7)",
    WithoutHousing = "without_housing": "people on a pathway whose last situation says nothing of housing ÷ people on a pathway (§ 7.7)",
    WithoutReferent = "without_referent": "open pathways without a referent ÷ open pathways (S3.8)",
    WithoutDiagnosis = "without_diagnosis": "open pathways without project maturity or autonomy in the entry file ÷ open pathways (S3.11)",
    WithoutEligibility = "without_eligibility": "open pathways of people without any criterion on record ÷ open pathways (§ 4.3)",
    WithoutProof = "without_proof": "open pathways of people whose criteria have no document ÷ open pathways (§ 6.9)",
    WithoutConsent = "without_consent": "open pathways without the consent to enter in the entry file ÷ open pathways (S3.5)",
    ExitProofsMissing = "exit_proofs_missing": "positive exits of the period without evidence ÷ positive exits of the period (§ 5.7)",
    ContractsExpected = "contracts_expected": "employment contracts begun in the period whose document is expected ÷ contracts begun in the period (S0.16)",
    InterviewsUnsigned = "interviews_unsigned": "interviews held without the signature due ÷ interviews held that are to be signed (R6.7)",
    ReportsMissing = "reports_missing": "contacts of the last year past T3 without a report (§ 6.4)",
    LateFiles = "late_files": "interviews and stage reviews recorded after 7 days ÷ those recorded (§ 6.4)",
    LateRecords = "late_records": "live time records entered after 7 days (§ 6.4)",
    WeeksIncomplete = "weeks_incomplete": "agenda weeks of the period that have ended with minutes missing, or are not accepted (§ 6.3, § 6.11)",
    WeeksOverdue = "weeks_overdue": "agenda weeks of the last quarter past T4, not handed in or returned (R6.3)",
    MonthsUnsigned = "months_unsigned": "months of the last year past T5 that the employee has not signed (R6.15)",
    MonthsNotCountersigned = "months_not_countersigned": "months of the last year past T5 that the supervisor has not signed (R6.15)",
    DuplicatesOpen = "duplicates_open": "pairs that may be one person, not decided (S0.19)",
    DueInterview = "due_t1_interview": "T1: monthly interviews due in the period, not held (§ 4.6)",
    OverdueInterview = "overdue_t1_interview": "T1: monthly interviews of the period whose day has passed (§ 4.6)",
    DueMilestone = "due_t2_milestone": "T2: five-month milestones due in the period, not held (§ 4.6)",
    OverdueMilestone = "overdue_t2_milestone": "T2: milestones of the period whose day has passed (§ 4.6)",
    DueFile = "due_t3_file": "T3: reports of contacts due in the period, not written (§ 4.6)",
    OverdueFile = "overdue_t3_file": "T3: reports of contacts of the period whose day has passed (§ 4.6)",
    DueAgenda = "due_t4_agenda": "T4: agenda weeks due in the period, not handed in (§ 4.6)",
    OverdueAgenda = "overdue_t4_agenda": "T4: agenda weeks of the period whose day has passed (§ 4.6)",
    DueEmployee = "due_t5_timesheet_employee": "T5: months to be signed by the employee in the period (§ 4.6)",
    OverdueEmployee = "overdue_t5_timesheet_employee": "T5: months to be signed by the employee whose day has passed (§ 4.6)",
    DueSupervisor = "due_t5_timesheet_supervisor": "T5: signed months to be countersigned in the period (§ 4.6)",
    OverdueSupervisor = "overdue_t5_timesheet_supervisor": "T5: months to be countersigned whose day has passed (§ 4.6)",
    DueEsfExit = "due_t6_esf_exit": "T6: ESF data of exits due in the period, 28 days after the exit (§ 4.6)",
    OverdueEsfExit = "overdue_t6_esf_exit": "T6: ESF data of exits of the period whose day has passed (§ 4.6)",
    DueEsfSixMonth = "due_t7_esf_six_month": "T7: situations six months after the exit due in the period (§ 4.6)",
    OverdueEsfSixMonth = "overdue_t7_esf_six_month": "T7: six-month situations of the period whose day has passed (§ 4.6)",
    DueJobFollowUp = "due_t8_job_follow_up": "T8: checks of followed jobs due in the period (§ 4.6)",
    OverdueJobFollowUp = "overdue_t8_job_follow_up": "T8: checks of followed jobs whose day has passed (§ 4.6)",
    DueQuarterlyReview = "due_t9_quarterly_review": "T9: quarterly reviews due in the period (§ 4.6)",
    OverdueQuarterlyReview = "overdue_t9_quarterly_review": "T9: quarterly reviews of the period whose day has passed (§ 4.6)",
    DueEngagement = "due_t10_engagement_contract": "T10: engagement contracts of open pathways that end in the period, none after (§ 4.6)",
    OverdueEngagement = "overdue_t10_engagement_contract": "T10: engagement contracts of the period that have ended (§ 4.6)",
    DueEngagementMissing = "due_t10_engagement_missing": "T10: pathways without an engagement contract, due in the period after their start (§ 4.5)",
    OverdueEngagementMissing = "overdue_t10_engagement_missing": "T10: pathways without an engagement contract whose day has passed (§ 4.5)",
    DuePlannedEnd = "due_planned_end": "pathways that should end in the period (§ 4.5)",
    OverduePlannedEnd = "overdue_planned_end": "pathways that should have ended in the period and go on (§ 4.5)",
    DueEligibility = "due_t11_eligibility": "T11: evidence of undecided entry files that ages in the period (§ 4.6)",
    OverdueEligibility = "overdue_t11_eligibility": "T11: evidence of undecided entry files that has aged (§ 4.6)",
    DueOperationEnd = "due_operation_end": "operations that end in the period (S1.1)",
    DueClaim = "due_claim": "operations that end in the period and whose last day no claim holds (§ 6.11)",
    OverdueClaim = "overdue_claim": "operations of the period that have ended and whose last day no claim holds (§ 6.11)",
    DueRetentionEnd = "due_retention_end": "T12: operations whose evidence is kept until a day of the period, after the last payment (§ 9.2)",
    OverdueRetentionEnd = "overdue_retention_end": "T12: operations of the period whose evidence need not be kept any more (§ 9.2)",
    DueRetentionReview = "due_t12_retention_review": "T12: people without open pathway, last contact 24 months before a day of the period (§ 9.2)",
    OverdueRetentionReview = "overdue_t12_retention_review": "T12: people of the period whose 24 months have passed (§ 9.2)",
    DueProtocolEnd = "due_protocol_end": "the protocol of the PLIE ends in the period (S0.12)",
    OverdueProtocolEnd = "overdue_protocol_end": "the protocol of the PLIE has ended in the period (S0.12)",
    DueCharterStart = "due_charter_start": "entry charters that hold from a day of the period on (S3.31)",
    DueMissionLetterEnd = "due_mission_letter_end": "mission letters that end in the period before their operation does, none after (§ 6.1)",
    OverdueMissionLetterEnd = "overdue_mission_letter_end": "mission letters of the period that have ended before their operation, none after (§ 6.1)",
    DueContractEnd = "due_procurement_contract_end": "procurement contracts without social clause that end in the period (S0.11)",
    DueClauseEnd = "due_social_clause_end": "procurement contracts with a social clause that end in the period (S3.23)",
    DueTeamMeeting = "due_team_meeting": "team meetings, the next within 15 days of the last (S1.4)",
    OverdueTeamMeeting = "overdue_team_meeting": "team meetings of the period whose 15 days have passed (S1.4)",
    DueTechnicalCommittee = "due_technical_committee": "operational technical committees, the next within 3 months of the last (S1.5)",
    OverdueTechnicalCommittee = "overdue_technical_committee": "operational technical committees of the period whose 3 months have passed (S1.5)",
    Participants = "participants": "participations entered in the period, complete or not: the grand total (R7.1)",
    Left = "left": "participants who left by the last day, or were there when the operation ended (R7.10)",
    IncompleteRate = "incomplete_rate": "participations of which something due is incomplete ÷ participations; alert from 10 %, red from 30 % (R7.4)",
    IncompleteEntry = "incomplete_entry": "participations whose entry is incomplete ÷ participations (R7.1, R7.2)",
    IncompleteExit = "incomplete_exit": "exits over four weeks old that are incomplete ÷ such exits (T6)",
    IncompleteSixMonth = "incomplete_six_month": "exits over six months and the window old without a six-month situation ÷ such exits (T7)",
    LateExit = "late_exit": "exits told after four weeks ÷ exits told (T6)",
    CarriedOver = "carried_over": "exits for which the entry situation was carried over ÷ exits told (R7.9)",
    Unreachable = "unreachable": "people not reached after logged attempts ÷ six-month situations told (§ 7.6)",
    Co01 = "co01": "CO01: unemployed at entry, long-term included ÷ complete records (§ 7.3)",
    Co02 = "co02": "CO02: unemployed for over 12 months, or over 6 below 25 ÷ complete records (§ 7.3)",
    Co03 = "co03": "CO03: inactive at entry ÷ complete records (§ 7.3)",
    Co04 = "co04": "CO04: inactive and not in education or training ÷ complete records (§ 7.3)",
    Co05 = "co05": "CO05: employed at entry, self-employed included ÷ complete records (§ 7.3)",
    Co06 = "co06": "CO06: below 25 ÷ complete records (§ 7.3)",
    Co07 = "co07": "CO07: above 54 ÷ complete records (§ 7.3)",
    Co08 = "co08": "CO08: above 54 and unemployed, or inactive and not in education ÷ complete records (§ 7.3)",
    Co09 = "co09": "CO09: ISCED 1 or 2 ÷ complete records (§ 7.3)",
    Co10 = "co10": "CO10: ISCED 3 or 4 ÷ complete records (§ 7.3)",
    Co11 = "co11": "CO11: ISCED 5 to 8 ÷ complete records (§ 7.3)",
    Co12 = "co12": "CO12: in a jobless household, while it was asked ÷ complete records (§ 7.3)",
    Co13 = "co13": "CO13: in a jobless household with dependent children, while it was asked ÷ complete records (§ 7.3)",
    Co14 = "co14": "CO14: one adult with dependent children, while it was asked ÷ complete records (§ 7.3)",
    Co15 = "co15": "CO15: migrants, of foreign background, minorities ÷ complete records (§ 7.3)",
    Co16 = "co16": "CO16: disabled ÷ complete records (§ 7.3)",
    Co17 = "co17": "CO17: other disadvantaged, here ISCED 0 ÷ complete records (§ 7.3)",
    Co18 = "co18": "CO18: homeless or affected by housing exclusion ÷ complete records (§ 7.3)",
    Co19 = "co19": "CO19: from rural areas ÷ complete records (§ 7.3)",
    Co20 = "co20": "CO20: operations carried out by social partners or NGOs (§ 7.3)",
    Co21 = "co21": "CO21: operations for women in employment (§ 7.3)",
    Co22 = "co22": "CO22: operations for public administrations or services (§ 7.3)",
    Co23 = "co23": "CO23: micro, small and medium-sized enterprises supported (§ 7.3)",
    Cr01 = "cr01": "CR01: inactive at entry, looking for work upon leaving ÷ inactive at entry who left (§ 7.4)",
    Cr02 = "cr02": "CR02: newly in education or training upon leaving ÷ who left (§ 7.4)",
    Cr03 = "cr03": "CR03: gained a qualification upon leaving ÷ who left (§ 7.4)",
    Cr04 = "cr04": "CR04: unemployed or inactive at entry, employed upon leaving ÷ such who left (§ 7.4)",
    Cr05 = "cr05": "CR05: disadvantaged with one of CR01 to CR04 ÷ disadvantaged who left (§ 7.4)",
    Cr06 = "cr06": "CR06: unemployed or inactive at entry, employed six months after leaving ÷ such who were reached (§ 7.4)",
    Cr07 = "cr07": "CR07: employed at entry, better off six months after leaving ÷ such who were reached (§ 7.4)",
    Cr08 = "cr08": "CR08: CR06 above 54 ÷ such who were reached (§ 7.4)",
    Cr09 = "cr09": "CR09: CR06 among the disadvantaged ÷ such who were reached (§ 7.4)",
    Eeco01 = "eeco01": "EECO01: participants with a complete record (§ 7.5, R7.2)",
    Eeco02 = "eeco02": "EECO02: unemployed at entry, long-term included ÷ EECO01 (§ 7.5)",
    Eeco03 = "eeco03": "EECO03: unemployed for over 12 months, or over 6 below 25 ÷ EECO01 (§ 7.5)",
    Eeco04 = "eeco04": "EECO04: inactive at entry ÷ EECO01 (§ 7.5)",
    Eeco05 = "eeco05": "EECO05: employed at entry, self-employed included ÷ EECO01 (§ 7.5)",
    Eeco06 = "eeco06": "EECO06: below 18 ÷ EECO01 (§ 7.5)",
    Eeco07 = "eeco07": "EECO07: 18 to 29 ÷ EECO01 (§ 7.5)",
    Eeco08 = "eeco08": "EECO08: 55 and above ÷ EECO01 (§ 7.5)",
    Eeco09 = "eeco09": "EECO09: ISCED 0 to 2 ÷ EECO01 (§ 7.5)",
    Eeco10 = "eeco10": "EECO10: ISCED 3 or 4 ÷ EECO01 (§ 7.5)",
    Eeco11 = "eeco11": "EECO11: ISCED 5 to 8 ÷ EECO01 (§ 7.5)",
    Eeco12 = "eeco12": "EECO12: disabled ÷ EECO01 (§ 7.5)",
    Eeco13 = "eeco13": "EECO13: third-country nationals, stateless people included ÷ EECO01 (§ 7.5)",
    Eeco14 = "eeco14": "EECO14: of foreign background ÷ EECO01 (§ 7.5)",
    Eeco15 = "eeco15": "EECO15: of a minority ÷ EECO01 (§ 7.5)",
    Eeco16 = "eeco16": "EECO16: homeless or affected by housing exclusion ÷ EECO01 (§ 7.5)",
    Eeco17 = "eeco17": "EECO17: from rural areas ÷ EECO01 (§ 7.5)",
    Eeco18 = "eeco18": "EECO18: public administrations or services supported (§ 7.5)",
    Eeco19 = "eeco19": "EECO19: micro, small and medium-sized enterprises supported (§ 7.5)",
    Eecr01 = "eecr01": "EECR01: inactive at entry, looking for work upon leaving ÷ inactive at entry who left (§ 7.5)",
    Eecr02 = "eecr02": "EECR02: newly in education or training upon leaving ÷ who left (§ 7.5)",
    Eecr03 = "eecr03": "EECR03: gained a qualification upon leaving ÷ who left (§ 7.5)",
    Eecr04 = "eecr04": "EECR04: unemployed or inactive at entry, employed upon leaving ÷ such who left (§ 7.5)",
    Eecr05 = "eecr05": "EECR05: unemployed or inactive at entry, employed six months after leaving ÷ such who were reached (§ 7.5)",
    Eecr06 = "eecr06": "EECR06: employed at entry, better off six months after leaving ÷ such who were reached (§ 7.5)",
}

fn ratio(name: FigureName, numerator: i64, denominator: i64) -> Figure {
    Figure::new(name, Quantity::count(numerator), Quantity::count(denominator))
}

/// Entries against the mean of the caseload at month-ends (§ 8.2).
pub fn renewal_rate(entries: i64, month_ends: &[i64]) -> Figure {
    Figure::new(FigureName::RenewalRate, Quantity::count(entries), Quantity::mean(month_ends))
}

/// The active caseload against the FTE of participant support (§ 8.1).
pub fn caseload_per_fte(caseload: i64, fte: Decimal4) -> Figure {
    Figure::new(FigureName::CaseloadPerFte, Quantity::count(caseload), Quantity::decimal(fte))
}

/// The mean of the caseload at month-ends (§ 8.1).
pub fn average_caseload(month_ends: &[i64]) -> Figure {
    let terms = i64::try_from(month_ends.len()).unwrap_or(i64::MAX);
    ratio(FigureName::AverageCaseload, month_ends.iter().sum(), terms)
}

/// No-shows against the interviews that were held or missed (§ 8.4).
pub fn no_show_rate(held: i64, no_show: i64) -> Figure {
    ratio(FigureName::NoShowRate, no_show, held + no_show)
}

/// Positive exits against positive and other ones; neutral exits are left out (§ 8.3).
pub fn positive_exit_rate(positive: i64, other: i64) -> Figure {
    ratio(FigureName::PositiveExitRate, positive, positive + other)
}

/// Positive exits against all (§ 8.3).
pub fn raw_positive_rate(positive: i64, exits: i64) -> Figure {
    ratio(FigureName::RawPositiveRate, positive, exits)
}

/// Any formula whose numerator and denominator are counts.
pub fn rate(name: FigureName, numerator: i64, denominator: i64) -> Figure {
    ratio(name, numerator, denominator)
}

/// How worked minutes split by attribution: P, G, O, N, then the direct share (§ 8.4).
pub fn time_split(p: i64, g: i64, o: i64, n: i64) -> [Figure; 5] {
    let worked = p + g + o + n;
    [
        ratio(FigureName::MinutesP, p, worked),
        ratio(FigureName::MinutesG, g, worked),
        ratio(FigureName::MinutesO, o, worked),
        ratio(FigureName::MinutesN, n, worked),
        ratio(FigureName::DirectShare, p + g, worked),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(f: &Figure) -> Option<String> {
        f.value.map(|v| v.to_string())
    }

    #[test]
    fn the_national_rate_of_positive_exits_leaves_neutral_ones_out() {
        // 2014: 14,446 positive; 25,882 without follow-up, of which 3,526 neutral (§ 8.3).
        assert_eq!(value(&positive_exit_rate(14_446, 25_882 - 3_526)).as_deref(), Some("0.3925"));
        assert_eq!(value(&raw_positive_rate(14_446, 14_446 + 25_882)).as_deref(), Some("0.3582"));
    }

    #[test]
    fn renewal_is_computed_from_the_exact_mean() {
        let f = renewal_rate(21, &[70; 12]);
        assert_eq!((value(&f).as_deref(), f.denominator.unwrap().to_string().as_str()), (Some("0.3"), "70"));
        // mean 200/3: 20 ÷ 66.666… is exactly 0.3, though 20 ÷ 66.6667 is not
        let f = renewal_rate(20, &[66, 67, 67]);
        assert_eq!((value(&f).as_deref(), f.denominator.unwrap().to_string().as_str()), (Some("0.3"), "66.6667"));
    }

    #[test]
    fn nothing_over_nothing_has_no_value() {
        for f in [no_show_rate(0, 0), renewal_rate(3, &[]), average_caseload(&[]), time_split(0, 0, 0, 0)[4].clone()] {
            assert_eq!(f.value, None, "{}", f.rule);
        }
    }

    #[test]
    fn rates_have_the_formula_of_their_name() {
        for (f, expected) in [
            (no_show_rate(7, 2), "0.2222"),
            (caseload_per_fte(56, "0.8".parse().unwrap()), "70"),
            (average_caseload(&[68, 70, 71]), "69.6667"),
            (rate(FigureName::SignatureRate, 5, 6), "0.8333"),
            (time_split(600, 200, 150, 50)[4].clone(), "0.8"),
            (Figure::count(FigureName::Entries, 12), "12"),
        ] {
            assert_eq!(value(&f).as_deref(), Some(expected), "{}", f.rule);
        }
    }

    #[test]
    fn a_figure_shows_how_it_was_made() {
        let f = no_show_rate(3, 1).listed_at("/v1/reports/support-activity/members?figure=no_show_rate");
        assert_eq!(
            serde_json::to_string(&f).unwrap(),
            "{\"numerator\":1,\"denominator\":4,\"value\":0.25,\"rule\":\"no_show ÷ (held + no_show) (§ 8.4)\",\
             \"members_url\":\"/v1/reports/support-activity/members?figure=no_show_rate\"}"
        );
    }
}
