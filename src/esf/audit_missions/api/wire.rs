//! Bodies and answers of audit missions.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::{Day, Instant};
use crate::esf::audit_missions::rules::AuditMissionStatus;
use crate::esf::audit_missions::rules::sample::SampleDraw;
use crate::esf::audit_missions::store::MissionRow;
use crate::http::patched;
use crate::http::text::{Email, Text};
use crate::ids::{AuditMissionId, OperationId, TimeRecordId, UserId};

/// How a sample is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"draw": "records", "count": 30, "seed": "contrôle 2026"}))]
pub(crate) struct SampleRule {
    /// Records, participants with all their records, or the longest records.
    pub(crate) draw: SampleDraw,
    /// How many.
    #[schema(minimum = 1, maximum = 1000)]
    pub(crate) count: i64,
    /// The same seed draws the same sample of the same records; made by the server if left out.
    #[serde(default)]
    pub(crate) seed: Option<Text<1, 64>>,
}

/// Which records are looked at: by a rule, or a list. One of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"rule": {"draw": "records", "count": 30, "seed": "contrôle 2026"}}))]
pub(crate) struct AuditSample {
    /// How they are drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) rule: Option<SampleRule>,
    /// Time records of the operation and the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_items = 1, max_items = 1000)]
    pub(crate) ids: Option<Vec<TimeRecordId>>,
}

/// Who audits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "email": "controle@dreets.example"}))]
pub(crate) struct AuditorView {
    /// The account.
    pub(crate) user_id: UserId,
    /// Its address.
    pub(crate) email: String,
}

/// A service-done check of an operation (§ 6.9, R3.5).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "from": "2025-01-01", "to": "2025-12-31", "sample": {"rule": {"draw": "records", "count": 30, "seed": "contrôle 2026"}}, "sample_hash": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "population": 8214, "records": 30, "participants": 27, "minutes": 1815, "auditor_emails": ["controle@dreets.example"], "auditors": [{"user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "email": "controle@dreets.example"}], "opens_on": "2026-03-02", "closes_on": "2026-03-27", "status": "open", "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct AuditMissionView {
    /// Its identifier.
    id: AuditMissionId,
    /// The operation under check.
    operation_id: OperationId,
    /// First day under check.
    from: Day,
    /// Last day under check.
    to: Day,
    /// How the sample was drawn, with the seed.
    sample: AuditSample,
    /// SHA-256 of the sample, in hexadecimal: of its rule, its seed and its records in their order.
    sample_hash: String,
    /// Records that it was drawn from.
    population: i64,
    /// Records of the sample.
    records: i64,
    /// People whom these were for.
    participants: i64,
    /// Minutes of the sample.
    minutes: i64,
    /// The addresses that were named.
    auditor_emails: Vec<String>,
    /// The accounts that audit.
    auditors: Vec<AuditorView>,
    /// First day of the auditors' access.
    opens_on: Day,
    /// Last day of it.
    closes_on: Day,
    /// Where the window stands today.
    status: AuditMissionStatus,
    /// The account that opened it.
    #[schema(required = true)]
    recorded_by: Option<UserId>,
    /// Version, for If-Match.
    version: i64,
    /// When it was made.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
}

crate::page_of!(AuditMissionPage, AuditMissionView);

impl AuditMissionView {
    /// `whole` for whoever reads all of the sample: a list of it names the records of others.
    pub(super) fn of(
        row: MissionRow,
        auditors: Vec<(UserId, String)>,
        status: AuditMissionStatus,
        whole: bool,
    ) -> Self {
        let sample: AuditSample = row.sample.read().unwrap_or(AuditSample { rule: None, ids: None });
        Self {
            sample: if whole { sample } else { AuditSample { ids: None, ..sample } },
            auditor_emails: row.auditor_emails.read().unwrap_or_default(),
            auditors: auditors.into_iter().map(|(user_id, email)| AuditorView { user_id, email }).collect(),
            id: row.id,
            operation_id: row.operation_id,
            from: row.period_from,
            to: row.period_to,
            sample_hash: row.sample_hash,
            population: row.population,
            records: row.records,
            participants: row.participants,
            minutes: row.minutes,
            opens_on: row.opens_on,
            closes_on: row.closes_on,
            status,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A new audit mission.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "from": "2025-01-01", "to": "2025-12-31", "sample": {"rule": {"draw": "records", "count": 30, "seed": "contrôle 2026"}}, "auditor_emails": ["controle@dreets.example"], "opens_on": "2026-03-02", "closes_on": "2026-03-27"}))]
pub(crate) struct AuditMissionIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<AuditMissionId>,
    /// The operation under check.
    pub(crate) operation_id: OperationId,
    /// First day under check.
    pub(crate) from: Day,
    /// Last day under check.
    pub(crate) to: Day,
    /// Which records are looked at.
    pub(crate) sample: AuditSample,
    /// Who audits.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub(crate) auditor_emails: Vec<Email>,
    /// First day of the auditors' access.
    pub(crate) opens_on: Day,
    /// Last day of it.
    pub(crate) closes_on: Day,
}

/// What changes of an audit mission.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"closes_on": "2026-04-10"}))]
pub(crate) struct AuditMissionPatch {
    /// Who audits; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[validate(length(min = 1, max = 20))]
    #[schema(nullable = false, min_items = 1, max_items = 20)]
    pub(crate) auditor_emails: Option<Vec<Email>>,
    /// First day of the auditors' access.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) opens_on: Option<Day>,
    /// Last day of it.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) closes_on: Option<Day>,
}

/// Which audit missions are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditMissionFilter {
    /// Only those of this operation.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) operation_id: Option<OperationId>,
}
