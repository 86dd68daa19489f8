//! Situations over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::store::{self, Asked};
use super::{flow, store::SituationRow};
use crate::app::App;
use crate::civil;
use crate::db::{Day, Instant, Json};
use crate::failure::Outcome;
use crate::http::text::Code;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{ParticipantId, SituationId, UserId};
use crate::participants;

/// What a participant's situation was on a day. Null is "not asked"; a code says "declined".
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"as_of": "2026-03-02", "labour_status": "unemployed_12_24m", "unemployment_months": 14, "registered_ft": true, "in_education": false, "isced": 3, "minimum_incomes": ["rsa"], "single_parent": true, "housing_situation": "social_tenant", "source": "participant"}))]
pub(crate) struct SituationIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<SituationId>,
    /// The day it holds for.
    pub(crate) as_of: Day,
    /// Code of the list `labour_status` (§ 5.13).
    pub(crate) labour_status: Code,
    /// Months without work.
    #[serde(default)]
    #[validate(range(min = 0, max = 1200))]
    #[schema(minimum = 0, maximum = 1200)]
    pub(crate) unemployment_months: Option<i64>,
    /// Registered with France Travail.
    #[serde(default)]
    pub(crate) registered_ft: Option<bool>,
    /// In education or training.
    pub(crate) in_education: bool,
    /// Highest level of education, ISCED 2011.
    #[validate(range(min = 0, max = 8))]
    #[schema(minimum = 0, maximum = 8)]
    pub(crate) isced: i64,
    /// Code of the list `french_level`.
    #[serde(default)]
    pub(crate) french_level: Option<Code>,
    /// Codes of the list `minimum_income`.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub(crate) minimum_incomes: Vec<Code>,
    /// Raises children alone.
    #[serde(default)]
    pub(crate) single_parent: Option<bool>,
    /// Code of the list `housing` (§ 5.14).
    #[serde(default)]
    pub(crate) housing_situation: Option<Code>,
    /// Has a driving licence.
    #[serde(default)]
    pub(crate) driving_licence: Option<bool>,
    /// Where it was learnt, a code of the list `situation_source` (R7.8).
    pub(crate) source: Code,
    /// The situation that this one corrects.
    #[serde(default)]
    pub(crate) supersedes: Option<SituationId>,
}

/// A dated situation. It is never changed: a correction is a new one that supersedes it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d6", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "as_of": "2026-03-02", "labour_status": "unemployed_12_24m", "unemployment_months": 14, "registered_ft": true, "in_education": false, "isced": 3, "french_level": null, "minimum_incomes": ["rsa"], "single_parent": true, "housing_situation": "social_tenant", "driving_licence": null, "source": "participant", "supersedes": null, "recorded_at": "2026-03-02T08:15:00Z", "recorded_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d3", "version": 1, "created_at": "2026-03-02T08:15:00Z", "updated_at": "2026-03-02T08:15:00Z"}))]
pub(crate) struct SituationView {
    /// Its identifier.
    pub(crate) id: SituationId,
    /// The participant.
    pub(crate) participant_id: ParticipantId,
    /// The day it holds for.
    pub(crate) as_of: Day,
    /// Code of the list `labour_status`.
    pub(crate) labour_status: String,
    /// Months without work; null: not asked.
    #[schema(required = true)]
    pub(crate) unemployment_months: Option<i64>,
    /// Registered with France Travail; null: not asked.
    #[schema(required = true)]
    pub(crate) registered_ft: Option<bool>,
    /// In education or training.
    pub(crate) in_education: bool,
    /// Highest level of education, ISCED 2011.
    #[schema(minimum = 0, maximum = 8)]
    pub(crate) isced: i64,
    /// Code of the list `french_level`; null: not asked.
    #[schema(required = true)]
    pub(crate) french_level: Option<String>,
    /// Codes of the list `minimum_income`; empty: not asked.
    #[schema(value_type = Vec<String>)]
    pub(crate) minimum_incomes: Json,
    /// Raises children alone; null: not asked.
    #[schema(required = true)]
    pub(crate) single_parent: Option<bool>,
    /// Code of the list `housing`; null: not asked.
    #[schema(required = true)]
    pub(crate) housing_situation: Option<String>,
    /// Has a driving licence; null: not asked.
    #[schema(required = true)]
    pub(crate) driving_licence: Option<bool>,
    /// Code of the list `situation_source`.
    pub(crate) source: String,
    /// The situation that this one corrects.
    #[schema(required = true)]
    pub(crate) supersedes: Option<SituationId>,
    /// When it was recorded.
    pub(crate) recorded_at: Instant,
    /// The account that recorded it.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Always 1.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// The same as `created_at`.
    pub(crate) updated_at: Instant,
}

crate::page_of!(SituationPage, SituationView);

/// Which situations are listed.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct SituationFilter {
    /// Those of this day or before.
    #[param(required = false)]
    pub(crate) as_of: Option<Day>,
    /// What was known at the end of this day: those recorded until then.
    #[param(required = false)]
    pub(crate) known_on: Option<Day>,
}

/// List the situations of a participant
///
/// Every one that was ever recorded, corrected ones too. Sorts: `-as_of`, `as_of`.
#[utoipa::path(tag = "situations", params(("id" = ParticipantId, Path, description = "The participant"), PageParams, SituationFilter), responses((status = 200, description = "One page", body = SituationPage)))]
#[get("/participants/{id}/situations")]
pub(crate) async fn list_situations(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    page: PageIn,
    filter: Query<SituationFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        if let Some(moved) = participants::moved(cx, *id, "/situations")? {
            return Ok(moved);
        }
        participants::find(cx, &cx.reach.clone(), *id)?;
        let known_before = filter.0.known_on.map(|day| civil::start_of_day(civil::add_days(day, 1)));
        let asked = Asked { as_of: filter.0.as_of, known_before };
        store::list(cx, *id, &page, asked)?.map(SituationView::from).reply(&page, cx.lang())
    })
    .await
}

/// Record a situation of a participant
///
/// A correction names the situation that it `supersedes`; both stay.
#[utoipa::path(tag = "situations", params(("id" = ParticipantId, Path, description = "The participant")), request_body = SituationIn, responses((status = 201, description = "Recorded", body = SituationView)))]
#[post("/participants/{id}/situations")]
pub(crate) async fn create_situation(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    body: Valid<SituationIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let (version, location) = (row.version, format!("/v1/situations/{}", row.id));
        Reply::created(&SituationView::from(row), version, location)
    })
    .await
}

/// Get a situation
///
/// As it was recorded.
#[utoipa::path(tag = "situations", params(("id" = SituationId, Path, description = "The situation")), responses((status = 200, description = "The situation", body = SituationView)))]
#[get("/situations/{id}")]
pub(crate) async fn get_situation(app: App, caller: Caller, id: web::Path<SituationId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&SituationView::from(row), version)
    })
    .await
}

impl From<SituationRow> for SituationView {
    fn from(row: SituationRow) -> Self {
        Self {
            id: row.id,
            participant_id: row.participant_id,
            as_of: row.as_of,
            labour_status: row.labour_status,
            unemployment_months: row.unemployment_months,
            registered_ft: row.registered_ft,
            in_education: row.in_education,
            isced: row.isced,
            french_level: row.french_level,
            minimum_incomes: row.minimum_incomes,
            single_parent: row.single_parent,
            housing_situation: row.housing_situation,
            driving_licence: row.driving_licence,
            source: row.source,
            supersedes: row.supersedes,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
