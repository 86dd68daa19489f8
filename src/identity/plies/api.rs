//! PLIEs over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::flow;
use super::settings::{Settings, SettingsPatch};
use super::store::{self, PlieRow};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::{Failure, Outcome};
use crate::http::text::{Email, Name, Text};
use crate::http::{Caller, PageIn, PageParams, Reply, Valid, patched};
use crate::ids::PlieId;

/// A PLIE (tenant).
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "name": "PLIE de Grenoble", "siren": null, "protocol_starts_on": "2022-01-01", "protocol_ends_on": "2027-12-31", "settings": {"caseload_per_fte": 70, "renewal_rate": 0.3, "interview_every_months": 1, "milestone_every_months": 5, "follow_up_months": 6, "file_completion_days": 7, "agenda_due_weekday": 1, "agenda_tolerance_minutes": 0, "charter_step_minutes": 5, "timesheet_employee_days": 10, "timesheet_supervisor_days": 20, "day_warning_minutes": 600, "week_warning_minutes": 2880, "alsace_moselle": false, "exit_date_policy": "on_validation", "fixed_term_months": 6, "fixed_term_strict": true, "min_time_share": 0.5, "max_pathway_months": null, "time_locked_until": null, "orientation_expires_days": 60, "no_show_limit": 2, "agenda_freeze_working_days": 2, "suspension_max_months": 12, "suspended_in_caseload": false, "follow_up_in_caseload": true, "mission_months": 6, "mission_gap_days": 3, "seasonal_months": 8, "seasonal_window_months": 12, "long_course_months": 9, "job_gap_days": 30, "follow_up_first_check_months": 1, "follow_up_second_check_months": 3, "former_referent_read_days": 30}, "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct PlieView {
    /// Its identifier.
    id: PlieId,
    /// Its name.
    name: String,
    /// SIREN of the structure that carries it.
    #[schema(required = true)]
    siren: Option<String>,
    /// First day of its protocol.
    #[schema(required = true)]
    protocol_starts_on: Option<Day>,
    /// Last day of its protocol.
    #[schema(required = true)]
    protocol_ends_on: Option<Day>,
    /// Its parameters.
    settings: Settings,
    /// The invitation of its first director: only where it was just made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_director_invitation: Option<FirstInvitationView>,
    /// Version, for If-Match.
    version: i64,
    /// When it was made.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
}

crate::page_of!(PliePage, PlieView);

/// The invitation of a first director.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"token": "pYk0s3cX7v1q", "url": "https://jalon.example.org/invite?token=pYk0s3cX7v1q", "expires_at": "2026-03-09T08:00:00Z"}))]
pub(crate) struct FirstInvitationView {
    /// For `POST /v1/auth/password`, once; shown here and never again.
    token: String,
    /// A page of this server that takes the password.
    #[schema(format = "uri")]
    url: String,
    /// Until when it is good.
    expires_at: Instant,
}

/// Who directs a new PLIE.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "claire.morel@example.org", "first_name": "Claire", "last_name": "Morel"}))]
pub(crate) struct FirstDirectorIn {
    /// E-mail address.
    pub(crate) email: Email,
    /// First name.
    pub(crate) first_name: Text<1, 100>,
    /// Last name.
    pub(crate) last_name: Text<1, 100>,
}

/// A new PLIE.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "PLIE de Grenoble", "first_director": {"email": "claire.morel@example.org", "first_name": "Claire", "last_name": "Morel"}}))]
pub(crate) struct PlieIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<PlieId>,
    /// Its name.
    pub(crate) name: Name,
    /// SIREN of the structure that carries it.
    #[serde(default)]
    pub(crate) siren: Option<Text<9, 9>>,
    /// First day of its protocol.
    #[serde(default)]
    pub(crate) protocol_starts_on: Option<Day>,
    /// Last day of its protocol.
    #[serde(default)]
    pub(crate) protocol_ends_on: Option<Day>,
    /// The parameters that differ from the defaults.
    #[serde(default)]
    pub(crate) settings: Option<SettingsPatch>,
    /// Who directs it: the answer holds their invitation.
    #[serde(default)]
    pub(crate) first_director: Option<FirstDirectorIn>,
}

