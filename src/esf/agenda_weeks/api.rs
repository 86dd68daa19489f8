//! Agenda weeks over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow::{self, Seen};
use super::rules::{AgendaStatus, DayCover};
use crate::app::App;
use crate::civil::IsoWeek;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::Note;
use crate::http::{Caller, NoBody, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{AgendaWeekId, UserId};

/// A day of a week.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"date": "2026-03-02", "expected_minutes": 420, "absent_minutes": 0, "covered_minutes": 390, "missing_minutes": 30, "overtime_minutes": 0, "public_holiday": false}))]
pub(crate) struct AgendaDayView {
    /// The day.
    pub(crate) date: Day,
    /// Minutes of the work schedule that holds that day; 0 on a public holiday (R6.1).
    pub(crate) expected_minutes: i64,
    /// Minutes that absences take.
    pub(crate) absent_minutes: i64,
    /// Minutes recorded.
    pub(crate) covered_minutes: i64,
    /// Minutes still to account for.
    pub(crate) missing_minutes: i64,
    /// Minutes beyond the expected ones: allowed, but flagged (R6.4).
    pub(crate) overtime_minutes: i64,
    /// Whether it is a public holiday.
    pub(crate) public_holiday: bool,
}

/// The week of a member of staff.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": null, "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "week": "2026-W10", "starts_on": "2026-03-02", "ends_on": "2026-03-08", "expected_minutes": 2100, "absent_minutes": 0, "covered_minutes": 0, "days": [], "gaps": [], "overlaps": [], "status": "open", "due_at": "2026-03-09T22:59:59Z", "overdue": false, "submitted_at": null, "accepted_at": null, "accepted_by": null, "returned_reason": null, "version": 1, "created_at": null, "updated_at": null}))]
pub(crate) struct AgendaWeekView {
    /// Its identifier in the audit log and the change feed; null while nobody has handed it in.
    #[schema(required = true)]
    pub(crate) id: Option<AgendaWeekId>,
    /// Whose week it is.
    pub(crate) user_id: UserId,
    /// The ISO week.
    pub(crate) week: IsoWeek,
    /// Its Monday.
    pub(crate) starts_on: Day,
    /// Its Sunday.
    pub(crate) ends_on: Day,
    /// Contractual minutes of the week (R6.1).
    pub(crate) expected_minutes: i64,
    /// Minutes that absences take.
    pub(crate) absent_minutes: i64,
    /// Minutes recorded (R6.2).
    pub(crate) covered_minutes: i64,
    /// Monday to Sunday.
    pub(crate) days: Vec<AgendaDayView>,
    /// The days that fall short by more than the tolerance.
    pub(crate) gaps: Vec<AgendaDayView>,
    /// Days on which two records overlap.
    pub(crate) overlaps: Vec<Day>,
    /// Where it stands.
    pub(crate) status: AgendaStatus,
    /// The last second on which it is on time (R6.3).
    pub(crate) due_at: Instant,
    /// Whether it is not handed in and past its time.
    pub(crate) overdue: bool,
    /// When it was last handed in.
    #[schema(required = true)]
    pub(crate) submitted_at: Option<Instant>,
    /// When it was accepted.
    #[schema(required = true)]
    pub(crate) accepted_at: Option<Instant>,
    /// Who accepted it.
    #[schema(required = true)]
    pub(crate) accepted_by: Option<UserId>,
    /// Why it was returned.
    #[schema(required = true)]
    pub(crate) returned_reason: Option<String>,
    /// Version, for If-Match; 1 while nobody has touched it.
    pub(crate) version: i64,
    /// When it was first handed in.
    #[schema(required = true)]
    pub(crate) created_at: Option<Instant>,
    /// When it last changed.
    #[schema(required = true)]
    pub(crate) updated_at: Option<Instant>,
}

crate::page_of!(AgendaWeekPage, AgendaWeekView);

/// Which weeks.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AgendaWeekFilter {
    /// Whose weeks; all staff in reach if left out.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) user_id: Option<UserId>,
    /// The week of this day and later ones; four weeks before the last one if left out.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) from: Option<Day>,
    /// The week of this day and earlier ones; today's if left out. At most 53 weeks.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) to: Option<Day>,
    /// Only weeks that stand here.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) status: Option<AgendaStatus>,
    /// Only weeks that are overdue, or that are not.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) overdue: Option<bool>,
}

/// Why a week goes back.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Mardi après-midi : quelle opération ?"}))]
pub(crate) struct ReturnIn {
    /// What is to be changed.
    pub(crate) reason: Note,
}

/// List agenda weeks
///
/// One row a week, computed also where nothing is stored. Sort: `week`.
#[utoipa::path(tag = "agenda_weeks", params(PageParams, AgendaWeekFilter), responses((status = 200, description = "One page", body = AgendaWeekPage)))]
#[get("/agenda-weeks")]
pub(crate) async fn list_agenda_weeks(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<AgendaWeekFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        flow::list(cx, &filter.0, &page)?.map(|s| AgendaWeekView::from(&s)).reply(&page, cx.lang())
    })
    .await
}

