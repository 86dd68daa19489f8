//! Time records over HTTP.

mod verbs;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::draft::Allocation;
use super::rules::{Attribution, TimeStatus};
use super::store::TimeRecordRow;
use crate::civil::{IsoWeek, Month, TimeOfDay};
use crate::db::{Day, Instant};
use crate::http::patched;
use crate::http::problem::Problem;
use crate::http::reply::WarningView;
use crate::http::text::{Code, Note, Text};
use crate::ids::{AnyId, CharterId, OperationId, ParticipantId, TimeRecordId, UserId};

pub(crate) use verbs::*;

/// A remark: no health, no family.
pub(crate) type Comment = Note;
/// Where: site, employer, home, remote, or in words.
pub(crate) type Place = Text<1, 200>;

/// What the time was spent on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"type": "interview", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct Linked {
    /// Kind of object: interview, stage, stage_review, entry_file, participant, orientation,
    /// agenda_item, pathway or time_record.
    #[serde(rename = "type")]
    pub(crate) kind: Code,
    /// Its identifier.
    pub(crate) id: Uuid,
}

/// What the time was spent on.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"type": "interview", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct LinkedView {
    /// Kind of object.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Its identifier.
    pub(crate) id: AnyId,
}

/// A time record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "date": "2026-03-02", "start_time": "09:00", "end_time": "10:00", "break_minutes": 0, "duration_minutes": 60, "task": "interview_in_person", "attribution": "P", "charter_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "participant_ids": ["01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd"], "allocations": [{"participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "minutes": 60}], "linked": {"type": "interview", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ce"}, "place": "site", "modality": "in_person", "comment": null, "status": "submitted", "late": false, "recorded_at": "2026-03-02T16:00:00Z", "recorded_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "performed_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "supersedes": null, "superseded_by": null, "reason": null, "month": "2026-03", "week": "2026-W10", "version": 1, "created_at": "2026-03-02T16:00:00Z", "updated_at": "2026-03-02T16:00:00Z"}))]
pub(crate) struct TimeRecordView {
    /// Its identifier; it stays through changes.
    pub(crate) id: TimeRecordId,
    /// Whose minutes they are.
    pub(crate) user_id: UserId,
    /// The civil day.
    pub(crate) date: Day,
    /// Start on the wall clock.
    #[schema(required = true)]
    pub(crate) start_time: Option<TimeOfDay>,
    /// End on the wall clock.
    #[schema(required = true)]
    pub(crate) end_time: Option<TimeOfDay>,
    /// Minutes of break between start and end.
    pub(crate) break_minutes: i64,
    /// Minutes: end − start − break, or those given.
    pub(crate) duration_minutes: i64,
    /// Task of the charter.
    pub(crate) task: String,
    /// Whom the minutes are for: P one participant, G a group, O the operation, N outside it.
    pub(crate) attribution: Attribution,
    /// The charter that held on the day.
    pub(crate) charter_id: CharterId,
    /// The operation that pays.
    #[schema(required = true)]
    pub(crate) operation_id: Option<OperationId>,
    /// Whom the minutes were for, by id.
    pub(crate) participant_ids: Vec<ParticipantId>,
    /// The minutes shared out among them: their sum is the duration.
    pub(crate) allocations: Vec<Allocation>,
    /// What they were spent on.
    #[schema(required = true)]
    pub(crate) linked: Option<LinkedView>,
    /// Where.
    #[schema(required = true)]
    pub(crate) place: Option<String>,
    /// How (list `time_modality`).
    #[schema(required = true)]
    pub(crate) modality: Option<String>,
    /// A remark.
    #[schema(required = true)]
    pub(crate) comment: Option<String>,
    /// Where it stands between its entry and the claim.
    pub(crate) status: TimeStatus,
    /// Whether it was recorded more than a week after its day (§ 6.4).
    pub(crate) late: bool,
    /// When this version was recorded, by the server's clock.
    pub(crate) recorded_at: Instant,
    /// Who recorded it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Who did the work.
    pub(crate) performed_by: UserId,
    /// The kept copy of the version before.
    #[schema(required = true)]
    pub(crate) supersedes: Option<TimeRecordId>,
    /// For a kept copy: the record it is of.
    #[schema(required = true)]
    pub(crate) superseded_by: Option<TimeRecordId>,
    /// Why it was changed.
    #[schema(required = true)]
    pub(crate) reason: Option<String>,
    /// Its month.
    pub(crate) month: Month,
    /// Its ISO week.
    pub(crate) week: IsoWeek,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was first made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(TimeRecordPage, TimeRecordView);

/// A new time record.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "date": "2026-03-02", "start_time": "09:00", "end_time": "10:00", "task": "interview_in_person", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "participant_ids": ["01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd"]}))]
pub(crate) struct TimeRecordIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<TimeRecordId>,
    /// Whose minutes they are; oneself unless one records for others.
    pub(crate) user_id: UserId,
    /// The civil day.
    pub(crate) date: Day,
    /// Start on the wall clock; with an end, instead of a duration.
    #[serde(default)]
    pub(crate) start_time: Option<TimeOfDay>,
    /// End on the wall clock; `24:00` ends the day, past midnight is another record.
    #[serde(default)]
    pub(crate) end_time: Option<TimeOfDay>,
    /// Minutes of break between start and end.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1439)]
    pub(crate) break_minutes: Option<i64>,
    /// Minutes, where start and end are not given; with them it must agree.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1440)]
    pub(crate) duration_minutes: Option<i64>,
    /// Task of the charter that holds on the day.
    pub(crate) task: Code,
    /// The operation that pays; required unless the task is outside operations.
    #[serde(default)]
    pub(crate) operation_id: Option<OperationId>,
    /// Whom the minutes were for: one for P, one or more for G, none for O and N.
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(max_items = 500)]
    pub(crate) participant_ids: Option<Vec<ParticipantId>>,
    /// What they were spent on.
    #[serde(default)]
    pub(crate) linked: Option<Linked>,
    /// Where.
    #[serde(default)]
    pub(crate) place: Option<Place>,
    /// How (list `time_modality`).
    #[serde(default)]
    pub(crate) modality: Option<Code>,
    /// A short remark: no health, no family.
    #[serde(default)]
    pub(crate) comment: Option<Comment>,
    /// Keep it as a draft, which may still be deleted; otherwise it is submitted.
    #[serde(default)]
    pub(crate) draft: Option<bool>,
}

