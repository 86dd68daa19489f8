//! Reports over HTTP.

use std::collections::BTreeMap;

use actix_web::{Either, HttpRequest, get, web};
use jalon_press::Template;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::csv;
use super::figures::{Figure, FigureName};
use super::flow::{self, Figures, GroupBy, Report, StageEnd};
use super::printed::{self, Head};
use super::store::MemberRow;
use super::told::Told;
use crate::app::App;
use crate::auth::role::Role;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::decimal::Decimal4;
use crate::failure::Outcome;
use crate::http::print::{self, Printed};
use crate::http::table::Format;
use crate::http::{Caller, PageIn, PageParams, Query, Reply};
use crate::ids::{AnyId, OperationId, ParticipantId, PartnerStructureId, ReferentId, TerritoryId, UserId};

crate::text_enum! {
    /// The reports that this server makes: the caseload on a day, what referents did in a period, how
    /// worked time splits, the common indicators of the ESF, and how complete the data behind them is; the
    /// means in full-time equivalents, the quality of the data, the dated duties of the months around today.
    pub enum ReportName {
        Caseload = "caseload",
        ReferentActivity = "referent-activity",
        TimeSplit = "time-split",
        EsfIndicators = "esf-indicators",
        EsfParticipants = "esf-participants",
        OperatorAnnual = "operator-annual",
        Means = "means",
        DataQuality = "data-quality",
        ComplianceCalendar = "compliance-calendar",
    }
}

/// What a report looks at. Each report takes its own: `caseload` `on` and `referent_id`;
/// `referent-activity` `from`, `to`, `referent_id`, `type`, `modality`, `exit_reason`, `stage_type`, `theme`,
/// `resource_origin`, `structure_id`, `status`; `time-split` `from`, `to`, `user_id`, `operation_id`, `task`;
/// `esf-indicators` and `esf-participants` `from`, `to`, `operation_id`, `gender`, `as_known_on`; `means` `on`, or `from` and
/// `to`, `user_id`, `role`, `job_title`, `structure_id`, `territory_id`, `operation_id`; `data-quality` `from`, `to`,
/// `referent_id`, `territory_id`; `compliance-calendar` `from`, `to`, `referent_id`; `operator-annual` `from`, `to`,
/// `operation_id`. All of them take `masked`.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportQuery {
    /// The day of `caseload`, or of `means`; today if left out.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) on: Option<Day>,
    /// First day; that of the year of `to` if left out, for the ESF that of the operation. The ESF reports look at the
    /// people who entered from then on, the calendar three months back.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) from: Option<Day>,
    /// Last day; today if left out, for the calendar three months on and a year at most. At most five years, for the ESF
    /// ten.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) to: Option<Day>,
    /// Of this referent alone.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) referent_id: Option<ReferentId>,
    /// Of this account alone.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) user_id: Option<UserId>,
    /// On this operation alone.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) operation_id: Option<OperationId>,
    /// Of this task alone.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) task: Option<String>,
    /// Interviews of this type alone; other figures are not narrowed.
    #[serde(default, rename = "type")]
    #[param(required = false, rename = "type")]
    pub(crate) interview_type: Option<String>,
    /// Interviews of this modality alone; other figures are not narrowed.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) modality: Option<String>,
    /// Exits of this reason alone, and the length of their pathways; other figures are not narrowed.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) exit_reason: Option<String>,
    /// Stages of this type alone; other figures are not narrowed.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) stage_type: Option<String>,
    /// Stages whose means come from there alone, a code of the list `resource_origin`; other figures are not narrowed.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) resource_origin: Option<String>,
    /// Stages that ended so alone, among those that ended; other figures are not narrowed.
    #[serde(default)]
    #[param(required = false, inline)]
    pub(crate) status: Option<StageEnd>,
    /// Barriers of this theme alone; other figures are not narrowed.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) theme: Option<String>,
    /// Terms of people with this role alone: `referent` for the terms of referents, of other staff the first of the roles
    /// that the account holds on the day, in the order of the roles.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) role: Option<Role>,
    /// Terms with this job title alone.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) job_title: Option<String>,
    /// Terms with this employer alone; in `referent-activity`, stages with this provider alone.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) structure_id: Option<PartnerStructureId>,
    /// Of this territory alone: where the person lives, of staff where they work.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Of people of this gender alone, a code of the list `gender`. With `masked`, the masked report of all is cut to the
    /// group of this gender, which then has no other breakdown.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) gender: Option<String>,
    /// As it was known at the end of this day: what was recorded until then.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) as_known_on: Option<Day>,
    /// Whether counts below 5 are masked, and those from which they would follow, for whoever is outside the PLIE. They
    /// always are for a caller from outside, and in the page and the PDF unless `false` asks for the bare counts.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) masked: Option<bool>,
}

