//! The dated duties around today. Those of timers are the alerts, however far ahead. What ends or is due on a few objects
//! of the PLIE is read as it stands.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{Days, Fte, MemberRow};
use crate::civil::{add_days, add_months};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::db::schema::{claims, meetings, mission_letters, operations, plies, procurement_contracts};
use crate::each;
use crate::esf::operations::rules::retain_until;
use crate::failure::Outcome;
use crate::ids::{AnyId, ClaimId, MeetingId, MissionLetterId, OperationId, ProcurementContractId, UserId};

/// Days between two team meetings at most (S1.4).
const TEAM_DAYS: i64 = 15;
/// Months between two operational technical committees (S1.5).
const COMMITTEE_MONTHS: u32 = 3;

/// What is looked at.
#[derive(Debug, Clone)]
pub(in crate::reports) struct CalendarScope {
    pub(in crate::reports) from: Day,
    pub(in crate::reports) to: Day,
    pub(in crate::reports) today: Day,
    /// Whose letters; everybody's if none.
    pub(in crate::reports) users: Option<Vec<UserId>>,
    /// The heads of the alerts due by the last day; none where there are none.
    pub(in crate::reports) alerts: Option<String>,
    /// Whether the duties of no one person are asked for.
    pub(in crate::reports) common: bool,
}

impl CalendarScope {
    fn holds(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// Duties of one kind in one month.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::reports) struct DutyRow {
    #[diesel(sql_type = Text)]
    pub(in crate::reports) kind: String,
    #[diesel(sql_type = Text)]
    pub(in crate::reports) month: String,
    #[diesel(sql_type = BigInt)]
    pub(in crate::reports) due: i64,
    #[diesel(sql_type = BigInt)]
    pub(in crate::reports) overdue: i64,
}

/// The heads of a statement, the last of them `duties`; none where there can be none.
fn heads(cx: &Ctx<'_>, scope: &CalendarScope) -> Option<String> {
    let lit = Literals::of(cx.conn);
    let alerts = scope.alerts.as_ref()?;
    Some(format!(
        "{alerts}, duties as (select l.kind as kind, l.due_on as due_on, l.id as id, l.participant_id as participant_id,
           l.user_id as user_id from alerts l where l.due_on between {} and {})",
        lit.day(scope.from),
        lit.day(scope.to),
    ))
}

/// How many duties of each kind each month has.
pub(in crate::reports) fn counts(cx: &mut Ctx<'_>, scope: &CalendarScope) -> Outcome<Vec<DutyRow>> {
    let Some(heads) = heads(cx, scope) else { return Ok(Vec::new()) };
    let text = format!(
        "with {heads} select kind, substr(cast(due_on as text), 1, 7) as month, count(*) as due,
           cast(sum(case when due_on < {today} then 1 else 0 end) as bigint) as overdue
         from duties group by kind, substr(cast(due_on as text), 1, 7)",
        today = Literals::of(cx.conn).day(scope.today),
    );
    Ok(each!(cx.conn, |c| diesel::sql_query(text).load(c))?)
}

/// One kind of duties, all or those whose day has passed.
#[derive(Debug, Clone, Copy)]
pub(in crate::reports) struct Kind {
    pub(in crate::reports) code: &'static str,
    /// What its rows are.
    pub(in crate::reports) what: &'static str,
    pub(in crate::reports) overdue: bool,
}