/// Get an agenda week
///
/// Expected, absent and covered minutes day by day, with the gaps. Its ETag begins with the version
/// and goes on with a fingerprint of the content, which records change; If-Match takes it as it is,
/// and then hands in, accepts or returns this content and no other, or the version alone.
#[utoipa::path(tag = "agenda_weeks", params(("user_id" = UserId, Path, description = "Whose week"), ("week" = IsoWeek, Path, description = "The ISO week")), responses((status = 200, description = "The week", body = AgendaWeekView)))]
#[get("/agenda-weeks/{user_id}/{week}")]
pub(crate) async fn get_agenda_week(app: App, caller: Caller, at: web::Path<(UserId, IsoWeek)>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let (user, week) = *at;
        reply(&flow::find(cx, user, week)?)
    })
    .await
}

/// Hand an agenda week in
///
/// By the person itself, complete (R6.2): `conflict_incomplete_week` lists the gaps. Work on an absence is refused,
/// also where the absence was entered after it: `rule_absent` names each day and record. Drafts of the week are
/// submitted with it.
#[utoipa::path(tag = "agenda_weeks", params(("user_id" = UserId, Path, description = "Whose week"), ("week" = IsoWeek, Path, description = "The ISO week")), request_body = NoBody, responses((status = 200, description = "Handed in", body = AgendaWeekView)))]
#[post("/agenda-weeks/{user_id}/{week}/submit")]
pub(crate) async fn submit_agenda_week(
    app: App,
    caller: Caller,
    at: web::Path<(UserId, IsoWeek)>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let (user, week) = *at;
        reply(&flow::submit(cx, user, week)?)
    })
    .await
}

/// Accept an agenda week
///
/// By another person than its own (R6.5): the supervisor, the director, an officer. Complete still, or
/// `conflict_incomplete_week` lists the gaps. It is open again once time of it is taken away that nobody has signed.
#[utoipa::path(tag = "agenda_weeks", params(("user_id" = UserId, Path, description = "Whose week"), ("week" = IsoWeek, Path, description = "The ISO week")), request_body = NoBody, responses((status = 200, description = "Accepted", body = AgendaWeekView)))]
#[post("/agenda-weeks/{user_id}/{week}/accept")]
pub(crate) async fn accept_agenda_week(
    app: App,
    caller: Caller,
    at: web::Path<(UserId, IsoWeek)>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let (user, week) = *at;
        reply(&flow::accept(cx, user, week)?)
    })
    .await
}

/// Return an agenda week
///
/// By another person than its own, with a reason (R6.5); its records are drafts again.
#[utoipa::path(tag = "agenda_weeks", params(("user_id" = UserId, Path, description = "Whose week"), ("week" = IsoWeek, Path, description = "The ISO week")), request_body = ReturnIn, responses((status = 200, description = "Returned", body = AgendaWeekView)))]
#[post("/agenda-weeks/{user_id}/{week}/return")]
pub(crate) async fn return_agenda_week(
    app: App,
    caller: Caller,
    at: web::Path<(UserId, IsoWeek)>,
    body: Valid<ReturnIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let (user, week) = *at;
        reply(&flow::send_back(cx, user, week, body)?)
    })
    .await
}

pub(super) fn reply(seen: &Seen) -> Outcome<Reply> {
    Reply::object(&AgendaWeekView::from(seen), seen.version()).map(Reply::fingerprinted)
}

impl From<&DayCover> for AgendaDayView {
    fn from(d: &DayCover) -> Self {
        Self {
            date: d.date,
            expected_minutes: d.expected,
            absent_minutes: d.absent,
            covered_minutes: d.covered,
            missing_minutes: d.missing,
            overtime_minutes: d.overtime,
            public_holiday: d.public_holiday,
        }
    }
}

impl From<&Seen> for AgendaWeekView {
    fn from(s: &Seen) -> Self {
        let row = s.row.as_ref();
        let days: Vec<AgendaDayView> = s.minutes.days.iter().map(AgendaDayView::from).collect();
        Self {
            id: row.map(|r| r.id),
            user_id: s.user,
            week: s.week,
            starts_on: s.week.monday(),
            ends_on: s.week.sunday(),
            expected_minutes: s.minutes.expected,
            absent_minutes: days.iter().map(|d| d.absent_minutes).sum(),
            covered_minutes: s.minutes.covered,
            gaps: s.minutes.gaps.iter().map(AgendaDayView::from).collect(),
            overlaps: s.minutes.overlaps.clone(),
            status: s.status(),
            due_at: s.due_at,
            overdue: s.overdue,
            submitted_at: row.and_then(|r| r.submitted_at),
            accepted_at: row.and_then(|r| r.accepted_at),
            accepted_by: row.and_then(|r| r.accepted_by),
            returned_reason: row.and_then(|r| r.returned_reason.clone()),
            version: s.version(),
            created_at: row.map(|r| r.created_at),
            updated_at: row.map(|r| r.updated_at),
            days,
        }
    }
}