/// In which form.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportForm {
    /// The form of the answer: `json`, `csv` or `xlsx`, for `operator-annual` also `html` or `pdf`; what `Accept` says if
    /// left out.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) format: Option<Format>,
}

/// Which figure's rows; read beside the report's own parameters.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MemberFigure {
    /// The figure.
    #[param(inline)]
    pub(crate) figure: FigureName,
}

/// The figures of one group.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"by": "referent", "key": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "label": "Claire Morel", "figures": {"active_caseload": {"numerator": 56, "denominator": 1, "value": 56, "rule": "pathways active or in job follow-up on the day, assigned to the referent (§ 8.1)", "members_url": "/v1/reports/caseload/members?figure=active_caseload&on=2026-03-02&referent_id=01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}}}))]
pub(crate) struct ReportGroupView {
    /// What the groups are.
    pub(crate) by: GroupBy,
    /// Which group: an identifier, or a code.
    pub(crate) key: String,
    /// Its name for a reader, where it is an identifier.
    #[schema(required = true)]
    pub(crate) label: Option<String>,
    /// Its figures by name.
    pub(crate) figures: BTreeMap<&'static str, Figure>,
}

/// A report.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"name": "caseload", "from": "2025-03-03", "to": "2026-03-02", "computed_at": "2026-03-02T08:00:00Z", "figures": {"active_caseload": {"numerator": 142, "denominator": 1, "value": 142, "rule": "pathways active or in job follow-up on the day, assigned to the referent (§ 8.1)", "members_url": "/v1/reports/caseload/members?figure=active_caseload&on=2026-03-02"}, "renewal_rate": {"numerator": 39, "denominator": 140, "value": 0.2786, "rule": "entries ÷ average caseload at month-ends; norm 0.30 a year (§ 8.2)", "members_url": "/v1/reports/caseload/members?figure=renewal_rate&on=2026-03-02"}}, "groups": [{"by": "referent", "key": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "label": "Claire Morel", "figures": {"active_caseload": {"numerator": 56, "denominator": 1, "value": 56, "rule": "pathways active or in job follow-up on the day, assigned to the referent (§ 8.1)", "members_url": "/v1/reports/caseload/members?figure=active_caseload&on=2026-03-02&referent_id=01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}}}]}))]
pub(crate) struct ReportView {
    /// Which report.
    pub(crate) name: ReportName,
    /// First day; for `caseload`, of the year that renewal looks at.
    pub(crate) from: Day,
    /// Last day; for `caseload`, the day.
    pub(crate) to: Day,
    /// When it was computed.
    pub(crate) computed_at: Instant,
    /// The day as of whose end it was known, where one was asked for.
    #[schema(required = true)]
    pub(crate) as_known_on: Option<Day>,
    /// Its figures by name.
    pub(crate) figures: BTreeMap<&'static str, Figure>,
    /// The same, broken down.
    pub(crate) groups: Vec<ReportGroupView>,
}

/// A row that a figure counts.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"type": "interview", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "day": "2026-02-20", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "minutes": null, "fte": null, "days": null}))]
pub(crate) struct ReportMemberView {
    /// What it is, such as orientation, entry_file, decision, pathway, participant, participation, interview, stage,
    /// stage_review, milestone, objective, barrier, employment_contract, time_record, agenda_week, timesheet, referent, staff_assignment, user, mission_letter, operation,
    /// collective_session, attendance, meeting.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Its identifier; of a week or a month that nobody has touched, whose it is.
    pub(crate) id: AnyId,
    /// The day that places it in the period.
    pub(crate) day: Day,
    /// The participant, where it is about one.
    #[schema(required = true)]
    pub(crate) participant_id: Option<ParticipantId>,
    /// Whose work it is, where it is one person's.
    #[schema(required = true)]
    pub(crate) user_id: Option<UserId>,
    /// Its minutes, where minutes are counted.
    #[schema(required = true)]
    pub(crate) minutes: Option<i64>,
    /// Its part of a full time, where those are counted.
    #[schema(required = true)]
    pub(crate) fte: Option<Decimal4>,
    /// Its days, where spans of time are measured.
    #[schema(required = true)]
    pub(crate) days: Option<i64>,
}