/// The duties of a kind after a place in the list, and how many there are where that is asked.
pub(in crate::reports) fn members(
    cx: &mut Ctx<'_>,
    scope: &CalendarScope,
    kind: Kind,
    after: Option<(Day, AnyId)>,
    limit: i64,
    count: bool,
) -> Outcome<(Vec<MemberRow>, Option<i64>)> {
    #[derive(QueryableByName)]
    struct Total {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let Some(heads) = heads(cx, scope) else { return Ok((Vec::new(), count.then_some(0))) };
    let lit = Literals::of(cx.conn);
    let passed = if kind.overdue { format!(" and due_on < {}", lit.day(scope.today)) } else { String::new() };
    let rows = format!("from duties where kind = '{}'{passed}", kind.code);
    let place = after.map(|(day, id)| format!(" and (due_on, id) > ({}, {})", lit.day(day), lit.id(id)));
    let text = format!(
        "with {heads} select '{what}' as what, id, due_on as day, participant_id, user_id, cast(null as bigint) as minutes
         {rows}{} order by due_on, id limit {limit}",
        place.unwrap_or_default(),
        what = kind.what,
    );
    let page = each!(cx.conn, |c| diesel::sql_query(text).load(c))?;
    if !count {
        return Ok((page, None));
    }
    let text = format!("with {heads} select count(*) as n {rows}");
    let total: Total = each!(cx.conn, |c| diesel::sql_query(text).get_result(c))?;
    Ok((page, Some(total.n)))
}

/// What ends, begins or comes again, of a few objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::reports) enum Kept {
    OperationEnd,
    Claim,
    RetentionEnd,
    ProtocolEnd,
    CharterStart,
    LetterEnd,
    ContractEnd,
    ClauseEnd,
    TeamMeeting,
    TechnicalCommittee,
}

fn row(what: &str, id: AnyId, day: Day) -> MemberRow {
    MemberRow {
        what: what.to_owned(),
        id,
        day,
        participant_id: None,
        user_id: None,
        minutes: None,
        fte: Fte::default(),
        days: Days::default(),
    }
}

/// The duties that no statement counts, of what the caller may list.
pub(in crate::reports) fn kept(cx: &mut Ctx<'_>, scope: &CalendarScope) -> Outcome<Vec<(Kept, MemberRow)>> {
    let mut out = Vec::new();
    let ends = operation_ends(cx)?;
    if scope.common {
        out.extend(of_operations(cx, &ends)?);
        out.extend(of_contracts(cx, scope)?);
        out.extend(of_meetings(cx)?);
        let protocol: Option<Day> = plies::table.find(cx.plie()).select(plies::protocol_ends_on).get_result(cx.conn)?;
        out.extend(protocol.map(|day| (Kept::ProtocolEnd, row("plie", cx.plie().cast(), day))));
        let charters = cx.tenant();
        out.extend(
            charters.charters.iter().map(|held| (Kept::CharterStart, row("charter", held.id.cast(), held.valid_from))),
        );
    }
    out.extend(of_letters(cx, scope, &ends)?);
    out.retain(|(_, row)| scope.holds(row.day));
    Ok(out)
}

/// An operation with its last day and the day of its last payment.
type End = (OperationId, Day, Option<Day>);

/// The operations that the caller may list.
fn operation_ends(cx: &mut Ctx<'_>) -> Outcome<Vec<End>> {
    let reach = cx.reach_in("list_operations");
    if reach.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = operations::table
        .filter(operations::plie_id.eq(cx.plie()))
        .select((operations::id, operations::ends_on, operations::last_payment_on))
        .into_boxed();
    if !reach.all && !reach.operations.is_empty() {
        query = query.filter(operations::id.eq_any(reach.operations));
    }
    Ok(query.load(cx.conn)?)
}

fn of_operations(cx: &mut Ctx<'_>, ends: &[End]) -> Outcome<Vec<(Kept, MemberRow)>> {
    let mut out = Vec::new();
    for (id, ends_on, last_payment_on) in ends {
        out.push((Kept::OperationEnd, row("operation", id.cast(), *ends_on)));
        let until = retain_until(*last_payment_on);
        out.extend(until.map(|day| (Kept::RetentionEnd, row("operation", id.cast(), day))));
    }
    if cx.reach_in("list_claims").is_empty() {
        return Ok(out);
    }
    let claimed: Vec<(ClaimId, OperationId, Day, Day)> = claims::table
        .filter(claims::plie_id.eq(cx.plie()))
        .select((claims::id, claims::operation_id, claims::starts_on, claims::ends_on))
        .load(cx.conn)?;
    let whole = |id: &OperationId, last: &Day| {
        claimed.iter().any(|(_, operation, from, to)| operation == id && from <= last && last <= to)
    };
    let owed = ends.iter().filter(|(id, last, _)| !whole(id, last));
    out.extend(owed.map(|(id, last, _)| (Kept::Claim, row("operation", id.cast(), *last))));
    Ok(out)
}

