//! What is due, in one statement: each timer selects its objects, the page is cut from their union.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use super::rules::AlertKind;
use crate::civil::{IsoWeek, Month};
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::types::UuidSql;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::ids::{AnyId, OperationId, ParticipantId, PathwayId, ReferentId, UserId};

mod esf;
mod people;
mod staff;

/// An alert.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct AlertRow {
    #[diesel(sql_type = Text)]
    pub(super) kind: AlertKind,
    #[diesel(sql_type = Date)]
    pub(super) due_on: Day,
    /// With due day and kind, the place in the list.
    #[diesel(sql_type = UuidSql)]
    pub(super) id: AnyId,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) object_id: Option<AnyId>,
    /// The week, the month or the criterion, where it is about one.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) period: Option<String>,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) pathway_id: Option<PathwayId>,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) participant_id: Option<ParticipantId>,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) referent_id: Option<ReferentId>,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) user_id: Option<UserId>,
}

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// A week that may be due, and until which day.
#[derive(Debug, Clone, Copy)]
pub(super) struct DueWeek {
    pub(super) week: IsoWeek,
    pub(super) due_on: Day,
}

/// A month that may be due, and until which days.
#[derive(Debug, Clone, Copy)]
pub(super) struct DueMonth {
    pub(super) month: Month,
    pub(super) employee_on: Day,
    pub(super) supervisor_on: Day,
}

/// Days that the PLIE gives, and those of the operations that give others (S4.3).
#[derive(Debug, Clone)]
pub(super) struct Norm {
    pub(super) days: i64,
    pub(super) own: Vec<(OperationId, i64)>,
}

impl Norm {
    /// The fewest that anybody has.
    fn fewest(&self) -> i64 {
        self.own.iter().map(|(_, days)| *days).fold(self.days, i64::min)
    }
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The timers.
    pub(super) kinds: Vec<AlertKind>,
    /// The last due day that still shows, by timer.
    pub(super) until: fn(&Asked, AlertKind) -> Day,
    /// The first day that is no longer asked for, instead.
    pub(super) due_before: Option<Day>,
    /// Today.
    pub(super) today: Day,
    /// Now.
    pub(super) now: Instant,
    /// Whose weeks and months; all if none.
    pub(super) users: Option<Vec<UserId>>,
    /// The condition on the participant of a pathway `p` that the caller reaches them, and that they are of the territory
    /// asked for.
    pub(super) people: String,
    /// As `people`, on a participant `p`.
    pub(super) persons: String,
    /// Of this referent alone, with its account.
    pub(super) referent: Option<(ReferentId, UserId)>,
    /// Days within which a contact is put on file.
    pub(super) file_days: Norm,
    /// How far back an unreported contact alerts.
    pub(super) contacts_since: Day,
    pub(super) weeks: Vec<DueWeek>,
    pub(super) months: Vec<DueMonth>,
    /// Days after its start within which a pathway has its engagement contract.
    pub(super) engagement_days: i64,
    /// Months before its planned end from which a pathway alerts.
    pub(super) planned_end_months: u32,
    /// Months that a pathway may last.
    pub(super) max_pathway_months: Option<u32>,
    /// Days of the window after six months.
    pub(super) six_month_days: Norm,
    pub(super) updated_after: Option<Instant>,
}

struct Sql<'a> {
    lit: Literals,
    plie: String,
    asked: &'a Asked,
}

