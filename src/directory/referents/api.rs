//! Referents over HTTP.

pub(super) mod caseload;

use std::collections::BTreeMap;

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow;
use super::store::{self, ReferentRow};
use crate::amount::Share;
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::directory::schedule::{self, DatedSchedule, WorkSchedule, WorkSchedulePatch};
use crate::failure::Outcome;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::identity::users;
use crate::ids::{PartnerStructureId, ReferentId, SiteId, UserId};

/// A referent: a member of staff who follows people, on these terms.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "first_name": "Nadia", "last_name": "Benali", "site_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "fte": 1, "fte_participant_support": 0.8, "valid_from": "2026-01-01", "valid_to": null, "supervisor_id": null, "work_schedule": {"monday_minutes": 420, "tuesday_minutes": 420, "wednesday_minutes": 420, "thursday_minutes": 420, "friday_minutes": 420, "saturday_minutes": 0, "sunday_minutes": 0}, "work_schedules": [{"valid_from": "2026-01-01", "work_schedule": {"monday_minutes": 420, "tuesday_minutes": 420, "wednesday_minutes": 420, "thursday_minutes": 420, "friday_minutes": 420, "saturday_minutes": 0, "sunday_minutes": 0}}], "employer_structure_id": null, "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct ReferentView {
    /// Its identifier.
    pub(crate) id: ReferentId,
    /// The account.
    pub(crate) user_id: UserId,
    /// First name of the account.
    pub(crate) first_name: String,
    /// Last name of the account.
    pub(crate) last_name: String,
    /// Where the work is done.
    pub(crate) site_id: SiteId,
    /// Share of full time.
    pub(crate) fte: Share,
    /// The part of full time given to participants; the caseload is measured on it.
    pub(crate) fte_participant_support: Share,
    /// First day.
    pub(crate) valid_from: Day,
    /// Last day; open if null.
    #[schema(required = true)]
    pub(crate) valid_to: Option<Day>,
    /// Who countersigns the timesheets.
    #[schema(required = true)]
    pub(crate) supervisor_id: Option<UserId>,
    /// Minutes of work on each weekday, as they are today.
    pub(crate) work_schedule: WorkSchedule,
    /// The same with those before and after it, each from its first day on.
    pub(crate) work_schedules: Vec<DatedSchedule>,
    /// The structure that employs the person, where it is not the PLIE itself.
    #[schema(required = true)]
    pub(crate) employer_structure_id: Option<PartnerStructureId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(ReferentPage, ReferentView);

/// A new referent.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "site_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "fte": 1, "fte_participant_support": 0.8, "valid_from": "2026-01-01", "work_schedule": {"monday_minutes": 420, "tuesday_minutes": 420, "wednesday_minutes": 420, "thursday_minutes": 420, "friday_minutes": 420}}))]
pub(crate) struct ReferentIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<ReferentId>,
    /// The account; it cannot change later.
    pub(crate) user_id: UserId,
    /// Where the work is done.
    pub(crate) site_id: SiteId,
    /// Share of full time, above 0 and at most 1.
    pub(crate) fte: Share,
    /// The part of full time given to participants, at most `fte`.
    pub(crate) fte_participant_support: Share,
    /// First day.
    pub(crate) valid_from: Day,
    /// Last day; open if left out.
    #[serde(default)]
    pub(crate) valid_to: Option<Day>,
    /// Who countersigns the timesheets: another person.
    #[serde(default)]
    pub(crate) supervisor_id: Option<UserId>,
    /// Minutes of work on each weekday.
    pub(crate) work_schedule: WorkSchedule,
    /// The structure that employs the person, where it is not the PLIE itself.
    #[serde(default)]
    pub(crate) employer_structure_id: Option<PartnerStructureId>,
}

/// What changes of a referent.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"fte_participant_support": 0.5}))]
pub(crate) struct ReferentPatch {
    /// Where the work is done.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) site_id: Option<SiteId>,
    /// Share of full time, above 0 and at most 1.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) fte: Option<Share>,
    /// The part of full time given to participants, at most `fte`.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) fte_participant_support: Option<Share>,
    /// First day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) valid_from: Option<Day>,
    /// Last day; null for open.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) valid_to: Option<Option<Day>>,
    /// Who countersigns the timesheets; null for nobody.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) supervisor_id: Option<Option<UserId>>,
    /// The weekdays that change.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) work_schedule: Option<WorkSchedulePatch>,
    /// The day from which they change; before it the schedule stays as it was. If left out the schedule of today is
    /// corrected from its own first day on.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) work_schedule_from: Option<Day>,
    /// The structure that employs the person; null for the PLIE itself.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) employer_structure_id: Option<Option<PartnerStructureId>>,
}

