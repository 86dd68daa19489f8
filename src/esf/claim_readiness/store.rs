//! The obstacles that the database lists: interviews, participants, records. One text gives the counts by owner and the
//! page of objects.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use super::rules::ObstacleKind;
use crate::civil::add_days;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::db::types::UuidSql;
use crate::esf::cost_statements::support::Supported;
use crate::esf::participations::{EXIT_UNTOLD, left_on_text};
use crate::failure::Outcome;
use crate::ids::{AnyId, OperationId, ParticipantId, PathwayId, UserId};

/// What is looked at.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub(super) operation: OperationId,
    pub(super) from: Day,
    pub(super) to: Day,
    /// Days within which a contact is put on file, of the operation or the PLIE.
    pub(super) file_days: i64,
    /// Who works on the operation.
    pub(super) staff: Vec<UserId>,
}

/// An object in the way.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct ItemRow {
    #[diesel(sql_type = UuidSql)]
    pub(super) id: AnyId,
    #[diesel(sql_type = Date)]
    pub(super) day: Day,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) owner: Option<UserId>,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) participant: Option<ParticipantId>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) minutes: Option<i64>,
}

/// One of the first objects of an owner, with how many there are in all.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct FirstRow {
    #[diesel(sql_type = Text)]
    pub(super) kind: ObstacleKind,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) owner: Option<UserId>,
    #[diesel(sql_type = UuidSql)]
    pub(super) id: AnyId,
    #[diesel(sql_type = BigInt)]
    pub(super) total: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) minutes: Option<i64>,
}

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = BigInt)]
    total: i64,
}

struct Sql {
    lit: Literals,
    records: Supported,
    staff: String,
    from: String,
    to: String,
    /// The first day on which a report is still on time.
    report_since: String,
    /// The day on which a participation `p` in an operation `o` was left.
    left_on: String,
}

impl Sql {
    fn new(cx: &Ctx<'_>, scope: &Scope) -> Self {
        let lit = Literals::of(cx.conn);
        Self {
            lit,
            records: Supported::new(cx, scope.operation, scope.from, scope.to),
            staff: lit.ids(&scope.staff),
            from: lit.day(scope.from),
            to: lit.day(scope.to),
            report_since: lit.day(add_days(cx.today, -scope.file_days)),
            left_on: left_on_text(lit, cx.today),
        }
    }

    /// Interviews of the operation: those that its time is linked to, and those of its staff that no time is.
    fn interviews(&self, condition: &str) -> String {
        let live =
            "r.plie_id = i.plie_id and r.linked_id = i.id and r.linked_type = 'interview' and r.status <> 'superseded'";
        format!(
            "select i.id as id, i.day as day, i.user_id as owner, i.participant_id as participant,
               cast(null as bigint) as minutes
             from interviews i where i.plie_id = {plie} and {period} and {condition} and (
               exists (select 1 from time_records r where {live} and r.operation_id = {operation})
               or (i.user_id in ({staff}) and not exists (select 1 from time_records r where {live})))",
            plie = self.records.plie(),
            period = self.records.period("i.day"),
            operation = self.records.operation(),
            staff = self.staff,
        )
    }

    /// People for whom time was recorded in the period and who take no part in the operation, with their minutes of it.
    fn not_entered(&self) -> String {
        format!(
            "select m.participant_id as id, max(r.date) as day, who.current_referent_user_id as owner,
               m.participant_id as participant, cast(sum(m.allocated_minutes) as bigint) as minutes
             from time_records r
             join time_record_participants m on m.plie_id = r.plie_id and m.time_record_id = r.id
             join participants who on who.plie_id = m.plie_id and who.id = m.participant_id
             where r.plie_id = {plie} and r.operation_id = {operation} and {period} and r.status <> 'superseded'
               and {never_entered}
             group by m.participant_id, who.current_referent_user_id",
            plie = self.records.plie(),
            operation = self.records.operation(),
            period = self.records.period("r.date"),
            never_entered = self.records.never_entered(),
        )
    }

    /// Who takes part in the operation, or has time recorded on it, in the period: each time, with its day and minutes.
    fn people(&self) -> String {
        format!(
            "select p.participant_id as participant, r.date as day, p.allocated_minutes as minutes
             from time_records r
             join time_record_participants p on p.plie_id = r.plie_id and p.time_record_id = r.id
             where r.plie_id = {plie} and r.operation_id = {operation} and {recorded} and r.status <> 'superseded'
             union all
             select t.participant_id as participant, t.entered_on as day, cast(null as bigint) as minutes
             from participations t
             where t.plie_id = {plie} and t.operation_id = {operation} and t.voided_at is null
               and t.entered_on <= {to} and (t.exited_on is null or t.exited_on >= {from})",
            plie = self.records.plie(),
            operation = self.records.operation(),
            recorded = self.records.period("r.date"),
            from = self.from,
            to = self.to,
        )
    }

    /// Of these, those who were not met in the period.
    fn not_met(&self) -> String {
        format!(
            "select q.participant as id, max(q.day) as day, who.current_referent_user_id as owner,
               q.participant as participant, cast(sum(q.minutes) as bigint) as minutes
             from ({people}) q
             join participants who on who.plie_id = {plie} and who.id = q.participant
             where not exists (select 1 from interviews i where i.plie_id = {plie} and i.participant_id = q.participant
                 and i.outcome = 'held' and {met})
             group by q.participant, who.current_referent_user_id",
            people = self.people(),
            plie = self.records.plie(),
            met = self.records.period("i.day"),
        )
    }

