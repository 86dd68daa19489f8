//! What is due, in one statement: each timer selects its objects, the page is cut from their union.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use super::rules::AlertKind;
use crate::civil::{IsoWeek, Month, add_days};
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::types::UuidSql;
use crate::db::{Day, Instant};
use crate::esf::participations::rules::EXIT_DAYS;
use crate::failure::Outcome;
use crate::ids::{AnyId, OperationId, ParticipantId, PathwayId, ReferentId, UserId};

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
    /// The condition on the participant of a pathway `p` that the caller reaches them.
    pub(super) people: String,
    /// Of this referent alone, with its account.
    pub(super) referent: Option<(ReferentId, UserId)>,
    /// Days within which a contact is put on file.
    pub(super) file_days: Norm,
    /// How far back an unreported contact alerts.
    pub(super) contacts_since: Day,
    pub(super) weeks: Vec<DueWeek>,
    pub(super) months: Vec<DueMonth>,
    /// Days of the window after six months.
    pub(super) six_month_days: Norm,
    pub(super) updated_after: Option<Instant>,
}

/// The contacts that are not on file: word for word those of the index `interviews_to_file`, so that the many that are
/// cost nothing.
const TO_FILE: &str =
    "(i.outcome = 'planned' or (i.outcome = 'held' and i.report is null and i.report_sealed is null))";

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

    /// T1 and T2: the due day stands on the pathway, empty while its timer is paused.
    fn pathways(&self, kind: AlertKind, column: &str) -> String {
        format!(
            "select '{kind}' as kind, p.{column} as due_on, p.id as id, p.id as object_id, cast(null as text) as period,
               p.id as pathway_id, p.participant_id as participant_id, p.current_referent_id as referent_id,
               p.current_referent_user_id as user_id
             from pathways p
             where p.plie_id = {plie} and p.{column} <= {until} and p.status in ('active', 'in_job_follow_up'){mine}{changed}",
            plie = self.plie,
            until = self.until(kind),
            mine = self.mine("p.current_referent_user_id", Some("p.current_referent_id")),
            changed = self.changed("p.updated_at"),
        )
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

    /// T3: contacts held without a report, and contacts whose time has passed without an outcome.
    fn files(&self) -> String {
        // the operation that sets the norms of the pathway that day, as `esf::norms` finds it
        let operation = format!(
            "(select n.operation_id from participations n join operations o on o.plie_id = n.plie_id and o.id = n.operation_id
              where n.plie_id = {plie} and n.pathway_id = i.pathway_id and n.voided_at is null and n.entered_on <= i.day
                and (n.exited_on is null or n.exited_on >= i.day) and o.ends_on >= i.day
              order by n.entered_on desc, n.id desc limit 1)",
            plie = self.plie,
        );
        let due_on = self.due("i.day", &self.asked.file_days, &operation);
        format!(
            "select '{kind}' as kind, {due_on} as due_on, i.id as id, i.id as object_id, cast(null as text) as period,
               i.pathway_id as pathway_id, i.participant_id as participant_id,
               case when p.current_referent_user_id = i.user_id then p.current_referent_id end as referent_id,
               i.user_id as user_id
             from interviews i join pathways p on p.plie_id = i.plie_id and p.id = i.pathway_id
             where i.plie_id = {plie} and i.day >= {since} and i.day <= {last} and {due_on} <= {until} and {TO_FILE}
               and (i.outcome = 'held' or i.ends_at <= {now}){mine}{changed}",
            kind = AlertKind::File,
            plie = self.plie,
            since = self.lit.day(self.asked.contacts_since),
            last =
                self.lit.day(add_days((self.asked.until)(self.asked, AlertKind::File), -self.asked.file_days.fewest())),
            until = self.until(AlertKind::File),
            now = self.lit.instant(self.asked.now),
            mine = self.mine("i.user_id", None),
            changed = self.changed("i.updated_at"),
        )
    }

    /// The terms of staff, referents or not; where somebody holds two at a time, the later one speaks for both.
    fn terms(&self) -> String {
        let mut filter = String::new();
        if let Some(users) = &self.asked.users {
            filter.push_str(&format!(" and user_id in ({})", self.lit.ids(users)));
        }
        let plie = &self.plie;
        if let Some((id, _)) = self.asked.referent {
            return format!(
                "select id, id as referent_id, user_id, valid_from, valid_to, updated_at from referents
                 where plie_id = {plie}{filter} and id = {}",
                self.lit.id(id)
            );
        }
        format!(
            "select id, id as referent_id, user_id, valid_from, valid_to, updated_at from referents
             where plie_id = {plie}{filter}
             union all select id, {none}, user_id, valid_from, valid_to, updated_at from staff_assignments
             where plie_id = {plie}{filter}",
            none = self.lit.no_id(),
        )
    }

    fn holding(from: &str, to: &str) -> String {
        format!(
            "r.valid_from <= {to} and (r.valid_to is null or r.valid_to >= {from})
             and not exists (select 1 from terms o where o.user_id = r.user_id and (o.valid_from, o.id) > (r.valid_from, r.id)
               and o.valid_from <= {to} and (o.valid_to is null or o.valid_to >= {from}))"
        )
    }

    /// T4: weeks not handed in, or returned.
    fn weeks(&self) -> String {
        format!(
            "select '{kind}' as kind, w.due_on as due_on, r.user_id as id, a.id as object_id, w.week as period,
               {none} as pathway_id, {none} as participant_id, r.referent_id as referent_id, r.user_id as user_id
             from weeks w join terms r on {holding}
             left join agenda_weeks a on a.plie_id = {plie} and a.user_id = r.user_id and a.week = w.week
             where w.due_on <= {until} and coalesce(a.status, 'open') in ('open', 'returned'){changed}",
            kind = AlertKind::Agenda,
            none = self.lit.no_id(),
            holding = Self::holding("w.monday", "w.sunday"),
            plie = self.plie,
            until = self.until(AlertKind::Agenda),
            changed = self.changed("coalesce(a.updated_at, r.updated_at)"),
        )
    }

    /// T5: months that the employee, or then the supervisor, has not signed.
    fn months(&self, kind: AlertKind, due: &str, status: &str) -> String {
        format!(
            "select '{kind}' as kind, m.{due} as due_on, r.user_id as id, t.id as object_id, m.month as period,
               {none} as pathway_id, {none} as participant_id, r.referent_id as referent_id, r.user_id as user_id
             from months m join terms r on {holding}
             left join timesheets t on t.plie_id = {plie} and t.user_id = r.user_id and t.month = m.month
               and t.amendment = (select max(l.amendment) from timesheets l where l.plie_id = {plie} and l.user_id = r.user_id and l.month = m.month)
             where m.{due} <= {until} and coalesce(t.status, 'open') = '{status}'{changed}",
            none = self.lit.no_id(),
            holding = Self::holding("m.first", "m.last"),
            plie = self.plie,
            until = self.until(kind),
            changed = self.changed("coalesce(t.updated_at, r.updated_at)"),
        )
    }

    /// T8: the next check of the follow-up of a job, at last its end.
    fn job_follow_ups(&self) -> String {
        format!(
            "select '{kind}' as kind, coalesce(f.next_check_on, f.due_on) as due_on, p.id as id, p.id as object_id,
               cast(null as text) as period, p.id as pathway_id, p.participant_id as participant_id,
               p.current_referent_id as referent_id, p.current_referent_user_id as user_id
             from job_follow_ups f join pathways p on p.plie_id = f.plie_id and p.id = f.pathway_id
             where f.plie_id = {plie} and f.ended_on is null and coalesce(f.next_check_on, f.due_on) <= {until}{mine}{changed}",
            kind = AlertKind::JobFollowUp,
            plie = self.plie,
            until = self.until(AlertKind::JobFollowUp),
            mine = self.mine("p.current_referent_user_id", Some("p.current_referent_id")),
            changed = self.changed("f.updated_at"),
        )
    }

    /// T10: engagement contracts of open pathways that end, unless one of the same kind comes after.
    fn engagements(&self) -> String {
        format!(
            "select '{kind}' as kind, e.ends_on as due_on, e.id as id, e.id as object_id, cast(null as text) as period,
               p.id as pathway_id, p.participant_id as participant_id, p.current_referent_id as referent_id,
               p.current_referent_user_id as user_id
             from engagement_contracts e join pathways p on p.plie_id = e.plie_id and p.id = e.pathway_id
             where e.plie_id = {plie} and e.ends_on <= {until} and p.status in ('active', 'suspended', 'in_job_follow_up')
               and not exists (select 1 from engagement_contracts n where n.plie_id = e.plie_id and n.pathway_id = e.pathway_id
                 and n.kind = e.kind and n.starts_on > e.ends_on){mine}{changed}",
            kind = AlertKind::EngagementContract,
            plie = self.plie,
            until = self.until(AlertKind::EngagementContract),
            mine = self.mine("p.current_referent_user_id", Some("p.current_referent_id")),
            changed = self.changed("e.updated_at"),
        )
    }

    /// T9: the last review with a structure, of a referent or of the whole, whose next is due; that of a referent who has
    /// left is nobody's.
    fn reviews(&self) -> String {
        let mut filter = String::new();
        if let Some(users) = &self.asked.users {
            filter.push_str(&format!(" and q.user_id in ({})", self.lit.ids(users)));
        }
        if let Some((id, _)) = self.asked.referent {
            filter.push_str(&format!(" and q.referent_id = {}", self.lit.id(id)));
        }
        format!(
            "select '{kind}' as kind, q.next_due_on as due_on, q.id as id, q.id as object_id, q.quarter as period,
               {none} as pathway_id, {none} as participant_id, q.referent_id as referent_id, q.user_id as user_id
             from quarterly_reviews q left join referents r on r.plie_id = q.plie_id and r.id = q.referent_id
             where q.plie_id = {plie} and q.next_due_on <= {until}{filter}{changed}
               and (r.valid_to is null or r.valid_to >= {today})
               and not exists (select 1 from quarterly_reviews l where l.plie_id = q.plie_id and l.structure_id = q.structure_id
                 and (l.referent_id = q.referent_id or (l.referent_id is null and q.referent_id is null)) and l.held_on > q.held_on)",
            kind = AlertKind::QuarterlyReview,
            none = self.lit.no_id(),
            plie = self.plie,
            until = self.until(AlertKind::QuarterlyReview),
            today = self.lit.day(self.asked.today),
            changed = self.changed("q.updated_at"),
        )
    }

    /// T6: participations left by the person, or at the end of their operation (R7.10), whose exit is not told whole.
    fn esf_exits(&self) -> String {
        let left_on = format!(
            "coalesce(p.exited_on, case when o.ends_on < {} then o.ends_on end)",
            self.lit.day(self.asked.today)
        );
        let due_on = self.lit.days_after(&left_on, EXIT_DAYS);
        self.participations(AlertKind::EsfExit, &due_on, "not p.complete_exit")
    }

    /// T7: six months have passed since the exit, and the situation is not told; the dead are asked no more.
    fn esf_six_months(&self) -> String {
        let due_on = self.due("p.six_month_on", &self.asked.six_month_days, "p.operation_id");
        let asked = "not p.complete_six_month and (w.exit_reason is null or w.exit_reason <> 'deceased')";
        self.participations(AlertKind::EsfSixMonth, &due_on, asked)
    }

    fn participations(&self, kind: AlertKind, due_on: &str, owing: &str) -> String {
        format!(
            "select '{kind}' as kind, {due_on} as due_on, p.id as id, p.id as object_id, cast(null as text) as period,
               p.pathway_id as pathway_id, p.participant_id as participant_id, w.current_referent_id as referent_id,
               w.current_referent_user_id as user_id
             from participations p join operations o on o.plie_id = p.plie_id and o.id = p.operation_id
             join pathways w on w.plie_id = p.plie_id and w.id = p.pathway_id
             where p.plie_id = {plie} and p.voided_at is null and {owing} and {due_on} <= {until}{mine}{changed}",
            plie = self.plie,
            until = self.until(kind),
            mine = self.mine("w.current_referent_user_id", Some("w.current_referent_id")),
            changed = self.changed("p.updated_at"),
        )
    }

    /// T11: evidence that holds no longer soon, of people whose entry file is not decided yet.
    fn evidence(&self) -> String {
        format!(
            "select '{kind}' as kind, c.valid_until as due_on, c.id as id, p.id as object_id, c.criterion as period,
               {none} as pathway_id, p.participant_id as participant_id, p.referent_id as referent_id,
               p.referent_user_id as user_id
             from participant_criteria c join entry_files p on p.plie_id = c.plie_id and p.participant_id = c.participant_id
             where c.plie_id = {plie} and c.valid_until <= {until} and p.status <> 'decided'{mine}{changed}",
            kind = AlertKind::Eligibility,
            none = self.lit.no_id(),
            plie = self.plie,
            until = self.until(AlertKind::Eligibility),
            mine = self.mine("p.referent_user_id", Some("p.referent_id")),
            changed = self.changed("c.updated_at"),
        )
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