/// Letters that end before their operation, without one of the same person and operation after.
fn of_letters(cx: &mut Ctx<'_>, scope: &CalendarScope, ends: &[End]) -> Outcome<Vec<(Kept, MemberRow)>> {
    type Row = (MissionLetterId, UserId, OperationId, Day, Day);
    if cx.reach_in("list_mission_letters").is_empty() {
        return Ok(Vec::new());
    }
    use mission_letters as t;
    let mut query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::ends_on.ge(scope.from))
        .select((t::id, t::user_id, t::operation_id, t::starts_on, t::ends_on))
        .into_boxed();
    if let Some(users) = &scope.users {
        query = query.filter(t::user_id.eq_any(users.clone()));
    }
    let rows: Vec<Row> = query.load(cx.conn)?;
    let begun: BTreeSet<(UserId, OperationId, Day)> = rows.iter().map(|(_, u, o, from, _)| (*u, *o, *from)).collect();
    let last = |o: &OperationId| ends.iter().find(|(id, ..)| id == o).map(|(_, day, _)| *day);
    let goes_on = |(_, user, operation, _, ends_on): &&Row| {
        let after = (*user, *operation, *ends_on)..;
        let next = begun.range(after).any(|(u, o, from)| (u, o) == (user, operation) && from > ends_on);
        !next && last(operation).is_some_and(|day| *ends_on < day)
    };
    let letter = |(id, user, _, _, ends_on): &Row| {
        (Kept::LetterEnd, MemberRow { user_id: Some(*user), ..row("mission_letter", id.cast(), *ends_on) })
    };
    Ok(rows.iter().filter(goes_on).map(letter).collect())
}

fn of_contracts(cx: &mut Ctx<'_>, scope: &CalendarScope) -> Outcome<Vec<(Kept, MemberRow)>> {
    if cx.reach_in("list_procurement_contracts").is_empty() {
        return Ok(Vec::new());
    }
    use procurement_contracts as t;
    let rows: Vec<(ProcurementContractId, Option<Day>, Option<i64>)> = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::ends_on.assume_not_null().between(scope.from, scope.to))
        .select((t::id, t::ends_on, t::clause_hours))
        .load(cx.conn)?;
    let contract = |(id, ends_on, hours): (ProcurementContractId, Option<Day>, Option<i64>)| {
        let kind = if hours.is_some() { Kept::ClauseEnd } else { Kept::ContractEnd };
        Some((kind, row("procurement_contract", id.cast(), ends_on?)))
    };
    Ok(rows.into_iter().filter_map(contract).collect())
}

/// When the next meeting is due, after the last that is on record.
fn of_meetings(cx: &mut Ctx<'_>) -> Outcome<Vec<(Kept, MemberRow)>> {
    if cx.reach_in("list_meetings").is_empty() {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for (kind, kept) in [("team", Kept::TeamMeeting), ("operational_technical", Kept::TechnicalCommittee)] {
        let last: Option<(MeetingId, Day)> = meetings::table
            .filter(meetings::plie_id.eq(cx.plie()))
            .filter(meetings::kind.eq(kind))
            .order((meetings::starts_at.desc(), meetings::id.desc()))
            .select((meetings::id, meetings::day))
            .first(cx.conn)
            .optional()?;
        let due =
            |day| if kept == Kept::TeamMeeting { add_days(day, TEAM_DAYS) } else { add_months(day, COMMITTEE_MONTHS) };
        out.extend(last.map(|(id, day)| (kept, row("meeting", id.cast(), due(day)))));
    }
    Ok(out)
}