crate::page_of!(ReportMemberPage, ReportMemberView);

/// Get a report
///
/// Figures with numerator, denominator, formula and the address of the rows counted, for the whole and
/// by group, within what the caller may see. `format=csv`, or `Accept: text/csv`, gives one row a figure, `format=xlsx`
/// the same rows as a workbook. `operator-annual` is also a page to be read and printed (`format=html`) and a PDF
/// (`format=pdf`), both in French, with the statement of the fund; small counts are masked in these two unless
/// `masked=false` asks for them. A median is the case in the middle, with an even number of cases the mean of the two; a 90th
/// percentile is taken by nearest rank, so that it is a case that occurred.
#[utoipa::path(tag = "reports", params(("name" = ReportName, Path, description = "Which report"), ReportQuery, ReportForm), responses((status = 200, description = "The report", content((ReportView = "application/json"), (String = "text/csv", example = json!("report;from;to;group_by;group;label;figure;numerator;denominator;value;rule\r\n")), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/html", example = json!("<!DOCTYPE html>")), (Vec<u8> = "application/pdf")))))]
#[get("/reports/{name}")]
pub(crate) async fn get_report(
    app: App,
    caller: Caller,
    name: web::Path<ReportName>,
    query: Query<ReportQuery>,
    form: Query<ReportForm>,
    request: HttpRequest,
) -> Outcome<Either<Reply, Printed>> {
    let (name, asked) = (*name, form.0.format);
    let reply = app.report(caller, move |cx| {
        let format = Format::asked(asked, cx.call, printed::forms(name))?;
        let mut query = query.0;
        if matches!(format, Format::Html | Format::Pdf) {
            // what is printed is handed to others
            query.masked = query.masked.or(Some(true));
        }
        let report = flow::read(cx, name, &query)?;
        match format.form() {
            Some(form) => csv::reply(form, name, &report),
            None => answered(cx, format, &query, &view(name, cx.now, report)),
        }
    });
    let reply = reply.await?;
    if asked == Some(Format::Pdf) {
        return print::pdf(&app, &request, Template::Report, &format!("{name}.pdf"), reply).await;
    }
    Ok(Either::Left(reply))
}

/// A report as JSON, or printed from it.
fn answered(cx: &mut Ctx<'_>, format: Format, query: &ReportQuery, report: &ReportView) -> Outcome<Reply> {
    let answer = Reply::value(report)?;
    let head = Head { operation: query.operation_id, frozen: None };
    match format {
        Format::Html => printed::page(cx, &Told::read(&answer.body)?, &head),
        Format::Pdf => printed::sheet(cx, &Told::read(&answer.body)?, &head),
        _ => Ok(answer),
    }
}

/// List the rows of a figure
///
/// The rows that its numerator counts, by day; for figures of minutes, the records whose minutes are
/// summed. Sort: `day`.
#[utoipa::path(tag = "reports", params(("name" = ReportName, Path, description = "Which report"), PageParams, MemberFigure, ReportQuery), responses((status = 200, description = "One page", body = ReportMemberPage)))]
#[get("/reports/{name}/members")]
pub(crate) async fn list_report_members(
    app: App,
    caller: Caller,
    name: web::Path<ReportName>,
    page: PageIn,
    figure: Query<MemberFigure>,
    query: Query<ReportQuery>,
) -> Outcome<Reply> {
    app.report(caller, move |cx| {
        flow::members(cx, *name, figure.0.figure, &query.0, &page)?.map(ReportMemberView::from).reply(&page, cx.lang())
    })
    .await
}

fn named(figures: Figures) -> BTreeMap<&'static str, Figure> {
    figures.into_iter().map(|(name, figure)| (name.code(), figure)).collect()
}

pub(super) fn view(name: ReportName, computed_at: Instant, report: Report) -> ReportView {
    let group = |g: flow::Group| ReportGroupView { by: g.by, key: g.key, label: g.label, figures: named(g.figures) };
    ReportView {
        name,
        from: report.from,
        to: report.to,
        computed_at,
        as_known_on: report.as_known_on,
        figures: named(report.figures),
        groups: report.groups.into_iter().map(group).collect(),
    }
}

impl From<MemberRow> for ReportMemberView {
    fn from(row: MemberRow) -> Self {
        Self {
            kind: row.what,
            id: row.id,
            day: row.day,
            participant_id: row.participant_id,
            user_id: row.user_id,
            minutes: row.minutes,
            fte: row.fte.0,
            days: row.days.0,
        }
    }
}
