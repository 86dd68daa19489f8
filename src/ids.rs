//! Typed identifiers: a `ParticipantId` is never taken for a `UserId`.

use std::marker::PhantomData;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sqlite::{Sqlite, SqliteValue};
use serde::{Deserialize, Serialize};
use std::io::Write;
use uuid::Uuid;

use crate::db::types::UuidSql;
use crate::db::{MultiBackend, MultiRawValue};

/// A UUID version 7 that names a `T`.
#[derive(AsExpression, FromSqlRow, Serialize, Deserialize)]
#[diesel(sql_type = UuidSql)]
#[serde(transparent)]
pub struct Id<T: 'static>(pub Uuid, #[serde(skip)] PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// A new identifier, later than all before it.
    #[expect(clippy::new_without_default, reason = "a default that differs each time would mislead")]
    pub fn new() -> Self {
        Self(Uuid::now_v7(), PhantomData)
    }
    /// The identifier with this UUID.
    pub const fn of(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }
    /// The same UUID as the name of another kind of thing.
    pub const fn cast<U>(self) -> Id<U> {
        Id(self.0, PhantomData)
    }
}
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, h: &mut H) {
        self.0.hash(h);
    }
}
impl<T> std::fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}
impl<T> std::fmt::Display for Id<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}
impl<T> std::str::FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(s).map(Self::of)
    }
}
impl<T> utoipa::PartialSchema for Id<T> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        crate::text_enum::text_schema(
            "uuid",
            "UUID of the object; made by the server as version 7.",
            "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9",
        )
    }
}
impl<T> utoipa::ToSchema for Id<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        std::borrow::Cow::Borrowed("Id")
    }
}

impl<T> ToSql<UuidSql, Pg> for Id<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}
impl<T> ToSql<UuidSql, Sqlite> for Id<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}
impl<T> ToSql<UuidSql, MultiBackend> for Id<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((UuidSql, self));
        Ok(IsNull::No)
    }
}
impl<T> FromSql<UuidSql, Pg> for Id<T> {
    fn from_sql(v: diesel::pg::PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::of(Uuid::from_slice(v.as_bytes())?))
    }
}
impl<T> FromSql<UuidSql, Sqlite> for Id<T> {
    fn from_sql(mut v: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self::of(Uuid::from_slice(v.read_blob())?))
    }
}
impl<T> FromSql<UuidSql, MultiBackend> for Id<T> {
    fn from_sql(v: MultiRawValue<'_>) -> deserialize::Result<Self> {
        v.from_sql::<Self, UuidSql>()
    }
}

macro_rules! ids {
    ($($marker:ident $alias:ident $what:literal),+ $(,)?) => { $(
        #[doc = concat!("Marks the identifiers of ", $what, ".")]
        #[derive(Debug)]
        pub enum $marker {}
        #[doc = concat!("Names ", $what, ".")]
        pub type $alias = Id<$marker>;
    )+ };
}

ids! {
    Any AnyId "any stored object",
    Plie PlieId "a PLIE (tenant)",
    User UserId "an account",
    Session SessionId "a session",
    ApiClient ApiClientId "an API client",
    PartnerStructure PartnerStructureId "a partner structure",
    Territory TerritoryId "a territory",
    Site SiteId "a site",
    Referent ReferentId "a referent",
    StaffAssignment StaffAssignmentId "the terms of a member of staff",
    Orientation OrientationId "an orientation",
    ReceptionSlot ReceptionSlotId "a reception slot",
    EntryFile EntryFileId "an entry file",
    Commission CommissionId "a commission",
    CommissionSession CommissionSessionId "a commission session",
    AgendaItem AgendaItemId "an agenda item",
    Decision DecisionId "a decision",
    Participant ParticipantId "a participant",
    Address AddressId "an address",
    Situation SituationId "a situation",
    Pathway PathwayId "a pathway",
    Assignment AssignmentId "a referent assignment",
    Objective ObjectiveId "an objective",
    Barrier BarrierId "a barrier",
    Stage StageId "a stage",
    StageReview StageReviewId "the review of a stage",
    Interview InterviewId "an interview",
    Milestone MilestoneId "a milestone",
    EmploymentContract EmploymentContractId "an employment contract",
    JobFollowUp JobFollowUpId "the follow-up of a job",
    FollowUpCheck FollowUpCheckId "a check of a follow-up",
    EngagementContract EngagementContractId "an engagement contract",
    Constraint ConstraintId "a constraint",
    Signature SignatureId "a signature",
    Operation OperationId "an operation",
    Charter CharterId "a charter",
    TimeRecord TimeRecordId "a time record",
    TimeCorrection TimeCorrectionId "a correction of a signed time record",
    AgendaWeek AgendaWeekId "an agenda week",
    Timesheet TimesheetId "a timesheet",
    Absence AbsenceId "an absence",
    MissionLetter MissionLetterId "a mission letter",
    EmploymentCost EmploymentCostId "what a member of staff costs for a time",
    HourlyRate HourlyRateId "the hourly rate of a member of staff",
    Claim ClaimId "a claim",
    ClaimAdjustment ClaimAdjustmentId "what a correction takes away from a claim",
    AuditEntry AuditEntryId "an audit entry",
    Action ActionId "an action",
    LiaisonNote LiaisonNoteId "a liaison note",
    QuarterlyReview QuarterlyReviewId "a quarterly review",
    CollectiveSession CollectiveSessionId "a collective session",
    Meeting MeetingId "a meeting",
    Event EventId "an event",
    Attendance AttendanceId "an attendance",
    Employer EmployerId "an employer",
    Opportunity OpportunityId "an opportunity",
    OpportunityNotice OpportunityNoticeId "the notice of an opportunity",
    ProcurementContract ProcurementContractId "a procurement contract",
    DataKey DataKeyId "the key of a person's sealed data",
    SensitiveFacts SensitiveFactsId "the sensitive facts of a day",
    Access AccessId "a line of the access log",
    Document DocumentId "a document",
    Eligibility EligibilityId "a piece of evidence of eligibility",
    DuplicateCandidate DuplicateCandidateId "a pair of participants who may be one",
    Merge MergeId "a merge of two participants",
    Participation ParticipationId "a participation in an operation",
    ParticipationRecord ParticipationRecordId "what was told of a participation",
    ParticipationAttempt ParticipationAttemptId "an attempt to reach a participant",
    OperationOutputs OperationOutputsId "the outputs of an operation that count no participants",
    ReportSnapshot ReportSnapshotId "a frozen report",
    Job JobId "a job",
    Import ImportId "an import",
    ExportProfile ExportProfileId "a profile of exports",
    AuditMission AuditMissionId "an audit mission",
    AuditFinding AuditFindingId "a finding of an audit mission",
}