/// Which referents.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReferentFilter {
    /// Only the terms of this account.
    pub(crate) user_id: Option<UserId>,
    /// Only those of this site.
    pub(crate) site_id: Option<SiteId>,
    /// Only those whose timesheets this account countersigns.
    pub(crate) supervisor_id: Option<UserId>,
    /// Only those whose terms hold on this day.
    pub(crate) on: Option<Day>,
}

/// List referents
///
/// Sorts: `-created_at`, `valid_from`.
#[utoipa::path(tag = "referents", params(PageParams, ReferentFilter), responses((status = 200, description = "One page", body = ReferentPage)))]
#[get("/referents")]
pub(crate) async fn list_referents(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<ReferentFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, &filter.0, &page)?;
        let (names, today) = (names(cx, &found.items)?, cx.today);
        let views = found.items.into_iter().map(|row| view(row, &names, today)).collect::<Outcome<Vec<_>>>()?;
        crate::http::Page { items: views, next_cursor: found.next_cursor, total: found.total }.reply(&page, cx.lang())
    })
    .await
}

/// Create a referent
///
/// Dated terms of an account of the PLIE. One person may hold several at a time, of one full time in all.
#[utoipa::path(tag = "referents", request_body = ReferentIn, responses((status = 201, description = "Created", body = ReferentView)))]
#[post("/referents")]
pub(crate) async fn create_referent(app: App, caller: Caller, body: Valid<ReferentIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/referents/{}", row.id));
        Reply::created(&one(cx, row)?, version, location)
    })
    .await
}

/// Get a referent
///
/// The terms of the work, with the name of the account.
#[utoipa::path(tag = "referents", params(("id" = ReferentId, Path, description = "The referent")), responses((status = 200, description = "The referent", body = ReferentView)))]
#[get("/referents/{id}")]
pub(crate) async fn get_referent(app: App, caller: Caller, id: web::Path<ReferentId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        // which schedule is that of today changes with the day
        Reply::object(&one(cx, row)?, version).map(Reply::fingerprinted)
    })
    .await
}

/// Change a referent
///
/// Somebody who leaves gets a last day; the account can't change. The schedule is merged day by day, from
/// `work_schedule_from` on: weeks before it expect what they expected. What would change a month that somebody has signed
/// is refused (422 `rule_period_signed`).
#[utoipa::path(tag = "referents", params(("id" = ReferentId, Path, description = "The referent")), request_body = ReferentPatch, responses((status = 200, description = "Changed", body = ReferentView)))]
#[patch("/referents/{id}")]
pub(crate) async fn update_referent(
    app: App,
    caller: Caller,
    id: web::Path<ReferentId>,
    body: Valid<ReferentPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        // which schedule is that of today changes with the day
        Reply::object(&one(cx, row)?, version).map(Reply::fingerprinted)
    })
    .await
}

type Names = BTreeMap<UserId, (String, String)>;

fn names(cx: &mut Ctx<'_>, rows: &[ReferentRow]) -> Outcome<Names> {
    let ids: Vec<UserId> = rows.iter().map(|r| r.user_id).collect();
    users::names(cx, &ids)
}

fn one(cx: &mut Ctx<'_>, row: ReferentRow) -> Outcome<ReferentView> {
    let names = names(cx, std::slice::from_ref(&row))?;
    view(row, &names, cx.today)
}

fn view(row: ReferentRow, names: &Names, today: Day) -> Outcome<ReferentView> {
    let patterns = row.patterns()?;
    let (first_name, last_name) = names.get(&row.user_id).cloned().unwrap_or_default();
    Ok(ReferentView {
        work_schedule: schedule::of_today(&patterns, today),
        work_schedules: schedule::dated(&patterns),
        id: row.id,
        user_id: row.user_id,
        first_name,
        last_name,
        site_id: row.site_id,
        fte: row.fte,
        fte_participant_support: row.fte_participant_support,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        supervisor_id: row.supervisor_id,
        employer_structure_id: row.employer_structure_id,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