    /// People who took part in the period and whose entry, or exit once they left or the operation ended (R7.10), is not
    /// told as the ESF wants (R7.2).
    fn incomplete(&self) -> String {
        format!(
            "select p.participant_id as id, p.entered_on as day, who.current_referent_user_id as owner,
               p.participant_id as participant, cast(null as bigint) as minutes
             from participations p
             join operations o on o.plie_id = p.plie_id and o.id = p.operation_id
             join participants who on who.plie_id = p.plie_id and who.id = p.participant_id
             where p.plie_id = {plie} and p.operation_id = {operation} and p.voided_at is null
               and p.entered_on <= {to} and (p.exited_on is null or p.exited_on >= {from})
               and (not p.complete_entry or ({left_on} <= {to} and {EXIT_UNTOLD}))",
            left_on = self.left_on,
            plie = self.records.plie(),
            operation = self.records.operation(),
            from = self.from,
            to = self.to,
        )
    }

    fn unsupported(&self) -> String {
        format!(
            "select id, day, user_id as owner, {none} as participant, minutes from ({records}) c
             where support <> 'supported' and (mode is null or mode <> 'none')",
            none = self.lit.no_id(),
            records = self.records.records(),
        )
    }

    fn of(&self, kind: ObstacleKind) -> Option<String> {
        Some(match kind {
            ObstacleKind::InterviewUnsigned => self.interviews(&format!("({})", Supported::unsigned_interview())),
            ObstacleKind::ReportLate => self.interviews(&format!(
                "i.outcome = 'held' and (i.late or (i.report is null and i.report_sealed is null and i.day < {}))",
                self.report_since
            )),
            ObstacleKind::ParticipantNotEntered => self.not_entered(),
            ObstacleKind::ParticipantDataMissing => self.incomplete(),
            ObstacleKind::ParticipantWithoutInterview => self.not_met(),
            ObstacleKind::MinutesUnsupported => self.unsupported(),
            _ => return None,
        })
    }
}

/// Somebody of a claim.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(super) struct PersonRow {
    #[diesel(sql_type = UuidSql)]
    pub(super) id: ParticipantId,
    #[diesel(sql_type = Date)]
    pub(super) day: Day,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) pathway: Option<PathwayId>,
    #[diesel(sql_type = Nullable<UuidSql>)]
    pub(super) owner: Option<UserId>,
}

/// Everybody of a claim, with the pathway they are on or were on last.
pub(super) fn people(cx: &mut Ctx<'_>, scope: &Scope) -> Outcome<Vec<PersonRow>> {
    let sql = Sql::new(cx, scope);
    let text = format!(
        "select who.id as id, max(q.day) as day, who.current_pathway_id as pathway,
           who.current_referent_user_id as owner
         from ({people}) q join participants who on who.plie_id = {plie} and who.id = q.participant
         group by who.id, who.current_pathway_id, who.current_referent_user_id",
        people = sql.people(),
        plie = sql.records.plie(),
    );
    Ok(diesel::sql_query(text).load(cx.conn)?)
}

/// The first objects of each kind and owner, at most so many, each with how many there are.
pub(super) fn first(cx: &mut Ctx<'_>, scope: &Scope, most: i64) -> Outcome<Vec<FirstRow>> {
    let sql = Sql::new(cx, scope);
    let parts: Vec<String> = ObstacleKind::ALL
        .iter()
        .filter_map(|kind| Some(format!("select '{kind}' as kind, k.* from ({}) k", sql.of(*kind)?)))
        .collect();
    let text = format!(
        "select kind, owner, id, total, minutes from (
           select kind, owner, id, day, row_number() over (partition by kind, owner order by day, id) as place,
             count(*) over (partition by kind, owner) as total,
             cast(sum(minutes) over (partition by kind, owner) as bigint) as minutes
           from ({}) o) n
         where place <= {most} order by kind, owner, day, id",
        parts.join(" union all ")
    );
    Ok(diesel::sql_query(text).load(cx.conn)?)
}

/// The objects of a kind after a place in the list, and how many there are where that is asked.
pub(super) fn page(
    cx: &mut Ctx<'_>,
    scope: &Scope,
    kind: ObstacleKind,
    owner: Option<UserId>,
    after: Option<(Day, AnyId)>,
    limit: i64,
    count: bool,
) -> Outcome<(Vec<ItemRow>, Option<i64>)> {
    let sql = Sql::new(cx, scope);
    let Some(of) = sql.of(kind) else { return Ok((Vec::new(), count.then_some(0))) };
    let whose = owner.map(|user| format!(" and owner = {}", sql.lit.id(user))).unwrap_or_default();
    let place = after.map(|(day, id)| format!(" and (day, id) > ({}, {})", sql.lit.day(day), sql.lit.id(id)));
    let text = format!(
        "select id, day, owner, participant, minutes from ({of}) k where 1 = 1{whose}{} order by day, id limit {limit}",
        place.unwrap_or_default()
    );
    let rows = diesel::sql_query(text).load(cx.conn)?;
    if !count {
        return Ok((rows, None));
    }
    let text = format!("select count(*) as total from ({of}) k where 1 = 1{whose}");
    let all: Total = diesel::sql_query(text).get_result(cx.conn)?;
    Ok((rows, Some(all.total)))
}