/// What changes of a time record.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"end_time": "10:30", "reason": "Entretien prolongé"}))]
pub(crate) struct TimeRecordPatch {
    /// The civil day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) date: Option<Day>,
    /// Start on the wall clock.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) start_time: Option<Option<TimeOfDay>>,
    /// End on the wall clock.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) end_time: Option<Option<TimeOfDay>>,
    /// Minutes of break between start and end.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 0, maximum = 1439)]
    pub(crate) break_minutes: Option<i64>,
    /// Minutes, where start and end are not given.
    #[serde(default, deserialize_with = "patched")]
    #[schema(minimum = 1, maximum = 1440)]
    pub(crate) duration_minutes: Option<Option<i64>>,
    /// Task of the charter that holds on the day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) task: Option<Code>,
    /// The operation that pays.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) operation_id: Option<Option<OperationId>>,
    /// Whom the minutes were for; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[validate(length(max = 500))]
    #[schema(nullable = false, max_items = 500)]
    pub(crate) participant_ids: Option<Vec<ParticipantId>>,
    /// What they were spent on.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) linked: Option<Option<Linked>>,
    /// Where.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) place: Option<Option<Place>>,
    /// How (list `time_modality`).
    #[serde(default, deserialize_with = "patched")]
    pub(crate) modality: Option<Option<Code>>,
    /// A short remark.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) comment: Option<Option<Comment>>,
    /// `false` submits a draft.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) draft: Option<bool>,
    /// Why it changes; stays in the history.
    #[serde(default)]
    pub(crate) reason: Option<Note>,
}

/// Which time records.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimeRecordFilter {
    /// Whose minutes.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "uuid")]
    pub(crate) user_id: Option<UserId>,
    /// For whom.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "uuid")]
    pub(crate) participant_id: Option<ParticipantId>,
    /// On which operation.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "uuid")]
    pub(crate) operation_id: Option<OperationId>,
    /// Task.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String)]
    pub(crate) task: Option<String>,
    /// First day.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "date")]
    pub(crate) from: Option<Day>,
    /// Last day, included.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "date")]
    pub(crate) to: Option<Day>,
    /// Month, `YYYY-MM`.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, example = "2026-03")]
    pub(crate) month: Option<Month>,
    /// ISO week, `YYYY-Www`.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, example = "2026-W10")]
    pub(crate) week: Option<IsoWeek>,
    /// Status; without it, all but the kept copies of former versions (`superseded`).
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, example = "submitted")]
    pub(crate) status: Option<TimeStatus>,
}

/// Many new time records.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"atomic": true, "items": [{"user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "date": "2026-03-02", "duration_minutes": 60, "task": "team_admin", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc"}]}))]
pub(crate) struct BatchIn {
    /// The records, in order: each is held against those before it.
    #[validate(length(min = 1, max = 500), nested)]
    #[schema(min_items = 1, max_items = 500)]
    pub(crate) items: Vec<TimeRecordIn>,
    /// All or none; otherwise each by itself.
    #[serde(default)]
    pub(crate) atomic: bool,
}

/// What became of one record of a batch.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"status": 201, "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct BatchResult {
    /// The status it would have had alone; 424 when an atomic batch held it back.
    pub(crate) status: u16,
    /// Its identifier, when it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) id: Option<TimeRecordId>,
    /// Why it was not; pointers are into the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) problem: Option<Problem>,
    /// Accepted, but worth a look.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(crate) warnings: Vec<WarningView>,
}

/// What became of a batch.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{"status": 201, "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}]}))]
pub(crate) struct BatchView {
    /// One result a record, in order.
    pub(crate) items: Vec<BatchResult>,
}

/// The versions of a record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": []}))]
pub(crate) struct TimeRecordHistory {
    /// The first version first, the one that holds last.
    pub(crate) items: Vec<TimeRecordView>,
}

impl From<TimeRecordRow> for TimeRecordView {
    fn from(row: TimeRecordRow) -> Self {
        let allocations: Vec<Allocation> = row.allocations.read().unwrap_or_default();
        Self {
            participant_ids: allocations.iter().map(|a| a.participant_id).collect(),
            allocations,
            linked: row.linked_type.zip(row.linked_id).map(|(kind, id)| LinkedView { kind, id }),
            start_time: row.start_minute.and_then(TimeOfDay::of_minutes),
            end_time: row.end_minute.and_then(TimeOfDay::of_minutes),
            id: row.id,
            user_id: row.user_id,
            date: row.date,
            break_minutes: row.break_minutes,
            duration_minutes: row.duration_minutes,
            task: row.task,
            attribution: row.attribution,
            charter_id: row.charter_id,
            operation_id: row.operation_id,
            place: row.place,
            modality: row.modality,
            comment: row.comment,
            status: row.status,
            late: row.late,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
            performed_by: row.performed_by,
            supersedes: row.supersedes,
            superseded_by: row.superseded_by,
            reason: row.reason,
            month: row.month,
            week: row.week,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
