//! Sensitive facts over HTTP.

use actix_web::{get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow;
use super::rules::{NationalityClass, SensitiveAnswer};
use super::store::{self, Asked, Facts, SensitiveRow};
use crate::app::App;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Query, Reply, Valid};
use crate::ids::{ParticipantId, SensitiveFactsId, UserId};
use crate::participants;
use crate::participants::vault::{self, Sealed, What};

/// The sensitive facts of a participant, all of them: those left out were not asked. Each may be declined (G3).
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"disabled": "yes", "nationality_class": "third_country", "foreign_background": "declined", "as_of": "2026-03-02"}))]
pub(crate) struct SensitiveFactsIn {
    /// Recognised as disabled (RQTH) or receiving the AAH.
    #[serde(default)]
    pub(crate) disabled: Option<SensitiveAnswer>,
    /// Class of nationality (G5).
    #[serde(default)]
    pub(crate) nationality_class: Option<NationalityClass>,
    /// Of foreign background.
    #[serde(default)]
    pub(crate) foreign_background: Option<SensitiveAnswer>,
    /// Of a minority.
    #[serde(default)]
    pub(crate) minority: Option<SensitiveAnswer>,
    /// In the hands of justice, or released less than a year ago.
    #[serde(default)]
    pub(crate) justice: Option<SensitiveAnswer>,
    /// The day they hold for; today if left out.
    #[serde(default)]
    pub(crate) as_of: Option<Day>,
}

impl From<SensitiveFactsIn> for Facts {
    fn from(told: SensitiveFactsIn) -> Self {
        Self {
            disabled: told.disabled.unwrap_or(SensitiveAnswer::Unknown),
            nationality_class: told.nationality_class.unwrap_or(NationalityClass::Unknown),
            foreign_background: told.foreign_background.unwrap_or(SensitiveAnswer::Unknown),
            minority: told.minority.unwrap_or(SensitiveAnswer::Unknown),
            justice: told.justice.unwrap_or(SensitiveAnswer::Unknown),
        }
    }
}

/// The sensitive facts of a participant, as they were last told.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d6", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "disabled": "yes", "nationality_class": "third_country", "foreign_background": "declined", "minority": "unknown", "justice": "unknown", "as_of": "2026-03-02", "recorded_at": "2026-03-02T08:15:00Z", "recorded_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d3", "version": 1}))]
pub(crate) struct SensitiveFactsView {
    /// What was told that day; null where nothing was.
    #[schema(required = true)]
    pub(crate) id: Option<SensitiveFactsId>,
    /// The participant.
    pub(crate) participant_id: ParticipantId,
    /// Recognised as disabled (RQTH) or receiving the AAH.
    pub(crate) disabled: SensitiveAnswer,
    /// Class of nationality (G5).
    pub(crate) nationality_class: NationalityClass,
    /// Of foreign background.
    pub(crate) foreign_background: SensitiveAnswer,
    /// Of a minority.
    pub(crate) minority: SensitiveAnswer,
    /// In the hands of justice, or released less than a year ago.
    pub(crate) justice: SensitiveAnswer,
    /// The day they hold for.
    #[schema(required = true)]
    pub(crate) as_of: Option<Day>,
    /// When they were told.
    #[schema(required = true)]
    pub(crate) recorded_at: Option<Instant>,
    /// The account that recorded them.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// How often facts of the person were told.
    pub(crate) version: i64,
}

/// Which of the facts.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct SensitiveFactsFilter {
    /// What held on this day; the latest if left out.
    #[param(required = false)]
    pub(crate) as_of: Option<Day>,
    /// What was known at the end of this day.
    #[param(required = false)]
    pub(crate) known_on: Option<Day>,
}

/// Get the sensitive facts of a participant
///
/// Each reading is in the access log before it is answered, with the words of `X-Reason` (R3.6). Where nothing was
/// told, every fact is `unknown`.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant"), SensitiveFactsFilter, ("X-Reason" = Option<String>, Header, description = "Why it is read, for the access log", example = "Bilan FSE")), responses((status = 200, description = "The facts", body = SensitiveFactsView)))]
#[get("/participants/{id}/sensitive")]
pub(crate) async fn get_sensitive_facts(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    filter: Query<SensitiveFactsFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        if let Some(moved) = participants::moved(cx, *id, "/sensitive")? {
            return Ok(moved);
        }
        participants::find(cx, &cx.reach.clone(), *id)?;
        let known_before = filter.0.known_on.map(|day| civil::start_of_day(civil::add_days(day, 1)));
        let row = store::latest(cx, *id, Asked { as_of: filter.0.as_of, known_before })?;
        let facts = match &row {
            Some(row) => opened(cx, row)?,
            None => {
                vault::note(cx, [(What::SensitiveFacts, *id, id.0)]);
                Facts::UNKNOWN
            }
        };
        answer(cx, *id, row.as_ref(), facts)
    })
    .await
}

/// Tell the sensitive facts of a participant
///
/// All of them, as the person gave or declined them for a day. What was told before stays as it was told.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant")), request_body = SensitiveFactsIn, responses((status = 200, description = "Told", body = SensitiveFactsView)))]
#[put("/participants/{id}/sensitive")]
pub(crate) async fn put_sensitive_facts(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    body: Valid<SensitiveFactsIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, told| {
        let (row, facts) = flow::put(cx, *id, told)?;
        answer(cx, *id, Some(&row), facts)
    })
    .await
}

fn opened(cx: &mut Ctx<'_>, row: &SensitiveRow) -> Outcome<Facts> {
    let (person, object) = (row.participant_id, row.id.0);
    let plain = vault::open(cx, &[Sealed { what: What::SensitiveFacts, person, object, bytes: &row.sealed }])?;
    let plain = plain.first().ok_or(Failure::NotFound)?;
    // an error of the reader would quote what it has read
    serde_json::from_str(plain).map_err(|_e| Failure::defect("sensitive facts of another form"))
}

fn answer(cx: &mut Ctx<'_>, person: ParticipantId, row: Option<&SensitiveRow>, facts: Facts) -> Outcome<Reply> {
    let version = store::count(cx, person)?;
    let view = SensitiveFactsView {
        id: row.map(|r| r.id),
        participant_id: person,
        disabled: facts.disabled,
        nationality_class: facts.nationality_class,
        foreign_background: facts.foreign_background,
        minority: facts.minority,
        justice: facts.justice,
        as_of: row.map(|r| r.as_of),
        recorded_at: row.map(|r| r.recorded_at),
        recorded_by: row.and_then(|r| r.recorded_by),
        version,
    };
    Reply::object(&view, version)
}