/// What changes of a PLIE.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"settings": {"caseload_per_fte": 60}}))]
pub(crate) struct PliePatch {
    /// Its name.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) name: Option<Name>,
    /// SIREN of the structure that carries it.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) siren: Option<Option<Text<9, 9>>>,
    /// First day of its protocol.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) protocol_starts_on: Option<Option<Day>>,
    /// Last day of its protocol.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) protocol_ends_on: Option<Option<Day>>,
    /// The parameters that change; the others stay.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) settings: Option<SettingsPatch>,
}

impl PlieView {
    fn of(row: PlieRow, first_director_invitation: Option<FirstInvitationView>) -> Outcome<Self> {
        Ok(Self {
            settings: row.settings.read().map_err(Failure::defect)?,
            id: row.id,
            name: row.name,
            siren: row.siren,
            protocol_starts_on: row.protocol_starts_on,
            protocol_ends_on: row.protocol_ends_on,
            first_director_invitation,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

fn shown(row: PlieRow) -> Outcome<Reply> {
    let version = row.version;
    Reply::object(&PlieView::of(row, None)?, version)
}

/// Get my PLIE
///
/// The caller's own, with every parameter of the field that may differ from one PLIE to the next.
#[utoipa::path(tag = "plies", responses((status = 200, description = "The PLIE", body = PlieView)))]
#[get("/plie")]
pub(crate) async fn get_plie(app: App, caller: Caller) -> Outcome<Reply> {
    app.read(caller, |cx| shown(store::find(cx, cx.plie())?)).await
}

/// Change my PLIE
///
/// Parameters that are left out stay as they are; they hold from the next request on, on every node.
#[utoipa::path(tag = "plies", request_body = PliePatch, responses((status = 200, description = "Changed", body = PlieView)))]
#[patch("/plie")]
pub(crate) async fn update_plie(app: App, caller: Caller, body: Valid<PliePatch>) -> Outcome<Reply> {
    app.write(caller, body, |cx, patch| shown(flow::update(cx, patch)?)).await
}

/// List PLIEs
///
/// Every PLIE of this installation, the newest first. For the platform's administration, which sees
/// nothing of what is in them.
#[utoipa::path(tag = "plies", params(PageParams), responses((status = 200, description = "One page", body = PliePage)))]
#[get("/plies")]
pub(crate) async fn list_plies(app: App, caller: Caller, page: PageIn) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, &page)?;
        let items = found.items.into_iter().map(|row| PlieView::of(row, None)).collect::<Outcome<Vec<_>>>()?;
        crate::http::Page { items, next_cursor: found.next_cursor, total: found.total }.reply(&page, cx.lang())
    })
    .await
}

/// Create a PLIE
///
/// With the default parameters where none are given. Naming its first director answers their
/// invitation, this once.
#[utoipa::path(tag = "plies", request_body = PlieIn, responses((status = 201, description = "Created", body = PlieView)))]
#[post("/plies")]
pub(crate) async fn create_plie(app: App, caller: Caller, body: Valid<PlieIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let (row, link) = flow::create(cx, new)?;
        let invitation = link.map(|(token, expires_at)| FirstInvitationView {
            url: format!("{}/invite?token={token}", cx.app.config.http.public_url),
            token,
            expires_at,
        });
        let (version, location) = (row.version, format!("/v1/plies/{}", row.id));
        Reply::created(&PlieView::of(row, invitation)?, version, location)
    })
    .await
}

/// Get a PLIE
///
/// For the platform's administration.
#[utoipa::path(tag = "plies", params(("id" = PlieId, Path, description = "The PLIE")), responses((status = 200, description = "The PLIE", body = PlieView)))]
#[get("/plies/{id}")]
pub(crate) async fn get_plie_by_id(app: App, caller: Caller, id: web::Path<PlieId>) -> Outcome<Reply> {
    app.read(caller, move |cx| shown(store::find(cx, *id)?)).await
}
