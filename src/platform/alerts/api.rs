//! Alerts over HTTP.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::flow;
use super::rules::{self, AlertKind, Stage};
use super::store::AlertRow;
use crate::app::App;
use crate::civil::{days_between, french};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::Outcome;
use crate::http::{Caller, Lang, PageIn, PageParams, Query, Reply};
use crate::ids::{AnyId, ParticipantId, PathwayId, ReferentId, TerritoryId, UserId};

crate::text_enum! {
    /// What an alert is about.
    pub enum AlertObject {
        Pathway = "pathway",
        Interview = "interview",
        AgendaWeek = "agenda_week",
        Timesheet = "timesheet",
        EngagementContract = "engagement_contract",
        QuarterlyReview = "quarterly_review",
        Participation = "participation",
        EntryFile = "entry_file",
        Participant = "participant",
    }
}

/// The object of an alert.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"type": "pathway", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "href": "/v1/pathways/01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct AlertObjectView {
    /// Its kind.
    #[serde(rename = "type")]
    pub(crate) kind: AlertObject,
    /// Its identifier; null for a week or month that nobody has touched yet.
    #[schema(required = true)]
    pub(crate) id: Option<AnyId>,
    /// Where it is.
    pub(crate) href: String,
}

/// Something that is due soon, due, or overdue.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"kind": "t2_milestone", "due_on": "2026-02-20", "overdue_days": 10, "stage": "overdue", "object": {"type": "pathway", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "href": "/v1/pathways/01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}, "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "referent_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "message": "Jalon des cinq mois attendu le 20/02/2026, en retard de 10 jour(s)."}))]
pub(crate) struct AlertView {
    /// The timer.
    pub(crate) kind: AlertKind,
    /// The last day on which it is on time.
    pub(crate) due_on: Day,
    /// Days past that day; 0 before.
    pub(crate) overdue_days: i64,
    /// How far the timer has run; `escalated` concerns the officer or supervisor too.
    pub(crate) stage: Stage,
    /// What it is about.
    pub(crate) object: AlertObjectView,
    /// The participant, where it is about one.
    #[schema(required = true)]
    pub(crate) participant_id: Option<ParticipantId>,
    /// The pathway, where it is about one.
    #[schema(required = true)]
    pub(crate) pathway_id: Option<PathwayId>,
    /// The referent.
    #[schema(required = true)]
    pub(crate) referent_id: Option<ReferentId>,
    /// The account of whom it waits for; for `t5_timesheet_supervisor`, whose month it is.
    #[schema(required = true)]
    pub(crate) user_id: Option<UserId>,
    /// A sentence, in the language asked for.
    pub(crate) message: String,
}

crate::page_of!(AlertPage, AlertView);

/// Which alerts.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AlertFilter {
    /// Only this timer.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) kind: Option<AlertKind>,
    /// Only of this referent.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) referent_id: Option<ReferentId>,
    /// Only of the people who live in this territory and the staff of its sites, as far as the caller reaches them.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Everything due before this day, also what is not near yet, a year ahead at most; if left out,
    /// what is near enough to warn.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) due_before: Option<Day>,
}

/// Which alerts of a referent.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReferentAlertFilter {
    /// Only this timer.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) kind: Option<AlertKind>,
    /// Everything due before this day, also what is not near yet.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) due_before: Option<Day>,
}

/// List alerts
///
/// Timers T1 to T12 (§ 4.6) of what the caller may see, the most overdue first: interviews, milestones, jobs
/// that are followed, engagement contracts that end or are not there, pathways near their planned end, contacts without a report of the last year, exits from operations of
/// the ESF and the situations six months later, evidence that ages before the admission, of the people the
/// caller follows or reaches today; weeks of the last quarter, months of the last year; quarterly reviews three months
/// after the last with a structure; people whom nobody follows any more, two years after the last contact.
/// Sort: `due_on`.
#[utoipa::path(tag = "alerts", params(PageParams, AlertFilter), responses((status = 200, description = "One page", body = AlertPage)))]
#[get("/alerts")]
pub(crate) async fn list_alerts(app: App, caller: Caller, page: PageIn, filter: Query<AlertFilter>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = flow::list(cx, &filter.0, &page)?;
        found.map(|row| view(cx, row)).reply(&page, cx.lang())
    })
    .await
}

/// List the alerts of a referent
///
/// As the list of all alerts, for one referent. Sort: `due_on`.
#[utoipa::path(tag = "referents", params(("id" = ReferentId, Path, description = "The referent"), PageParams, ReferentAlertFilter), responses((status = 200, description = "One page", body = AlertPage)))]
#[get("/referents/{id}/alerts")]
pub(crate) async fn list_referent_alerts(
    app: App,
    caller: Caller,
    id: web::Path<ReferentId>,
    page: PageIn,
    filter: Query<ReferentAlertFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let ReferentAlertFilter { kind, due_before } = filter.0;
        let filter = AlertFilter { kind, referent_id: None, territory_id: None, due_before };
        let found = flow::of_referent(cx, *id, &filter, &page)?;
        found.map(|row| view(cx, row)).reply(&page, cx.lang())
    })
    .await
}