impl Sql<'_> {
    /// Whose pathways and contacts: of the people in reach.
    fn mine(&self, user: &str, referent: Option<&str>) -> String {
        let mut out = format!(" and {}", self.asked.people);
        match (self.asked.referent, referent) {
            (Some((id, _)), Some(column)) => out.push_str(&format!(" and {column} = {}", self.lit.id(id))),
            (Some((_, account)), None) => out.push_str(&format!(" and {user} = {}", self.lit.id(account))),
            (None, _) => {}
        }
        out
    }

    fn until(&self, kind: AlertKind) -> String {
        self.lit.day((self.asked.until)(self.asked, kind))
    }

    fn changed(&self, column: &str) -> String {
        let after = self.asked.updated_after.map(|at| format!(" and {column} > {}", self.lit.instant(at)));
        after.unwrap_or_default()
    }

    /// The day so many days after another as the operation of an expression, else the PLIE, gives.
    fn due(&self, day: &str, norm: &Norm, operation: &str) -> String {
        let after = |days: i64| self.lit.days_after(day, days);
        if norm.own.is_empty() {
            return after(norm.days);
        }
        let own = norm.own.iter().map(|(id, days)| format!(" when {} then {}", self.lit.id(*id), after(*days)));
        format!("(case {operation}{} else {} end)", own.collect::<String>(), after(norm.days))
    }

    fn part(&self, kind: AlertKind) -> Option<String> {
        let (weeks, months) = (!self.asked.weeks.is_empty(), !self.asked.months.is_empty());
        match kind {
            AlertKind::Interview => Some(self.pathways(kind, "next_interview_due_on")),
            AlertKind::Milestone => Some(self.pathways(kind, "next_milestone_due_on")),
            AlertKind::File => Some(self.files()),
            AlertKind::EsfExit => Some(self.esf_exits()),
            AlertKind::EsfSixMonth => Some(self.esf_six_months()),
            AlertKind::Eligibility => Some(self.evidence()),
            AlertKind::JobFollowUp => Some(self.job_follow_ups()),
            AlertKind::EngagementContract => Some(self.engagements()),
            AlertKind::EngagementMissing => Some(self.without_engagement()),
            AlertKind::PlannedEnd => Some(self.planned_ends()),
            AlertKind::RetentionReview => self.retention(),
            AlertKind::QuarterlyReview => Some(self.reviews()),
            AlertKind::Agenda => weeks.then(|| self.weeks()),
            AlertKind::TimesheetEmployee => months.then(|| self.months(kind, "employee_on", "open")),
            AlertKind::TimesheetSupervisor => months.then(|| self.months(kind, "supervisor_on", "employee_signed")),
        }
    }

    /// What the parts stand on.
    fn heads(&self) -> String {
        let lit = self.lit;
        let mut heads = vec![format!("terms as ({})", self.terms())];
        let weeks: Vec<String> = self
            .asked
            .weeks
            .iter()
            .map(|w| {
                let (monday, sunday) = (lit.day(w.week.monday()), lit.day(w.week.sunday()));
                format!("('{}', {monday}, {sunday}, {})", w.week, lit.day(w.due_on))
            })
            .collect();
        if !weeks.is_empty() {
            heads.push(format!("weeks (week, monday, sunday, due_on) as (values {})", weeks.join(", ")));
        }
        let months: Vec<String> = self
            .asked
            .months
            .iter()
            .map(|m| {
                let (first, last) = (lit.day(m.month.first()), lit.day(m.month.last()));
                let (employee, supervisor) = (lit.day(m.employee_on), lit.day(m.supervisor_on));
                format!("('{}', {first}, {last}, {employee}, {supervisor})", m.month)
            })
            .collect();
        if !months.is_empty() {
            heads.push(format!(
                "months (month, first, last, employee_on, supervisor_on) as (values {})",
                months.join(", ")
            ));
        }
        heads.join(", ")
    }
}

/// The heads of a statement about alerts, the last of them `alerts`; none where no timer can run.
pub(super) fn text(cx: &Ctx<'_>, asked: &Asked) -> Option<String> {
    let sql = Sql { lit: Literals::of(cx.conn), plie: Literals::of(cx.conn).id(cx.plie()), asked };
    let parts: Vec<String> = asked.kinds.iter().filter_map(|kind| sql.part(*kind)).collect();
    (!parts.is_empty()).then(|| format!("{}, alerts as ({})", sql.heads(), parts.join(" union all ")))
}

/// The alerts after a place in the list, and how many there are in all where that is asked.
pub(super) fn load(
    cx: &mut Ctx<'_>,
    asked: &Asked,
    after: Option<(Day, AlertKind, AnyId)>,
    limit: i64,
    count: bool,
) -> Outcome<(Vec<AlertRow>, Option<i64>)> {
    let Some(heads) = text(cx, asked) else { return Ok((Vec::new(), count.then_some(0))) };
    let lit = Literals::of(cx.conn);
    let place =
        after.map(|(day, kind, id)| format!("where (due_on, kind, id) > ({}, '{kind}', {})", lit.day(day), lit.id(id)));
    let page = format!(
        "with {heads} select * from alerts {} order by due_on, kind, id limit {limit}",
        place.unwrap_or_default()
    );
    let rows = diesel::sql_query(page).load(cx.conn)?;
    if !count {
        return Ok((rows, None));
    }
    let all: Total =
        diesel::sql_query(format!("with {heads} select count(*) as total from alerts")).get_result(cx.conn)?;
    Ok((rows, Some(all.total)))
}