fn view(cx: &Ctx<'_>, row: AlertRow) -> AlertView {
    let overdue_days = days_between(row.due_on, cx.today).max(0);
    AlertView {
        kind: row.kind,
        due_on: row.due_on,
        overdue_days,
        stage: rules::stage(row.kind, row.due_on, cx.today, flow::planned_end_months(cx)),
        message: message(&row, overdue_days, cx.lang()),
        object: object(&row),
        participant_id: row.participant_id,
        pathway_id: row.pathway_id,
        referent_id: row.referent_id,
        user_id: row.user_id,
    }
}

fn object(row: &AlertRow) -> AlertObjectView {
    let text = |id: Option<String>| id.unwrap_or_default();
    let (user, period) = (text(row.user_id.map(|u| u.to_string())), text(row.period.clone()));
    let pathway = text(row.pathway_id.map(|p| p.to_string()));
    let (kind, href) = match row.kind {
        AlertKind::Interview
        | AlertKind::Milestone
        | AlertKind::JobFollowUp
        | AlertKind::EngagementMissing
        | AlertKind::PlannedEnd => (AlertObject::Pathway, format!("/v1/pathways/{pathway}")),
        AlertKind::RetentionReview => (AlertObject::Participant, format!("/v1/participants/{}", row.id)),
        AlertKind::EngagementContract => {
            let href = format!("/v1/pathways/{pathway}/engagement-contracts/{}", row.id);
            (AlertObject::EngagementContract, href)
        }
        AlertKind::EsfExit | AlertKind::EsfSixMonth => {
            (AlertObject::Participation, format!("/v1/participations/{}", row.id))
        }
        AlertKind::Eligibility => {
            (AlertObject::EntryFile, format!("/v1/entry-files/{}", text(row.object_id.map(|id| id.to_string()))))
        }
        AlertKind::File => (AlertObject::Interview, format!("/v1/interviews/{}", row.id)),
        AlertKind::QuarterlyReview => (AlertObject::QuarterlyReview, format!("/v1/quarterly-reviews/{}", row.id)),
        AlertKind::Agenda => (AlertObject::AgendaWeek, format!("/v1/agenda-weeks/{user}/{period}")),
        AlertKind::TimesheetEmployee | AlertKind::TimesheetSupervisor => {
            (AlertObject::Timesheet, format!("/v1/timesheets/{user}/{period}"))
        }
    };
    AlertObjectView { kind, id: row.object_id, href }
}

fn message(row: &AlertRow, late: i64, lang: Lang) -> String {
    let period = row.period.as_deref().unwrap_or_default();
    let (fr, en) = match row.kind {
        AlertKind::Interview => ("Entretien mensuel".to_owned(), "Monthly interview".to_owned()),
        AlertKind::Milestone => ("Jalon".to_owned(), "Milestone".to_owned()),
        AlertKind::JobFollowUp => ("Suivi dans l'emploi".to_owned(), "Follow-up of a job".to_owned()),
        AlertKind::EngagementContract => {
            ("Fin d'un contrat d'engagement".to_owned(), "End of an engagement contract".to_owned())
        }
        AlertKind::EngagementMissing => (
            "Parcours sans contrat d'engagement signé".to_owned(),
            "Pathway without a signed engagement contract".to_owned(),
        ),
        AlertKind::PlannedEnd => (
            "Fin prévue du parcours, sauf prolongation par la commission".to_owned(),
            "Planned end of the pathway, unless the commission extends it".to_owned(),
        ),
        AlertKind::RetentionReview => (
            "Données d'une personne qui n'est plus suivie, à revoir".to_owned(),
            "Data of somebody who is not followed any more, to be reviewed".to_owned(),
        ),
        AlertKind::EsfExit => ("Données FSE de sortie".to_owned(), "ESF data of an exit".to_owned()),
        AlertKind::EsfSixMonth => {
            ("Situation FSE à six mois".to_owned(), "ESF situation six months after the exit".to_owned())
        }
        AlertKind::Eligibility => (
            "Fin de validité d'un justificatif avant l'admission".to_owned(),
            "Evidence that ages before the admission".to_owned(),
        ),
        AlertKind::File => ("Compte rendu d'un contact".to_owned(), "Report of a contact".to_owned()),
        AlertKind::QuarterlyReview => (
            format!("Point trimestriel qui suit celui de {period}"),
            format!("Quarterly review after that of {period}"),
        ),
        AlertKind::Agenda => (format!("Agenda de la semaine {period}"), format!("Agenda of week {period}")),
        AlertKind::TimesheetEmployee => {
            (format!("Signature de la feuille de temps {period}"), format!("Signature of the timesheet {period}"))
        }
        AlertKind::TimesheetSupervisor => (
            format!("Contreseing de la feuille de temps {period}"),
            format!("Countersignature of the timesheet {period}"),
        ),
    };
    let (fr_late, en_late) = match late {
        0 => (String::new(), String::new()),
        days => (format!(", en retard de {days} jour(s)"), format!(", {days} day(s) late")),
    };
    let fr = format!("{fr} : échéance le {}{fr_late}.", french(row.due_on));
    let en = format!("{en}: due on {}{en_late}.", row.due_on);
    lang.pick(&fr, &en).to_owned()
}
